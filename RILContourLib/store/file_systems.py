"""Which kind of file system a folder is on, as far as the system tells."""

from __future__ import annotations

import ctypes
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

# Kinds that live on another machine, as Linux and macOS call them.
_NETWORK = {
    *("nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afpfs", "webdav", "davfs", "9p", "afs", "ncpfs", "coda"),
    *("ceph", "glusterfs", "lustre", "gpfs", "beegfs", "pvfs2", "orangefs", "vboxsf", "vmhgfs", "virtiofs", "prl_fs"),
    *("fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.rclone", "fuse.s3fs", "fuse.gvfsd-fuse", "fuse.vmhgfs-fuse"),
}
_WINDOWS_REMOTE_DRIVE = 4
_ON_LINUX: bool = sys.platform.startswith("linux")
_ON_WINDOWS: bool = os.name == "nt"


def is_network(folder: Path) -> bool:
    """Whether the folder is on another machine. False where the system does not tell."""
    if _ON_WINDOWS:
        drive = folder.resolve().anchor
        kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore]
        return drive.startswith("\\\\") or kernel.GetDriveTypeW(drive) == _WINDOWS_REMOTE_DRIVE
    return file_system_of(folder) in _NETWORK


def file_system_of(folder: Path) -> str | None:
    """The system's name for the kind of file system, such as `ext4` or `nfs4`; None where it does not tell."""
    if _ON_WINDOWS:
        return None
    try:
        if _ON_LINUX:
            mounts = _linux_mounts(Path("/proc/self/mountinfo").read_text(errors="surrogateescape").splitlines())
        else:
            listing = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=True).stdout
            mounts = _bsd_mounts(listing.splitlines())
    except (OSError, subprocess.CalledProcessError):
        return None
    return _kind_at(folder.resolve(), mounts)


def _kind_at(folder: Path, mounts: Iterable[tuple[Path, str]]) -> str | None:
    found: tuple[int, str] | None = None
    for place, kind in mounts:
        depth = len(place.parts)
        if (folder == place or place in folder.parents) and (found is None or depth >= found[0]):
            found = depth, kind
    return found[1] if found else None


def _linux_mounts(lines: Iterable[str]) -> list[tuple[Path, str]]:
    """From lines of proc(5) mountinfo; later mounts on one place hide earlier ones."""
    mounts = []
    for line in lines:
        before, _, after = line.partition(" - ")
        place, kind = before.split()[4], after.split()[0]
        unescaped = re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), place)
        mounts.append((Path(unescaped), kind))
    return mounts


def _bsd_mounts(lines: Iterable[str]) -> list[tuple[Path, str]]:
    """From lines of mount(8) such as `//server/share on /Volumes/share (smbfs, nodev)`."""
    found = (re.search(r" on (.*) \(([^,)]+)", line) for line in lines)
    return [(Path(match[1]), match[2]) for match in found if match]
