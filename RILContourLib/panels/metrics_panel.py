"""The Metrics panel: what is measured against what, and how to look at the numbers."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ..errors import Cancelled, RILContourError
from ..exchange.measure_tables import write_measures_csv, write_measures_excel
from ..metrics.measured import Measured
from ..metrics.pair import MEASURES
from ..progress import CancelToken
from ..session.measuring import measure
from ..session.selection import Selection
from .browser import Browser
from .choices import one_of
from .metrics_plots import box_plot, slices_plot
from .metrics_results import result_of, rows_about
from .metrics_state import METRICS_SCOPES, MetricsAsked, MetricsState, WorstRow
from .metrics_words import measure_options, source_options
from .observing import Panel, Signal
from .plots import PlotColours
from .translation import _
from .work import AtOnce, Executor, said_seldom
from .workspace import Workspace

_PAGE_COLOURS = PlotColours()


class MetricsPanel(Panel):
    """One measurement at a time, on its executor. The open series is saved first: versions are what is measured.

    go : told with axis, slice (from 0) and frame once a series that `open_worst` asked for is open, for the views
    """

    def __init__(self, workspace: Workspace, browser: Browser, executor: Executor | None = None) -> None:
        super().__init__()
        self._workspace = workspace
        self._browser = browser
        self._executor: Executor = executor or AtOnce()
        self.go: Signal[[int, int, int]] = Signal()
        self._state = MetricsState(measures=measure_options())
        self._found: Measured | None = None
        self._cancel = CancelToken()
        self._going: WorstRow | None = None
        self._lock = threading.RLock()
        self._subscriptions += [workspace.switched.subscribe(self._switched), browser.subscribe(self.changed.tell)]

    @property
    def state(self) -> MetricsState:
        state, opened = self._state, self._workspace.opened
        slices = opened.annotation.shape[opened.annotation.slice_axis] if opened else 0
        return replace(state, series=self._count(), slice_count=slices, reason=self._why_not())

    def close(self) -> None:
        """Stop what is under way, and hear of nothing any more."""
        self._cancel.cancel()
        super().close()

    # What is measured

    def refresh(self) -> None:
        """Look what can be measured now; for a shell that shows the panel."""
        self._executor.submit(self._look)

    def choose(self, *, first: str | None = None, second: str | None = None, against: str | None = None) -> None:
        """What is measured, what else (empty: nothing), and the reference. UsageError for what there is not."""
        known = tuple(each.id for each in self._state.sources)
        given = {"first": first, "second": second, "against": against}
        chosen = {name: one_of(value, ("", *known)) for name, value in given.items() if value is not None}
        self._ask(replace(self._state.asked, **chosen))  # type: ignore[arg-type]

    def set_scope(self, scope: str) -> None:
        """Which series: `open`, `shown` or `selected`."""
        self._ask(replace(self._state.asked, scope=one_of(scope, METRICS_SCOPES)))

    def set_slices(self, slices: tuple[int, int] | None) -> None:
        """Of the open series only slices [start, stop), counted from 0; None: all."""
        count = self.state.slice_count
        if slices is not None:
            start = min(max(int(slices[0]), 0), max(count - 1, 0))
            slices = start, min(max(int(slices[1]), start + 1), max(count, start + 1))
        self._ask(replace(self._state.asked, slices=slices))

    def set_only_test(self, only: bool) -> None:
        self._ask(replace(self._state.asked, only_test=bool(only)))

    def set_tolerance_mm(self, tolerance_mm: float) -> None:
        """Of the normalised surface Dice; below 0 it is 0, and what is no number changes nothing."""
        if math.isfinite(tolerance_mm):
            self._ask(replace(self._state.asked, tolerance_mm=max(float(tolerance_mm), 0.0)))

    # Measuring

    def start(self) -> None:
        """Measure; the result is in the state when it has ended."""
        reason = self._why_not()
        if reason:
            self._workspace.messages.say(reason, "warning")
            return
        asked, selection = self._state.asked, self._selection()
        self._cancel = CancelToken()
        self._change(running=_("Measuring"), done=0, total=None, label="", error="")
        self._executor.submit(lambda: self._measure(asked, selection, self._cancel))

    def cancel(self) -> None:
        """Stop; what was measured by then is shown."""
        self._cancel.cancel()

    # Looking at it

    def show_measure(self, name: str) -> None:
        """Look at another measure."""
        self._change(measure=one_of(name, MEASURES))
        self._show_result()

    def show_roi(self, roi: str) -> None:
        """Look at one ROI; empty: at all."""
        result = self._state.result
        known = tuple(each.id for each in result.rois) if result else ()
        self._change(roi=one_of(roi, ("", *known)))
        self._show_result()

    def box_plot(self, colours: PlotColours = _PAGE_COLOURS) -> str:
        """A picture as SVG text; empty without numbers."""
        return self._plot(lambda rows, names: box_plot(rows, self._state.measure, names, colours))

    def slices_plot(self, colours: PlotColours = _PAGE_COLOURS) -> str:
        """Dice by slice as SVG text, where one series was measured; else empty."""
        return self._plot(lambda rows, names: slices_plot(rows, names, colours))

    def open_worst(self, number: int) -> None:
        """Open the series of a row of `worst`, at its worst slice."""
        result = self._state.result
        if result is None or not 0 <= int(number) < len(result.worst):
            return
        row = self._going = result.worst[int(number)]
        opened = self._workspace.opened
        if opened and opened.name == row.series:
            self._arrive()
        else:
            self._workspace.open(row.series)

    def export_csv(self, folder: Path, *, overwrite: bool = False) -> None:
        """All tables as CSV files; what refuses that becomes a message."""
        self._export(lambda found: write_measures_csv(found, folder, overwrite=overwrite), folder)

    def export_excel(self, file: Path, *, overwrite: bool = False) -> None:
        """All tables as sheets of a workbook."""
        self._export(lambda found: write_measures_excel(found, file, overwrite=overwrite), file)

    # On the executor's thread

    def _look(self) -> None:
        with self._workspace.messages.refusals():
            sources = source_options(self._workspace.project, self._workspace.opened)
            known = {each.id for each in sources}
            asked = self._state.asked
            kept = {name: "" for name in ("first", "second") if getattr(asked, name) not in known}
            if asked.against not in known:
                kept["against"] = "newest"
            asked = replace(asked, **kept)  # type: ignore[arg-type]
            if not asked.first:
                drafts = (each.id for each in sources if "@" in each.id)
                asked = replace(asked, first=next(drafts, ""))
            self._change(sources=sources, asked=asked)

    def _measure(self, asked: MetricsAsked, selection: Selection, cancel: CancelToken) -> None:
        self._workspace.save_here()
        found: object = None
        try:
            found = measure(
                self._workspace.project,
                [each for each in (asked.first, asked.second) if each],
                asked.against,
                selection,
                slices=asked.slices if asked.scope == "open" else None,
                tolerance_mm=asked.tolerance_mm,
                progress=said_seldom(self._hear),
                cancel=cancel,
            )
        except Cancelled as stopped:
            found = stopped.report
        except RILContourError as error:
            self._change(error=str(error))
        finally:
            with self._lock:
                self._found = found if isinstance(found, Measured) else self._found
            self._change(running="", label="", roi="")
        self._show_result(complete=not cancel.cancelled)

    def _hear(self, done: int, total: int | None, label: str) -> None:
        self._change(done=done, total=total, label=label)

    def _export(self, write: Callable[[Measured], object], place: Path) -> None:
        found = self._found

        def work() -> None:
            with self._workspace.messages.refusals():
                if found:
                    write(found)
                    self._workspace.messages.say(_("The tables were written to {place}.").format(place=place))

        self._executor.submit(work)

    # The state

    def _why_not(self) -> str:
        asked = self._state.asked
        if self._state.running:
            return _("A measurement is under way; stop it or wait for it.")
        if not asked.first:
            return _("Choose what is measured. Drafts of a model can be once it was run.")
        if len({asked.first, asked.second, asked.against} - {""}) < 2 + bool(asked.second):
            return _("Choose something else to measure against: each can be named once.")
        if asked.scope == "open" and self._workspace.opened is None:
            return _("Open a series first.")
        return "" if self._count() else _("No series is chosen.")

    def _count(self) -> int:
        scope, browser = self._state.asked.scope, self._browser.state
        if scope == "open":
            return int(self._workspace.opened is not None)
        return len(browser.selected) if scope == "selected" else browser.shown

    def _selection(self) -> Selection:
        asked, opened = self._state.asked, self._workspace.opened
        if asked.scope == "open" and opened:
            return Selection(names=(opened.name,), test=True)
        chosen = self._browser.selection(test=True, only_selected=asked.scope == "selected")
        return replace(chosen, subset="test") if asked.only_test else chosen

    def _show_result(self, *, complete: bool | None = None) -> None:
        found, state = self._found, self._state
        if found is None:
            return
        if complete is None:
            complete = state.result.complete if state.result else True
        definitions = self._workspace.project.definitions
        self._change(result=result_of(found, definitions, state.measure, state.roi, complete=complete))

    def _plot(self, draw: Callable[..., str]) -> str:
        if self._found is None:
            return ""
        names = {roi.id: roi.name for roi in self._workspace.project.definitions.rois}
        return draw(rows_about(self._found, self._state.roi), names)

    def _switched(self) -> None:
        self._change(asked=replace(self._state.asked, slices=None))
        if self._going:
            # Behind what opens the series: until then views go to the place that they begin with.
            self._workspace.executor.submit(self._arrive)

    def _arrive(self) -> None:
        row, opened = self._going, self._workspace.opened
        if row and opened and opened.name == row.series:
            self._going = None
            if row.slice_number is not None:
                self.go.tell(row.axis, row.slice_number, row.frame)

    def _ask(self, asked: MetricsAsked) -> None:
        self._change(asked=asked)

    def _change(self, **changes: object) -> None:
        with self._lock:
            self._state = replace(self._state, **changes)  # type: ignore[arg-type]
        self.changed.tell()
