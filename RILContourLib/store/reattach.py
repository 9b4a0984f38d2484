"""Bringing annotations back to images that were moved or renamed: recognised by their sha256, never by their names."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import ImageChanged, ImageError, SeriesBusy, StoreError, UnknownSeries
from ..images.identity import ImageIdentity
from ..progress import CancelToken, Progress, no_progress
from .entry_log import EntryLog
from .failures import unreachable
from .folders import folder_exists, make_folders
from .holders import holder_of
from .layout import SIDECAR_SUFFIX, Sidecar
from .open_lease import OpenLease
from .parts import StoreParts
from .publishing import is_unsupported
from .rename_exclusively import rename_exclusively
from .track_claim import TrackClaim

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Orphan:
    """Annotations whose image is not where they are. `series` is the name that their log has, `image` what it was.

    `matches`: series of the project that have those very bytes and no annotation.
    """

    folder: Path
    series: str
    image: ImageIdentity
    matches: tuple[str, ...] = ()


def find_orphans(
    parts: StoreParts, names: Iterable[str], progress: Progress = no_progress, cancel: CancelToken | None = None
) -> list[Orphan]:
    """All annotations of the project without their image. Images are hashed only where an orphan has their size."""
    known = set(names)
    at_home = {parts.place(name, "main").sidecar.folder: name for name in known}
    orphans = [orphan for folder in _sidecars(parts) if folder not in at_home and (orphan := _orphan(folder))]
    if not orphans:
        return []
    free = sorted(name for folder, name in at_home.items() if not _is_taken(folder))
    found: list[tuple[str, ImageIdentity]] = []
    sizes = {orphan.image.size for orphan in orphans}
    for number, name in enumerate(free):
        if cancel:
            cancel.check()
        progress(number, len(free), name)
        try:
            if parts.images.path(name).stat().st_size in sizes:
                found.append((name, parts.images.identity(name)))
        except (ImageError, UnknownSeries, OSError):
            continue  # an image that cannot be read matches nothing
    progress(len(free), len(free), "Done")
    return [_with_matches(orphan, found) for orphan in orphans]


def _with_matches(orphan: Orphan, found: list[tuple[str, ImageIdentity]]) -> Orphan:
    matches = tuple(name for name, identity in found if identity == orphan.image)
    return Orphan(orphan.folder, orphan.series, orphan.image, matches)


def _sidecars(parts: StoreParts) -> Iterator[Path]:
    """Where this project's folder is, if it has one, in each sidecar below the sidecars' root."""
    for place, folders, _ in os.walk(parts.layout.sidecars_root):
        for name in [name for name in folders if name.endswith(SIDECAR_SUFFIX)]:
            folders.remove(name)
            yield Path(place, name, parts.layout.project_id)


def _is_taken(folder: Path) -> bool:
    try:
        return folder_exists(folder)
    except StoreError:
        return True


def _orphan(folder: Path) -> Orphan | None:
    """What the logs in a sidecar say of its image; None if there is no readable log."""
    sidecar = Sidecar(folder)
    try:
        for track in sidecar.tracks():
            state = EntryLog(sidecar.track(track).log).end().state
            if state.get("series") and state.get("image"):
                image = ImageIdentity(int(state["image"]["size"]), str(state["image"]["sha256"]))
                return Orphan(folder, str(state["series"]), image)
    except StoreError as error:
        logger.warning("Whose annotations are in %s cannot be seen: %s", folder, error)
    return None


def reattach(parts: StoreParts, orphan: Orphan, series: str, user: str) -> None:
    """Move an orphan's folder to `series`, and note the old name in each of its logs.

    ImageChanged if the image is another one, SeriesBusy if somebody holds a track, StoreError if the series has
    annotations of its own.
    """
    identity = parts.images.identity(series)
    if identity != orphan.image:
        message = f"{series} is not the image that {orphan.folder} belongs to: its bytes are others."
        raise ImageChanged(message)
    _check_nobody_holds(parts, orphan)
    target = parts.place(series, "main").sidecar
    _move(orphan.folder, target.folder)
    for track in target.tracks():
        # The claim itself says the new name and the old one.
        claim = TrackClaim(parts, parts.place(series, track), user, journalled=False)
        OpenLease.acquire(claim, 0.0, force=False).release()


def _check_nobody_holds(parts: StoreParts, orphan: Orphan) -> None:
    sidecar = Sidecar(orphan.folder)
    for track in sidecar.tracks():
        folder = sidecar.track(track)
        end = EntryLog(folder.log).end()
        lease = end.state.get("lease")
        if lease and parts.watches.reason_to_take(folder.live, end) is None:
            holder = holder_of(lease)
            message = f"{orphan.series} is being edited by {holder.describe()}; wait until it is given back."
            raise SeriesBusy(message, {"user": holder.user, "host": holder.host, "since": holder.since})


def _move(folder: Path, target: Path) -> None:
    make_folders(target.parent)
    try:
        _rename(folder, target)
    except FileExistsError as error:
        message = f"{target} is there already: the series has annotations of its own, which are not replaced."
        raise StoreError(message) from error
    except OSError as error:
        raise unreachable(target, error) from error
    with contextlib.suppress(OSError):
        folder.parent.rmdir()  # stays where another project has annotations there


def _rename(folder: Path, target: Path) -> None:
    try:
        rename_exclusively(folder, target)
    except OSError as error:
        if not is_unsupported(error):
            raise
        if target.exists():
            raise FileExistsError(target) from error
        folder.rename(target)
