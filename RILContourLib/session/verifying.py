"""Whether all that a project has on disk is as it was written, and annotations whose image was moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import RILContourError, StoreError
from ..progress import CancelToken, Progress, no_progress
from ..store.file_store import FileStore
from ..store.reattach import Orphan
from ..store.values import VersionInfo
from ..store.verify_findings import StoreFinding
from .held_out import HeldOut
from .verifying_rules import broken_rules

if TYPE_CHECKING:
    from .project import Project

__all__ = ["Moved", "StoreFinding", "accept_image", "moved_annotations", "reattach", "verify"]


@dataclass(frozen=True)
class Moved:
    """Annotations without their image. `target` is the series that they belong to, or None and `reason` says why.

    series : what the image was called; folder : where the annotations are; done : whether they were moved
    """

    orphan: Orphan
    target: str | None
    reason: str = ""
    done: bool = False

    @property
    def series(self) -> str:
        return self.orphan.series

    @property
    def folder(self) -> Path:
        return self.orphan.folder


def verify(
    project: Project,
    names: Sequence[str] | None = None,
    *,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> Iterator[StoreFinding]:
    """All that is missing, altered or left over in the folders of the named series, or breaks the project's rules.

    Nothing is changed. Without names it is about the whole project, annotations without their image included.
    """
    yield from _folders(project).verify(names, progress, cancel)
    yield from broken_rules(project, names, cancel)
    for moved in moved_annotations(project, progress=progress, cancel=cancel) if names is None else ():
        message = f"holds annotations of {moved.series}, whose image is not there; run  rilcontour reattach."
        yield StoreFinding("warning", moved.folder, message, moved.series)


def moved_annotations(
    project: Project,
    *,
    only_to: Sequence[str] = (),
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> list[Moved]:
    """Annotations whose image is gone from its place, each with the series that has those very bytes now.

    only_to : the series that may be meant, where an image has several copies
    """
    orphans = _folders(project).find_orphans(progress, cancel)
    return [_with_target(orphan, only_to) for orphan in orphans]


def reattach(project: Project, moved: Sequence[Moved]) -> list[Moved]:
    """Move annotations to the series that they belong to; those without one, or that somebody edits, stay.

    What was for testing under its old name is not exported for training under its new one (`held_out`).
    """
    return [_moved(project, each) if each.target else each for each in moved]


def accept_image(project: Project, name: str, *, message: str = "") -> VersionInfo | None:
    """Go on with an image that was replaced by one on the same grid, as a new version of every track.

    The first of these versions; None if nothing is annotated. ImageChanged if the grid is another.
    """
    store, tracks = _folders(project), project.definitions.tracks
    versions = [store.accept_image(name, project.user, message=message, track=track) for track in tracks]
    return next((version for version in versions if version), None)


def _with_target(orphan: Orphan, only_to: Sequence[str]) -> Moved:
    matches = [name for name in orphan.matches if not only_to or name in only_to]
    if len(matches) == 1:
        return Moved(orphan, matches[0])
    if matches:
        return Moved(orphan, None, f"several copies of its image have no annotation: {', '.join(matches)}; choose one")
    return Moved(orphan, None, "no series without annotation has the bytes of its image")


def _moved(project: Project, moved: Moved) -> Moved:
    assert moved.target is not None
    try:
        _folders(project).reattach(moved.orphan, moved.target, project.user)
    except RILContourError as error:
        return Moved(moved.orphan, moved.target, str(error))
    held_out = HeldOut(project)
    if held_out.is_test(moved.series):
        held_out.remember(moved.series, moved.orphan.image.sha256, moved.target)
    return Moved(moved.orphan, moved.target, done=True)


def _folders(project: Project) -> FileStore:
    if isinstance(project.store, FileStore):
        return project.store
    message = f"The annotations of {project.name} are not kept in folders; their own store checks them."
    raise StoreError(message)
