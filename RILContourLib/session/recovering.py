"""Bringing back what sessions left that ended without being closed, without opening the series one by one."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..errors import Cancelled, RILContourError, SeriesBusy
from ..progress import CancelToken, Progress, no_progress
from ..store.values import Holder, OpenSession, Recovery

if TYPE_CHECKING:
    from .project import Project
    from .series import Series

WATCHED_S = 150.0  # a holder elsewhere counts as gone after 120 s without a sign of life
_LOOK_S = 5.0


@dataclass
class RecoveryReport:
    """By the names of series (with their track where it is not the first): what became of those with an open session.

    recovered : what was found there, and the version that it became; refused : why it was not brought back
    living : who may be editing now, so that nothing was done
    """

    recovered: dict[str, Recovery] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    living: dict[str, Holder] = field(default_factory=dict)

    @property
    def edits(self) -> int:
        """How many edits were brought back."""
        return sum(found.edits for found in self.recovered.values())


def recover(
    project: Project,
    names: Iterable[str] | None = None,
    *,
    wait_s: float = 0.0,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> RecoveryReport:
    """Make a version of the edits that wait in the named series (all), on every track; one refusal stops no other.

    wait_s : watch holders for so long of whom it is not known whether they live, as on another computer; those that
        give no sign of life count as gone (see WATCHED_S). 0: they are left alone.

    Cancelled, with the report, if it was stopped; what was recovered by then stays.
    """
    report = RecoveryReport()
    try:
        _recover(project, names, wait_s, report, progress, cancel or CancelToken())
    except Cancelled as stopped:
        stopped.report = report
        raise
    return report


def _recover(
    project: Project,
    names: Iterable[str] | None,
    wait_s: float,
    report: RecoveryReport,
    progress: Progress,
    cancel: CancelToken,
) -> None:
    left_open = list(_open_series(project, names, report, progress, cancel))
    deadline = time.monotonic() + wait_s
    while left_open:
        for series, session in left_open:
            cancel.check()
            if session.ended:
                _recover_one(series, report)
        left_open = [(series, session) for series, session in left_open if not session.ended]
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            break
        progress(int(wait_s - left_s), int(wait_s), "Watching for signs of life")
        time.sleep(min(_LOOK_S, left_s))
        left_open = list(_looked_at_again(left_open))
    report.living = {_shown(series): session.holder for series, session in left_open}


def _open_series(
    project: Project, names: Iterable[str] | None, report: RecoveryReport, progress: Progress, cancel: CancelToken
) -> Iterator[tuple[Series, OpenSession]]:
    """The series that somebody has open, or never closed; of all others only the small head is read."""
    wanted: Sequence[str] = project.names if names is None else list(names)
    for number, name in enumerate(wanted):
        cancel.check()
        progress(number, len(wanted), name)
        for track in project.definitions.tracks:
            series = project.series(name, track)
            try:
                head = series.head
                session = series.open_session if head.holder or head.left else None
            except RILContourError as error:
                report.refused[_shown(series)] = str(error)
                continue
            if session:
                yield series, session


def _looked_at_again(left_open: list[tuple[Series, OpenSession]]) -> Iterator[tuple[Series, OpenSession]]:
    for series, _ in left_open:
        session = series.project.store.open_session(series.name, series.track, watch=True)
        if session:
            yield series, session


def _recover_one(series: Series, report: RecoveryReport) -> None:
    store = series.project.store
    try:
        lease = store.acquire(series.name, series.project.user, series.track)
        store.release(lease)
    except SeriesBusy as error:
        report.refused[_shown(series)] = f"{error} It was opened a moment ago, which recovers it, too."
    except RILContourError as error:
        report.refused[_shown(series)] = str(error)
    else:
        if lease.recovered:
            report.recovered[_shown(series)] = lease.recovered


def _shown(series: Series) -> str:
    is_first = series.track == series.project.definitions.tracks[0]
    return series.name if is_first else f"{series.name} ({series.track})"
