"""Which process holds something, so that its end can be proved on the same machine without waiting.

A process number alone proves nothing: numbers are used again, machines restart, and containers that share a host name
count their processes apart. So an identity also has the boot, the process' start time and its process namespace.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from . import windows_processes

_ON_LINUX: bool = sys.platform.startswith("linux")
_ON_WINDOWS: bool = os.name == "nt"


@dataclass(frozen=True)
class ProcessIdentity:
    """Host name, boot id, process namespace (Linux; "" elsewhere), number and start time, all as the system says.

    An empty `boot` or `start` means that the system did not tell; then nothing can be proved.
    """

    host: str
    boot: str
    namespace: str
    pid: int
    start: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> ProcessIdentity:
        """KeyError, TypeError or ValueError if a part is missing or of another kind."""
        texts = {key: str(value[key]) for key in ("host", "boot", "namespace", "start")}
        return ProcessIdentity(pid=int(value["pid"]), **texts)


def host_name() -> str:
    """This machine's name, as shown to others."""
    return platform.node() or "unknown host"


def this_process() -> ProcessIdentity:
    """The identity of the running process (asked anew, for it may have forked)."""
    return identity_of(os.getpid())


def identity_of(pid: int) -> ProcessIdentity:
    """The identity of a process of this machine and namespace."""
    return ProcessIdentity(host_name(), _boot(), _namespace(), pid, start_time(pid) or "")


def is_gone(identity: ProcessIdentity) -> bool:
    """Whether it is proved that the process ended. False also when nothing can be known, as on another host."""
    if not identity.boot or not identity.start:
        return False
    if (identity.host, identity.boot, identity.namespace) != (host_name(), _boot(), _namespace()):
        return False
    return start_time(identity.pid) != identity.start and not _exists_unreadably(identity.pid)


def start_time(pid: int) -> str | None:
    """When the process started, in the system's own unit; None if there is no such process (a zombie has ended)."""
    if _ON_LINUX:
        return _linux_start_time(pid)
    if _ON_WINDOWS:
        return windows_processes.start_time(pid)
    return _ps_start_time(pid)


def _exists_unreadably(pid: int) -> bool:
    """Whether a process has that number but hides its start time (another user's, under restricted /proc)."""
    if start_time(pid) is not None:
        return False
    if _ON_WINDOWS:
        return windows_processes.exists(pid)
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError, ValueError):
        return False
    except PermissionError:
        return True
    return not _is_linux_zombie(pid)


def _linux_stat_fields(pid: int) -> list[str] | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()  # the command's name, in brackets, may hold anything


def _linux_start_time(pid: int) -> str | None:
    fields = _linux_stat_fields(pid)
    if fields is None or len(fields) < 20 or fields[0] in "ZX":
        return None
    return fields[19]  # field 22 of proc(5): clock ticks after boot


def _is_linux_zombie(pid: int) -> bool:
    fields = _linux_stat_fields(pid)
    return bool(fields) and fields[0] in "ZX"  # type: ignore[index]


def _ps_start_time(pid: int) -> str | None:
    """Start of a process on macOS and the BSDs. UTC and the C locale: the same text whoever asks."""
    environment = {"PATH": "/bin:/usr/bin", "LC_ALL": "C", "TZ": "UTC"}
    command = ["ps", "-o", "stat=,lstart=", "-p", str(pid)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603
    state, _, started = result.stdout.strip().partition(" ")
    return started.strip() or None if state and not state.startswith("Z") else None


@lru_cache(maxsize=1)
def _boot() -> str:
    """A value that changes with every start of this machine; "" if the system does not tell."""
    if _ON_LINUX:
        try:
            return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        except OSError:
            return ""
    if _ON_WINDOWS:
        return windows_processes.boot_id()
    command = ["sysctl", "-n", "kern.bootsessionuuid"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return ""


@lru_cache(maxsize=1)
def _namespace() -> str:
    """The process namespace's id on Linux: in different ones, equal numbers are different processes."""
    if not _ON_LINUX:
        return ""
    try:
        found = re.search(r"\d+", str(Path("/proc/self/ns/pid").readlink()))
    except OSError:
        return "unknown"
    return found[0] if found else "unknown"
