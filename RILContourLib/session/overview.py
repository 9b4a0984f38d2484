"""What a project has come to: each series' state, and the counts of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..annotation.changes import STATUSES
from ..errors import StoreError
from ..progress import CancelToken, Progress, no_progress
from ..store.open_sessions import waiting_sentence
from ..store.values import Head, Holder, OpenSession
from .selection import SERIES_STATUSES, Selection, SeriesFacts, SeriesStatus, series_status
from .series import Series

if TYPE_CHECKING:
    from .project import Project

NOBODY = ""


@dataclass(frozen=True)
class SeriesState:
    """A series and what holds for it now; `problem` is a sentence where that could not all be read.

    session : who has it open, or had and never closed it
    """

    series: Series
    head: Head
    status: SeriesStatus
    problem: str | None = None
    session: OpenSession | None = None

    @property
    def name(self) -> str:
        return self.series.name

    @property
    def holder(self) -> Holder | None:
        """Who may be editing it now."""
        return self.session.holder if self.session and not self.session.ended else None

    @property
    def interrupted(self) -> OpenSession | None:
        """The session that ended without being closed, and whose edits wait to be recovered."""
        return self.session if self.session and self.session.ended else None

    @property
    def facts(self) -> SeriesFacts:
        """What filters look at."""
        head, series = self.head, self.series
        return SeriesFacts(
            series.name,
            self.status,
            series.subset,
            owner=head.owner,
            pool=head.pool,
            user=head.user,
            tags=series.tags,
            makers=tuple(head.makers),
            answers=head.answers,
        )


def state_of(series: Series) -> SeriesState:
    """The state of one series; where its annotation cannot be read it counts as unseen, with the reason."""
    try:
        head = series.head
    except StoreError as error:
        return SeriesState(series, Head(series.name, series.track), "unseen", str(error))
    status = series_status(head, series.project.definitions)
    try:
        session = series.open_session if head.holder or head.left else None
    except StoreError as error:
        return SeriesState(series, head, status, head.problem or str(error))
    return SeriesState(series, head, status, head.problem, session)


def states(
    project: Project,
    selection: Selection | None = None,
    *,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> Iterator[SeriesState]:
    """The series that a filter lets through with their states, in the order of their names."""
    selection = selection or Selection(test=True)
    wanted = selection.name_test()
    for number, series in enumerate(project):
        if cancel:
            cancel.check()
        progress(number, len(project), series.name)
        if not wanted(series.name):
            continue
        state = state_of(series)
        if selection.allows(state.facts):
            yield state
    progress(len(project), len(project), "")


@dataclass(frozen=True)
class Overview:
    """Counts of series; `owners` has `NOBODY` for those without one, `roi_status` counts by ROI id and status.

    sessions: by the series' names (with the track where it is not the first), who has them open, and who had and never
    closed them. warnings: sentences about the folder and about single series.
    """

    series: int
    status: Mapping[SeriesStatus, int]
    subsets: Mapping[str, int]
    owners: Mapping[str, int]
    pools: Mapping[str, int]
    roi_status: Mapping[str, Mapping[str, int]]
    sessions: Mapping[str, OpenSession]
    warnings: tuple[str, ...] = ()


def overview(project: Project, *, progress: Progress = no_progress, cancel: CancelToken | None = None) -> Overview:
    """Look at every series of the project once."""
    counts = _Counts({roi.id: Counter() for roi in project.definitions.rois})
    for state in states(project, progress=progress, cancel=cancel):
        counts.add(state)
    result = counts.result(SERIES_STATUSES)
    place = project.store.capabilities()
    return replace(result, warnings=(*place.refusals, *place.warnings, *project.metadata.problems, *result.warnings))


class _Counts:
    def __init__(self, roi_status: dict[str, Counter[str]]) -> None:
        self.status: Counter[SeriesStatus] = Counter()
        self.subsets: Counter[str] = Counter()
        self.owners: Counter[str] = Counter()
        self.pools: Counter[str] = Counter()
        self.roi_status = roi_status
        self.sessions: dict[str, OpenSession] = {}
        self.warnings: list[str] = []

    def add(self, state: SeriesState) -> None:
        head = state.head
        self.status[state.status] += 1
        self.subsets[state.series.subset] += 1
        self.owners[head.owner or NOBODY] += 1
        if head.pool:
            self.pools[head.pool] += 1
        for roi, counted in self.roi_status.items():
            counted[head.status.get(roi, "unseen")] += 1
        if state.problem:
            self.warnings.append(state.problem)
        self._add_session(state.name, state.session)
        for track in state.series.project.definitions.tracks[1:]:
            other = state_of(Series(state.series.project, state.name, track))
            self._add_session(f"{state.name} ({track})", other.session)

    def _add_session(self, name: str, session: OpenSession | None) -> None:
        if session:
            self.sessions[name] = session
        if session and session.ended and session.edits:
            self.warnings.append(f"{name}: {waiting_sentence(session)}")

    def result(self, order: tuple[SeriesStatus, ...]) -> Overview:
        return Overview(
            series=self.status.total(),
            status={status: self.status[status] for status in order},
            subsets={name: self.subsets[name] for name in ("train", "validation", "test")},
            owners=dict(sorted(self.owners.items())),
            pools=dict(sorted(self.pools.items())),
            roi_status={roi: {status: each[status] for status in STATUSES} for roi, each in self.roi_status.items()},
            sessions=self.sessions,
            warnings=tuple(self.warnings),
        )
