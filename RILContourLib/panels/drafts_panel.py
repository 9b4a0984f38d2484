"""The drafts of the open series: what waits, and accepting or rejecting it by ROI, by slice, or all."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace

from ..annotation.edit import Edit
from ..errors import RILContourError
from ..session.accepting import Acceptance
from ..session.draft_parts import EVERYTHING, Choice, Parts
from ..session.series_draft import SeriesDraft
from ..store.values import Draft
from .drafts_rows import (
    DraftAnswerRow,
    DraftCurve,
    DraftROIRow,
    DraftRow,
    DraftView,
    answer_rows,
    curves_of,
    roi_rows,
    view_of,
)
from .drafts_waiting import WaitingMasks, waiting_masks
from .observing import Panel, Signal
from .opened import OpenSeries
from .translation import _, plural
from .views_panel import ViewsPanel
from .workspace import Workspace

LOOK_EVERY_S = 2.0


@dataclass(frozen=True)
class DraftsState:
    """`rows` are the drafts that wait, newest first; all else is about the one chosen (`current`).

    slice, frame : those shown; left : slices of ROI, and answers, that wait; can_decide : else `reason` says why not
    replace_human : accepting also replaces what people made; trial : the model whose trial is shown, if one is
    """

    rows: tuple[DraftRow, ...] = ()
    current: str | None = None
    rois: tuple[DraftROIRow, ...] = ()
    answers: tuple[DraftAnswerRow, ...] = ()
    slice: int = 0
    frame: int = 0
    left: int = 0
    can_decide: bool = False
    reason: str = ""
    replace_human: bool = False
    trial: str = ""
    busy_with: str = ""


class DraftsPanel(Panel):
    """Follows the open series; reads and decides by the workspace's executor.

    `shown` is what a shell draws apart from the series' own ROI, `redrawn` tells that it is another. `curves` along the
    slices change only with it, too.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.redrawn: Signal[[]] = Signal()
        self.shown: WaitingMasks | None = None
        self.curves: tuple[DraftCurve, ...] = ()
        self._looking: ViewsPanel | None = None
        self._frame = 0
        self._drafts: tuple[SeriesDraft, ...] = ()
        self._signature: object = None
        self._touched: set[str] = set()
        self._chosen: str | None = None
        self._view: DraftView | None = None
        self._of: OpenSeries | None = None
        self._trial: WaitingMasks | None = None
        self._replace_human = False
        self._busy_with = ""
        self._polling = False
        self._looked_at_s = 0.0
        self._lock = threading.RLock()
        self._subscriptions += [workspace.switched.subscribe(self._switched), workspace.edited.subscribe(self._edited)]
        self._switched()

    def follow(self, looking: ViewsPanel) -> None:
        """Go along with what is looked at: rows are about the slice that it shows, and `next` goes there."""
        self._looking = looking
        self._subscriptions += [looking.moved.subscribe(self.changed.tell), looking.subscribe(self._look_on)]

    @property
    def state(self) -> DraftsState:
        opened, view, draft = self._workspace.opened, self._view, self.current
        trial = self._trial.model if self._trial else ""
        if opened is None or opened is not self._of:
            return DraftsState(busy_with=self._busy_with)
        rows = tuple(DraftRow(each.id, each.model, each.user, each.time) for each in reversed(self._drafts))
        base = DraftsState(rows, trial=trial, busy_with=self._busy_with, replace_human=self._replace_human)
        if draft is None or view is None:
            return base
        frame, number = self._place(opened)
        return replace(
            base,
            current=draft.id,
            rois=roi_rows(view, opened, frame, number),
            answers=answer_rows(draft, view, opened, number),
            slice=number,
            frame=frame,
            left=_count(view.undecided),
            can_decide=opened.session is not None,
            reason="" if opened.session else opened.reason or _("The series is open for reading only."),
        )

    @property
    def current(self) -> SeriesDraft | None:
        """The draft that is shown: the one chosen, else the newest."""
        found = next((each for each in self._drafts if each.id == self._chosen), None)
        return found or (self._drafts[-1] if self._drafts else None)

    # Looking

    def refresh(self) -> None:
        """Look for drafts again."""
        self._workspace.executor.submit(lambda: self._look(anew=True))

    def poll(self) -> None:
        """Look whether a model, here or elsewhere, drafted something; a shell calls it every second or so."""
        if self._workspace.opened and not self._polling and time.monotonic() - self._looked_at_s >= LOOK_EVERY_S:
            self._polling = True
            self._workspace.executor.submit(self._poll)

    def choose(self, draft: str) -> None:
        """Show another draft."""
        self._chosen, self._view = str(draft), None
        self.refresh()

    def show_trial(self, trial: WaitingMasks | None) -> None:
        """Show a trial run in the place of the draft; None: the draft again."""
        self._trial = trial
        self._show()

    def next_undecided(self) -> bool:
        """Go to the next slice that waits, from the first one on at the end; False if nothing waits."""
        opened, draft = self._workspace.opened, self.current
        if opened is None or draft is None or self._view is None or self._looking is None:
            return False
        _frame, number = self._place(opened)
        found = _next_slice(self._view.undecided, number)
        if found is None:
            self._workspace.messages.say(_("Nothing of this draft waits for a decision."))
            return False
        frame, number = found
        self._looking.set_frame(frame)
        self._looking.show_slice(opened.annotation.slice_axis, number)
        return True

    # Deciding

    def set_replace_human(self, on: bool) -> None:
        """Whether accepting also replaces slices and answers that people made; off again for the next series."""
        self._replace_human = bool(on)
        self.changed.tell()

    def accept(self, roi: str | None = None, *, here: bool = False) -> None:
        """Take over all that waits: of one ROI if named, in the slice shown only if `here`."""
        self._accept(self._choice(roi, here))

    def accept_answer(self, field: str) -> None:
        """Take over what it says to a question: about the series, or about all slices."""
        self._accept(Choice(fields=(str(field),)))

    def reject(self, roi: str | None = None, *, here: bool = False) -> None:
        """Decide that it is not wanted; the annotation stays as it is."""
        self._reject(self._choice(roi, here))

    def reject_answer(self, field: str) -> None:
        """Decide that its answers to a question are not wanted."""
        self._reject(Choice(fields=(str(field),)))

    def _choice(self, roi: str | None, here: bool) -> Choice:
        opened = self._workspace.opened
        if not here or opened is None:
            return EVERYTHING if roi is None else Choice(rois=(roi,))
        frame, number = self._place(opened)
        return Choice(rois=None if roi is None else (roi,), slices=(number, number + 1), frame=frame)

    def _accept(self, choice: Choice) -> None:
        self._workspace.settling.tell()
        replace_human = self._replace_human

        def work(draft: SeriesDraft, opened: OpenSeries) -> None:
            if opened.session is None:
                self._workspace.messages.say(self.state.reason, "warning")
                return
            self._touched.add(draft.id)
            self._tell(draft.accept(opened.session, choice, replace_human=replace_human), opened)

        self._decide(_("Accepting"), work)

    def _reject(self, choice: Choice) -> None:
        def work(draft: SeriesDraft, _opened: OpenSeries) -> None:
            if not draft.reject(choice):
                self._workspace.messages.say(_("Nothing of it waited for a decision."))

        self._decide(_("Rejecting"), work)

    def _decide(self, what: str, work: Callable[[SeriesDraft, OpenSeries], object]) -> None:
        draft, opened = self.current, self._workspace.opened

        def done() -> None:
            if draft is None or opened is None or opened is not self._workspace.opened:
                return
            self._busy_with = what
            self.changed.tell()
            try:
                with self._workspace.messages.refusals():
                    work(draft, opened)
            finally:
                self._busy_with = ""
                self._look(anew=True)

        self._workspace.executor.submit(done)

    def _tell(self, found: Acceptance, opened: OpenSeries) -> None:
        """What was not taken over, and why."""
        kept = _count(found.kept)
        names = ", ".join(opened.definitions.roi(roi).name for roi in found.locked)
        if kept:
            words = plural(
                kept,
                _("One slice or answer that people made stays as it is; to replace it, say so under Drafts."),
                _("{count} slices or answers that people made stay as they are; to replace them, say so under Drafts."),
            )
            self._workspace.messages.say(words.format(count=kept), "warning")
        if names:
            self._workspace.messages.say(_("{names}: locked, and left as it is.").format(names=names), "warning")

    # On the executor's thread

    def _switched(self) -> None:
        with self._lock:
            self._drafts, self._signature, self._view, self._of = (), None, None, None
            self._touched, self._chosen, self._trial, self._replace_human = set(), None, None, False
        self._show()
        if self._workspace.opened:
            self.refresh()

    def _edited(self, edit: Edit) -> None:
        """Undoing makes undecided again, and painting makes slices a person's."""
        if self._drafts and (edit.undoes or edit.redoes):
            self.refresh()
        elif self._drafts:
            self.changed.tell()

    def _poll(self) -> None:
        try:
            self._look()
        finally:
            self._looked_at_s, self._polling = time.monotonic(), False

    def _look(self, *, anew: bool = False) -> None:
        opened = self._workspace.opened
        if opened is None:
            return
        with self._lock, opened.session.exclusively() if opened.session else nullcontext():
            try:
                series = opened.series
                stored = series.project.store.drafts(series.name, series.track)
                signature = tuple((each.id, len(each.decisions)) for each in stored)
                if signature == self._signature and not anew:
                    return
                self._drafts = tuple(self._held(opened, each) for each in stored)
                draft = self.current
                view = view_of(draft, opened) if draft else None
            except RILContourError as error:
                self._workspace.messages.report(error)
                return
            if opened is not self._workspace.opened:
                return
            self._signature, self._view, self._of = signature, view, opened
        self._show()

    def _held(self, opened: OpenSeries, stored: Draft) -> SeriesDraft:
        """The draft as this session decided on it, which is stored with the next version only; else as it is stored."""
        held = next((each for each in self._drafts if each.id == stored.id), None)
        unchanged = held and (stored.id, len(stored.decisions)) in (self._signature or ())  # type: ignore[operator]
        if held and (stored.id in self._touched or unchanged):
            return held
        return SeriesDraft(opened.series, stored)

    def _look_on(self) -> None:
        """Another frame of a 4D image has other curves."""
        if self._looking and self._looking.frame != self._frame:
            self._show()

    def _show(self) -> None:
        draft, view = self.current, self._view
        shown = self._trial
        if shown is None and draft and view:
            shown = waiting_masks(draft.annotation, view.undecided, draft.model)
        self.shown = shown
        opened, self._frame = self._workspace.opened, self._looking.frame if self._looking else 0
        self.curves = curves_of(draft, view, opened, self._frame) if draft and view and opened else ()
        self.redrawn.tell()
        self.changed.tell()

    def _place(self, opened: OpenSeries) -> tuple[int, int]:
        """The frame and slice that are shown."""
        if self._looking is None:
            return 0, 0
        return self._looking.frame, self._looking.place[opened.annotation.slice_axis]


def _next_slice(undecided: Parts, after: int) -> tuple[int, int] | None:
    """Frame and number of the next slice that waits."""
    waiting = {(frame, number) for (_roi, frame), numbers in undecided.slices.items() for number in numbers}
    keys = (subject.key.split("/") for subject, _name in undecided.answers if subject.about == "slice")
    waiting |= {(int(frame), int(number)) for frame, number in keys}
    return min(waiting, key=lambda each: (each[1] <= after, *each), default=None)


def _count(parts: Parts) -> int:
    return sum(len(numbers) for numbers in parts.slices.values()) + len(parts.answers)
