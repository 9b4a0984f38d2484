"""The Run panel: which model, on which series, how much of them; and the queue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from ..inference.child_runner import ChildRunner
from ..inference.runner import Runner
from ..models.approval import Approvals
from ..session.model import Model
from ..session.predicting import PredictOptions, check_fits
from ..session.series import Series
from .browser import Browser
from .choices import one_of
from .models_engine import Engine, EngineState
from .models_panel import ModelsPanel
from .models_rows import ModelVersionRow
from .observing import Panel
from .planes import PLANES, PlaneName, planes_of
from .run_queue import UNDER_WAY, RunQueue, RunRow
from .run_tables import write_draft_tables
from .translation import _
from .work import AtOnce, Executor
from .workspace import Workspace

Scope = Literal["open", "shown", "selected"]
SCOPES: tuple[Scope, ...] = ("open", "shown", "selected")
MOST_ROWS = 200
_WITH_DRAFT = ("drafted", "skipped")


@dataclass(frozen=True)
class RunState:
    """scope : the open series, those that the filter shows, or those selected; `series`, how many that are.

    rois : id, name and whether it is drafted, of all that the model can draft; limited : only slices `first` to `last`
    (counted from 1) of the plane's axis, of `count`; again : also series that the model drafted before
    rows : what runs, the last ended, the next waiting; counts : of all rows by status; drafted : series that tables can
    be written of; reason : why it cannot start
    """

    engine: EngineState
    model: str | None = None
    scope: Scope = "open"
    series: int = 0
    selected: int = 0
    rois: tuple[tuple[str, str, bool], ...] = ()
    limited: bool = False
    plane: PlaneName = "Axial"
    first: int = 1
    last: int = 1
    count: int = 0
    again: bool = False
    rows: tuple[RunRow, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    under_way: int = 0
    drafted: int = 0
    percent: int = 0
    reason: str = ""


@dataclass(frozen=True)
class _Limits:
    """What of a series is asked for; `last` None: to the end."""

    left_out: frozenset[str] = frozenset()
    on: bool = False
    plane: PlaneName | None = None
    first: int = 1
    last: int | None = None


class RunPanel(Panel):
    """`queue` does the work on the executor's thread, which does nothing else; `make_runner`: the way to run models."""

    def __init__(
        self,
        workspace: Workspace,
        browser: Browser,
        models: ModelsPanel,
        executor: Executor | None = None,
        make_runner: Callable[[], Runner] = ChildRunner,
        engine: Engine | None = None,
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._browser = browser
        self._models = models
        self.engine = engine or Engine()
        self.queue = RunQueue(executor or AtOnce(), make_runner)
        self._scope: Scope = "open"
        self._limits = _Limits()
        self._again = False
        for each in (browser, models, self.engine, self.queue, workspace.switched):
            self._subscriptions.append(each.subscribe(self.changed.tell))

    @property
    def state(self) -> RunState:
        label, limits = self._models.state.used, self._limits
        plane, count = self._plane_and_count()
        last = min(limits.last or count, count)
        rows = self.queue.rows
        under_way = [row for row in rows if row.status in UNDER_WAY]
        return RunState(
            self.engine.state,
            label,
            self._scope,
            self._count(),
            len(self._browser.state.selected),
            self._rois(),
            limits.on and self._scope == "open",
            plane,
            min(limits.first, max(last, 1)),
            last,
            count,
            self._again,
            _shown(rows),
            tuple(Counter(row.status for row in rows).items()),
            len(under_way),
            sum(row.status in _WITH_DRAFT for row in rows),
            _percent(rows),
            self._reason(label),
        )

    # Choosing

    def set_scope(self, scope: str) -> None:
        self._scope = one_of(scope, SCOPES)
        self.changed.tell()

    def set_again(self, again: bool) -> None:
        """Whether series that this version of the model drafted before are drafted once more."""
        self._again = bool(again)
        self.changed.tell()

    def toggle_roi(self, roi: str) -> None:
        """Draft an ROI, or leave it out."""
        self._limit(left_out=self._limits.left_out ^ {one_of(roi, tuple(each[0] for each in self._rois()))})

    def limit_slices(self, on: bool) -> None:
        """Only some slices of the open series, or all."""
        self._limit(on=bool(on))

    def set_plane(self, plane: str) -> None:
        """The plane whose slices are counted."""
        self._limit(plane=one_of(plane, PLANES), first=1, last=None)

    def set_slices(self, first: int, last: int) -> None:
        """From slice `first` to slice `last`, both counted from 1 and both drafted."""
        _plane, count = self._plane_and_count()
        first, last = (min(max(int(each), 1), max(count, 1)) for each in (first, last))
        self._limit(first=min(first, last), last=max(first, last))

    def _limit(self, **changes: object) -> None:
        self._limits = replace(self._limits, **changes)  # type: ignore[arg-type]
        self.changed.tell()

    # Running

    def start(self) -> None:
        """Put the series into the queue."""
        reason = self._reason(self._models.state.used)
        model = self._models.used
        if reason or model is None:
            self._workspace.messages.say(reason, "warning")
            return
        self._workspace.settling.tell()
        names, options, again = self._names(), self._options(), self._again
        self._models.executor.submit(lambda: self._queue(model, names, options, again))

    def _queue(self, model: Model, names: list[str], options: PredictOptions, again: bool) -> None:
        """What no series could be drafted with is said once, before any is tried."""
        project = self._workspace.project
        with self._workspace.messages.refusals():
            check_fits(project.definitions, model.description, options.rois)
            model.version.verify()
            Approvals().check(model.version)
            self.queue.add(model, [Series(project, name) for name in names], options, again=again)

    def save_tables(self, folder: str | Path) -> None:
        """Write what was drafted on the series of the queue as CSV files: by ROI and answer, and by slice."""
        drafted = [(row.series, row.model) for row in self.queue.rows if row.status in _WITH_DRAFT]

        def work() -> None:
            messages = self._workspace.messages
            with messages.refusals():
                left_out = write_draft_tables(self._workspace.project, drafted, Path(folder).expanduser())
                messages.say(_("Tables of {count} drafts are in {folder}.").format(count=len(drafted), folder=folder))
                if left_out:
                    messages.say(left_out[0], "warning")

        self._models.executor.submit(work)

    def close(self) -> None:
        """Stop all runs, and end the process that does them."""
        self.engine.cancel()
        self.queue.close()
        super().close()

    # What the state is made of

    def _names(self) -> list[str]:
        opened = self._workspace.opened
        if self._scope == "open":
            return [opened.name] if opened else []
        return list(self._browser.state.selected) if self._scope == "selected" else self._browser.shown_names()

    def _count(self) -> int:
        state = self._browser.state
        counts = {"open": int(self._workspace.opened is not None), "shown": state.shown}
        return counts.get(self._scope, len(state.selected))

    def _rois(self) -> tuple[tuple[str, str, bool], ...]:
        row = self._row()
        known = {roi.id: roi.name for roi in self._workspace.project.definitions.rois}
        left_out = self._limits.left_out
        return tuple((roi, known[roi], roi not in left_out) for roi in (row.drafts if row else ()) if roi in known)

    def _row(self) -> ModelVersionRow | None:
        name = (self._models.state.used or "").partition("@")[0]
        return next((row.newest for row in self._models.state.rows if row.name == name), None)

    def _plane_and_count(self) -> tuple[PlaneName, int]:
        opened = self._workspace.opened
        if opened is None:
            return self._limits.plane or "Axial", 0
        planes = planes_of(opened.image.geometry.affine_ijk_to_ras)
        wanted = self._limits.plane
        found = next(
            each for each in planes if (each.name == wanted if wanted else each.axis == opened.annotation.slice_axis)
        )
        return found.name, opened.annotation.shape[found.axis]

    def _options(self) -> PredictOptions:
        rois = self._rois()
        chosen = frozenset(roi for roi, _name, on in rois if on)
        wanted = None if len(chosen) == len(rois) else chosen
        opened = self._workspace.opened
        if not (self._limits.on and self._scope == "open" and opened):
            return PredictOptions(rois=wanted)
        state = self.state
        planes = planes_of(opened.image.geometry.affine_ijk_to_ras)
        axis = next(each.axis for each in planes if each.name == state.plane)
        return PredictOptions(rois=wanted, slices=(state.first - 1, state.last), axis=axis)

    def _reason(self, label: str | None) -> str:
        """Why nothing can be started, "" if it can."""
        if not self.engine.state.ready:
            return _("TensorFlow, which runs models, is not installed.")
        if label is None:
            return _("There is no model yet; add one.")
        row = self._row()
        if row and row.problem:
            return row.problem
        if row and not row.approved:
            return _("{label} holds code of its own; look at it under Models before you run it.").format(label=label)
        rois = self._rois()
        if rois and not any(on for _roi, _name, on in rois):
            return _("Choose at least one ROI.")
        if not self._count():
            return _("Open a series first.") if self._scope == "open" else _("There is no series to run it on.")
        return ""


def _shown(rows: tuple[RunRow, ...]) -> tuple[RunRow, ...]:
    """Of thousands: what runs first, then what ended last, then what comes next."""
    running = [row for row in rows if row.status in ("running", "stopping")]
    waiting = [row for row in rows if row.status == "waiting"]
    ended = [row for row in rows if row.status not in UNDER_WAY]
    return (*running, *ended[::-1][: MOST_ROWS // 2], *waiting[: MOST_ROWS // 2])


def _percent(rows: tuple[RunRow, ...]) -> int:
    """Of all that was asked for since the list was last empty."""
    if not rows:
        return 0
    done = sum(
        row.percent if row.status in ("running", "stopping") else 100 * (row.status not in UNDER_WAY) for row in rows
    )
    return round(done / len(rows))
