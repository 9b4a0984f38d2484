"""A model over many series: what is done already is skipped, and one bad file does not stop the rest."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Literal

from ..annotation.extent import Extent
from ..errors import Cancelled, MissingDependency, RILContourError
from ..inference.child_runner import ChildRunner
from ..inference.runner import Runner
from ..models.approval import Approvals
from ..progress import CancelToken, Progress, no_progress
from ..store.values import Draft
from .draft_tables import Row, slice_rows, statistics_rows
from .model import Model
from .predicting import ALL_OF_IT, PredictOptions, check_fits, region_of
from .runners import shared_runner
from .selection import Selection

if TYPE_CHECKING:
    from .project import Project
    from .series import Series

Outcome = Literal["drafted", "skipped", "failed", "not reached"]


@dataclass(frozen=True)
class SeriesPrediction:
    """What became of one series: `reason` where it was not drafted.

    rows, slice_rows : its lines of the tables in `draft_tables`
    """

    series: str
    outcome: Outcome
    reason: str = ""
    draft: str = ""
    seconds: float = 0.0
    rows: tuple[Row, ...] = ()
    slice_rows: tuple[Row, ...] = ()


@dataclass
class PredictReport:
    """All series of a run, in the order of their names once it has ended."""

    model: str
    series: list[SeriesPrediction] = field(default_factory=list)

    def of(self, outcome: Outcome) -> list[SeriesPrediction]:
        return [each for each in self.series if each.outcome == outcome]

    def rows(self) -> Iterator[Row]:
        """The statistics table, by `draft_tables.COLUMNS`."""
        return (row for each in self.series for row in each.rows)

    def slice_rows(self) -> Iterator[Row]:
        """What was said of each slice, by `draft_tables.SLICE_COLUMNS`."""
        return (row for each in self.series for row in each.slice_rows)

    def to_json(self) -> dict[str, Any]:
        return {"model": self.model, "series": [_as_data(each) for each in self.series]}


def _as_data(each: SeriesPrediction) -> dict[str, Any]:
    """Without the slices, which would be most of it."""
    found = {key: value for key, value in vars(each).items() if key != "slice_rows"}
    return found | {"rows": list(each.rows)}


def predict_many(
    project: Project,
    model: Model,
    selection: Selection,
    options: PredictOptions = ALL_OF_IT,
    *,
    again: bool = False,
    jobs: int = 1,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> PredictReport:
    """Draft all selected series, those of the test subset too if the selection says so.

    again : also where this version of the model drafted all that is asked for before; jobs : series at a time, each in
    a process of its own if there are several. Cancelled has the report; the drafts that were made stay. What no series
    could be drafted with is raised at once: ModelError, UnknownROI, UnknownField, AnswerRefused, MissingDependency.
    """
    _check(project, model, options)
    chosen = list(project.select(selection))
    report, cancel = PredictReport(model.label), cancel or CancelToken()
    runners: list[Runner] = [shared_runner()] if jobs == 1 else [ChildRunner() for _ in range(min(jobs, len(chosen)))]
    free: SimpleQueue[Runner] = SimpleQueue()
    for runner in runners:
        free.put(runner)

    def one(series: Series) -> SeriesPrediction:
        runner = free.get()
        try:
            return _predict_one(series, model, options, again, runner, cancel)
        finally:
            free.put(runner)

    try:
        _run_all(one, chosen, jobs, report, progress)
    finally:
        if jobs > 1:
            for runner in runners:
                runner.close()
    if cancel.cancelled:
        message = "Stopped on request; the drafts that were made stay, and the next run goes on after them."
        stopped = Cancelled(message)
        stopped.report = report
        raise stopped
    return report


def _check(project: Project, model: Model, options: PredictOptions) -> None:
    check_fits(project.definitions, model.description, options.rois)
    model.version.verify()
    Approvals().check(model.version)


def _run_all(
    one: Callable[[Series], SeriesPrediction],
    chosen: Sequence[Series],
    jobs: int,
    report: PredictReport,
    progress: Progress,
) -> None:
    progress(0, len(chosen), "")
    with ThreadPoolExecutor(max(jobs, 1), "rilcontour-predict") as workers:
        running: list[Future[SeriesPrediction]] = [workers.submit(one, series) for series in chosen]
        for done, finished in enumerate(as_completed(running), 1):
            report.series.append(finished.result())
            progress(done, len(chosen), report.series[-1].series)
    report.series.sort(key=lambda each: each.series)


def _predict_one(
    series: Series, model: Model, options: PredictOptions, again: bool, runner: Runner, cancel: CancelToken
) -> SeriesPrediction:
    if cancel.cancelled:
        return SeriesPrediction(series.name, "not reached", "stopped on request")
    start = time.monotonic()
    try:
        if not again and _is_done(series, model, options):
            return SeriesPrediction(series.name, "skipped", f"{model.label} drafted it before")
        draft = model.predict(series, options, runner=runner, cancel=cancel)
        rows, by_slice = tuple(statistics_rows(draft)), tuple(slice_rows(draft))
    except MissingDependency:
        raise
    except Cancelled:
        return SeriesPrediction(series.name, "not reached", "stopped on request")
    except (RILContourError, OSError, MemoryError) as error:
        return SeriesPrediction(series.name, "failed", str(error) or type(error).__name__)
    seconds = round(time.monotonic() - start, 2)
    return SeriesPrediction(series.name, "drafted", "", draft.id, seconds, rows, by_slice)


def _is_done(series: Series, model: Model, options: PredictOptions) -> bool:
    """Whether this version of the model drafted all that is asked for before, decided on or not."""
    region = region_of(series, options)
    wanted = options.rois or frozenset(model.description.rois)
    drafts = series.project.store.drafts(series.name, series.track, resolved=True)
    return any(draft.model == model.label and _holds(draft, region, wanted) for draft in drafts)


def _holds(draft: Draft, region: Extent, rois: frozenset[str]) -> bool:
    covered, drafted = draft.details.get("covered"), draft.details.get("rois")
    if covered is None or drafted is None:  # as earlier versions of this program kept them: of all there is
        return True
    return Extent.from_json(covered).contains(region) and rois <= frozenset(drafted)
