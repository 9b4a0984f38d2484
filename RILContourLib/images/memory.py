"""How much memory this computer has left, so that what cannot fit is refused before everything stands still."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from pathlib import Path

_SYSTEM = Path("/")
_UNLIMITED = 1 << 60


def available_bytes(root: Path = _SYSTEM) -> int | None:
    """Memory that can be had without taking any away from other programs, swap included; None if nobody says.

    Linux: /proc/meminfo, and the limits of the control groups (versions 1 and 2) that containers and batch systems
    set. Windows: GlobalMemoryStatusEx. Elsewhere what is installed. `root` is where /proc and /sys are.
    """
    if os.name == "nt":
        return _windows_bytes()
    found = [amount for amount in (_meminfo_bytes(root), *_group_bytes(root)) if amount is not None]
    if found:
        return min(found)
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return None


def in_megabytes(count: int) -> str:
    """A number of bytes for people: "1.2 MB"."""
    return f"{count / 1e6:,.1f} MB"


def _meminfo_bytes(root: Path) -> int | None:
    try:
        lines = (root / "proc/meminfo").read_text("ascii").splitlines()
        sizes = {name: int(rest.split()[0]) * 1024 for name, _, rest in (line.partition(":") for line in lines)}
        return sizes["MemAvailable"] + sizes["SwapFree"]
    except (OSError, ValueError, KeyError, IndexError):
        return None


def _group_bytes(root: Path) -> Iterator[int]:
    """What the control group of this process, and each one above it, has left."""
    for mounted, group, limit, usage, cache in _groups(root):
        for level in (group, *group.parents):
            folder = root / mounted / level
            allowed, used = _number(folder / limit), _number(folder / usage)
            if allowed is not None and used is not None and allowed < _UNLIMITED:
                yield max(allowed - used + _statistic(folder / "memory.stat", cache), 0)


def _groups(root: Path) -> Iterator[tuple[str, Path, str, str, str]]:
    """Where the groups of this process are mounted, which ones, and how their files are called."""
    try:
        lines = (root / "proc/self/cgroup").read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return
    for line in lines:
        _, controllers, path = [*line.split(":", 2), "", ""][:3]
        group = Path(path.lstrip("/"))
        if not controllers:
            yield "sys/fs/cgroup", group, "memory.max", "memory.current", "inactive_file"
        elif "memory" in controllers.split(","):
            usage = "memory.usage_in_bytes"
            yield "sys/fs/cgroup/memory", group, "memory.limit_in_bytes", usage, "total_inactive_file"


def _number(path: Path) -> int | None:
    """The number in a file; None without one, as where no limit is set."""
    try:
        return int(path.read_text("ascii"))
    except (OSError, ValueError):
        return None


def _statistic(path: Path, name: str) -> int:
    """How much of a group's memory holds files that can be read again."""
    try:
        lines = (line.split() for line in path.read_text("ascii").splitlines())
        return next((int(line[1]) for line in lines if len(line) == 2 and line[0] == name), 0)
    except (OSError, ValueError):
        return 0


class _MemoryStatus(ctypes.Structure):
    """MEMORYSTATUSEX."""

    _fields_ = [
        ("dwLength", ctypes.c_ulong),
        ("dwMemoryLoad", ctypes.c_ulong),
        ("ullTotalPhys", ctypes.c_ulonglong),
        ("ullAvailPhys", ctypes.c_ulonglong),
        ("ullTotalPageFile", ctypes.c_ulonglong),
        ("ullAvailPageFile", ctypes.c_ulonglong),
        ("ullTotalVirtual", ctypes.c_ulonglong),
        ("ullAvailVirtual", ctypes.c_ulonglong),
        ("ullAvailExtendedVirtual", ctypes.c_ulonglong),
    ]


def _windows_bytes() -> int | None:
    status = _MemoryStatus(dwLength=ctypes.sizeof(_MemoryStatus))
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - only Windows has it
    if not kernel.GlobalMemoryStatusEx(ctypes.byref(status)):
        return None
    return int(status.ullAvailPageFile)
