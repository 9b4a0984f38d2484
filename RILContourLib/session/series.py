"""One image of a project and its annotation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..annotation.annotation import Annotation
from ..errors import UsageError
from ..project.companions import companion_names
from ..store.messages import check_message
from ..store.values import Head, OpenSession, Snapshot, VersionInfo
from .edit_session import EditSession
from .held_out import remember_if_test
from .opening import open_for_editing
from .selection import SeriesFacts, SeriesStatus, series_status

if TYPE_CHECKING:
    import numpy as np

    from ..images.image_info import ImageInfo
    from .project import Project
    from .series_draft import SeriesDraft
    from .tables import ROIFrameStatistics


@dataclass(frozen=True)
class Version:
    """A version in a series' history: which, who, when (UTC, ISO 8601), why."""

    number: int
    user: str
    time: str
    reason: str
    message: str
    info: VersionInfo

    def __repr__(self) -> str:
        told = f", {self.message!r}" if self.message else ""
        return f"Version({self.number}, {self.user!r}, {self.time!r}, {self.reason!r}{told})"


class Series:
    """Read it at any time, also while somebody else edits; `edit` takes the right to change it.

    All that it says of an annotation is about its `track`, the project's first one unless another was asked for.
    """

    def __init__(self, project: Project, name: str, track: str | None = None) -> None:
        self.project = project
        self.name = name
        self.track = track or project.definitions.tracks[0]

    def __repr__(self) -> str:
        track = f" ({self.track})" if self.track != self.project.definitions.tracks[0] else ""
        return f"<Series {self.name}{track}>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled as its project and name: no voxels, no list of series."""
        return Series, (self.project, self.name, self.track)

    # The image

    @property
    def path(self) -> Path:
        """The image file; never to be written to."""
        return self.project.store.fetch_image(self.name)

    @property
    def image(self) -> ImageInfo:
        """The header: geometry, type, warnings. ImageError."""
        from ..images.header import read_header

        return read_header(self.path)

    def pixels(self, frame: int = 0) -> np.ndarray:
        """One frame's voxels as nibabel scales them, (ni, nj, nk) in the file's index order; colours are a 4th axis."""
        from ..images.pixels import read_pixels

        return read_pixels(self.path, frame)

    @property
    def companions(self) -> dict[str, Path]:
        """Other images of the same exam that exist, by their id in the project file."""
        names = companion_names(self.project.definitions, self.name)
        found = {key: self.project.images_root / name for key, name in names.items()}
        return {key: path for key, path in found.items() if path.is_file()}

    # What the project knows of it

    @property
    def metadata(self) -> Mapping[str, str]:
        """The series' row of the project's metadata file; empty if it has none."""
        return self.project.metadata.of(self.name)

    @property
    def tags(self) -> tuple[str, ...]:
        return self.project.metadata.tags(self.name)

    @property
    def subset(self) -> str:
        """`train`, `validation` or `test`; test series are never exported for training."""
        return self.project.subset_of(self.name)

    # The annotation

    @property
    def head(self) -> Head:
        """What holds now: version, owner, holder, review; reads one small file each time."""
        return self.project.store.head(self.name, self.track)

    @property
    def open_session(self) -> OpenSession | None:
        """Who has it open, or had and never closed it: then edits may wait, which `edit` and `recover` bring back."""
        return self.project.store.open_session(self.name, self.track)

    @property
    def status(self) -> SeriesStatus:
        """`unseen`, `in progress`, `complete` or `approved` (see `series_status`)."""
        return series_status(self.head, self.project.definitions)

    @property
    def facts(self) -> SeriesFacts:
        """What filters look at."""
        head = self.head
        status = series_status(head, self.project.definitions)
        who = {"owner": head.owner, "pool": self.project.pool_of(head), "user": head.user}
        return SeriesFacts(
            self.name, status, self.subset, **who, tags=self.tags, makers=tuple(head.makers), answers=head.answers
        )

    def read(self, version: int | None = None) -> Snapshot:
        """A version with its masks, the newest unless named.

        Its annotation refuses ids that are no ROI's, so that a slip of the pen is not read as an empty mask.
        """
        snapshot = self.project.store.read(self.name, version, self.track)
        snapshot.annotation.template = frozenset(roi.id for roi in self.project.definitions.rois)
        return snapshot

    @property
    def annotation(self) -> Annotation:
        """The newest version's content."""
        return self.read().annotation

    @property
    def text(self) -> dict[str, Any]:
        """The answers about the series in the newest version, by field id."""
        return dict(self.head.answers)

    @property
    def history(self) -> list[Version]:
        """All versions, oldest first."""
        infos = self.project.store.history(self.name, self.track)
        return [Version(info.number, info.user, info.time, info.reason, info.message, info) for info in infos]

    @property
    def drafts(self) -> list[SeriesDraft]:
        """Models' drafts that wait for a decision, oldest first."""
        from .series_draft import SeriesDraft

        return [SeriesDraft(self, draft) for draft in self.project.store.drafts(self.name, self.track)]

    def statistics(self, version: int | None = None) -> list[ROIFrameStatistics]:
        """Volume (mL) and intensities of each ROI that has voxels, on each frame; the newest version unless named."""
        from .tables import statistics_of

        return statistics_of(self, version)

    def edit(self, *, wait_s: float = 0.0, force: bool = False, accept_damage: bool = False) -> EditSession:
        """Take the lease and open the series for editing; use the result in a `with` block, or close it.

        Waits up to `wait_s` seconds for another holder. A session that crashed is recovered first: `lease.recovered`.
        The project file is looked at first: what it says now is what holds. SeriesBusy, NotAllowed, ImageChanged,
        ReadOnlyStore; DefinitionsError if the project file is broken by now.
        """
        self.project.follow_file()
        lease = self.project.store.acquire(
            self.name, self.project.user, self.track, wait_s=wait_s, force=force, accept_damage=accept_damage
        )
        remember_if_test(self)
        return open_for_editing(self.project.store, lease, self.project.definitions)

    def restore(self, version: int, *, message: str = "", accept_damage: bool = False) -> VersionInfo:
        """Make an earlier version's content the newest version; history only grows. `accept_damage`: see `edit`.

        UsageError if there is no such version; LockedROI if it would change an ROI that is locked now; SeriesBusy,
        NotAllowed.
        """
        check_message(message)
        if version not in (held.number for held in self.history):
            refusal = f"{self.name} has no version {version}; its history lists what there is."
            raise UsageError(refusal)
        with self.edit(accept_damage=accept_damage) as session:
            return session.restore(version, message=message)
