"""What a folder's file system can do, found by trying, and what that means for annotations kept there."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..files import fsync_folder, write_new_file
from .cloud_folders import cloud_client_of
from .file_systems import is_network
from .publishing import is_unsupported
from .rename_exclusively import rename_exclusively
from .values import StoreCapabilities

_LITTLE_SPACE = 1 << 30


@dataclass(frozen=True)
class FolderCapabilities:
    """hard_links, rename_without_replace, exclusive_create: ways to give a name to one of several who want it.

    case_sensitive, normalisation_sensitive: whether names that differ only so are two files.
    cloud_synchronised: which client synchronises the folder, and how that shows; None if none is known to.
    """

    folder: Path
    writable: bool
    hard_links: bool
    rename_without_replace: bool
    exclusive_create: bool
    fsync_folder: bool
    case_sensitive: bool
    normalisation_sensitive: bool
    cloud_synchronised: str | None
    network_file_system: bool
    free_bytes: int | None

    @property
    def guarantee(self) -> str:
        """One sentence: what several people who annotate here at once can rely on."""
        if not self.writable:
            return "This folder cannot be written: annotations can be read, not made."
        if self.cloud_synchronised:
            return "No guarantee: copies of this folder on other machines follow late and may overwrite each other."
        durable = "and flushed to the disk" if self.fsync_folder else "and written through by the system"
        if self.hard_links or self.rename_without_replace:
            way = "hard links" if self.hard_links else "renaming without replacing"
            return f"Only one person at a time can hold a series, and versions appear whole ({way}) {durable}."
        if self.exclusive_create:
            return f"Only one person at a time can hold a series; a version appears in steps (no hard links) {durable}."
        return "No guarantee: this file system cannot make a file for one of several who want its name."

    def for_store(self) -> StoreCapabilities:
        """As sentences for people."""
        warnings, refusals = [], []
        if self.cloud_synchronised:
            refusals.append(
                f"{self.folder} is synchronised by {self.cloud_synchronised}: two people there would overwrite each "
                "other's work. Move the project, or name another folder under annotations: in its project file."
            )
        elif self.writable and not (self.hard_links or self.rename_without_replace or self.exclusive_create):
            refusals.append(f"{self.folder} is on a file system that cannot keep two people apart; use another.")
        if not self.case_sensitive:
            warnings.append(f"{self.folder} does not tell names apart that differ only in case.")
        if self.free_bytes is not None and self.free_bytes < _LITTLE_SPACE:
            warnings.append(f"{self.folder} has only {self.free_bytes >> 20} MiB of free space.")
        return StoreCapabilities(self.writable, self.guarantee, tuple(warnings), tuple(refusals), self.free_bytes)


def probe_folder(folder: Path) -> FolderCapabilities:
    """Try everything in a folder of its own inside `folder`, and take that away again."""
    probe = folder / f".rilcontour-probe-{secrets.token_hex(6)}"
    try:
        probe.mkdir()
        write_new_file(probe / "a", b"a")
    except OSError:
        writable = False
    else:
        writable = True
    try:
        return FolderCapabilities(
            folder=folder,
            writable=writable,
            hard_links=writable and _has_links(probe),
            rename_without_replace=writable and _has_exclusive_rename(probe),
            exclusive_create=writable and _has_exclusive_create(probe),
            fsync_folder=writable and _can_flush(probe),
            case_sensitive=not writable or not _same_file(probe, "Case", "cASE"),
            normalisation_sensitive=not writable or not _same_file(probe, *_two_normal_forms()),
            cloud_synchronised=cloud_client_of(folder),
            network_file_system=is_network(folder),
            free_bytes=_free_bytes(folder),
        )
    finally:
        shutil.rmtree(probe, ignore_errors=True)


def _two_normal_forms() -> tuple[str, str]:
    return unicodedata.normalize("NFC", "\u00e9"), unicodedata.normalize("NFD", "\u00e9")


def _has_links(probe: Path) -> bool:
    try:
        os.link(probe / "a", probe / "link")
        return (probe / "a").stat().st_nlink == 2 and _refuses(lambda: os.link(probe / "a", probe / "link"))
    except OSError:
        return False


def _has_exclusive_rename(probe: Path) -> bool:
    write_new_file(probe / "from", b"")
    try:
        rename_exclusively(probe / "from", probe / "to")
        write_new_file(probe / "from", b"")
        return _refuses(lambda: rename_exclusively(probe / "from", probe / "to"))
    except OSError as error:
        if not is_unsupported(error):
            raise
        return False


def _has_exclusive_create(probe: Path) -> bool:
    return _refuses(lambda: write_new_file(probe / "a", b""))


def _refuses(act: Callable[[], None]) -> bool:
    """Whether making a name that is taken fails, as it must."""
    try:
        act()
    except FileExistsError:
        return True
    return False


def _can_flush(probe: Path) -> bool:
    if os.name == "nt":
        return False
    try:
        fsync_folder(probe)
    except OSError:
        return False
    return True


def _same_file(probe: Path, first: str, second: str) -> bool:
    with contextlib.suppress(OSError, UnicodeError):
        write_new_file(probe / first, b"")
        return (probe / second).exists()
    return False


def _free_bytes(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None
