"""The Train panel: one button that learns from accepted annotation, and what comes of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any, get_args

from ..errors import Cancelled, RILContourError
from ..progress import CancelToken
from ..session.training import start_training
from ..session.training_kept import discard_training, kept_trainings
from ..session.training_run import TrainingRun
from ..session.training_survey import training_survey
from ..training.options import Accept, TrainOptions
from ..training.records import TrainingState
from .choices import one_of
from .explain_state import Option
from .models_engine import Engine
from .observing import Panel, Signal
from .plots import PlotColours
from .train_plots import curves_by_name, curves_plot
from .train_state import TrainAsked, TrainState
from .train_words import kept_row, run_state, survey_state
from .translation import _
from .work import AtOnce, Executor
from .workspace import Workspace

OF_ROIS = "rois"
MOST_DRAFTS = 1000
FIRST_NAME = "first-model"
_PAGE_COLOURS = PlotColours()
Start = Callable[..., TrainingRun]


class TrainPanel(Panel):
    """Looks at annotations on its executor; training itself has a thread and a process of its own.

    Versions are what is learned from: the open series is saved first. published : told with the label of a new version
    engine : what says whether training can run here, where the shell can install it
    """

    def __init__(
        self,
        workspace: Workspace,
        executor: Executor | None = None,
        start: Start = start_training,
        engine: Engine | None = None,
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._executor: Executor = executor or AtOnce()
        self._start_training = start
        self._engine = engine
        self.published: Signal[[str]] = Signal()
        self._state = TrainState()
        self._run: TrainingRun | None = None
        self._progress: TrainingState | None = None
        self._stopping = False
        self._looking = CancelToken()
        self._lock = threading.RLock()
        if engine:
            self._subscriptions.append(engine.subscribe(self.changed.tell))

    @property
    def state(self) -> TrainState:
        run = self._progress
        running = run.model if run and not run.ended else None
        kept = tuple(each for each in self._state.kept if each.model != running)
        return replace(self._state, reason=self._why_not(), kept=kept)

    def close(self) -> None:
        """Stop a training, which is kept to be resumed, and hear of nothing any more."""
        self._looking.cancel()
        if self._run:
            self._run.cancel()
        super().close()

    # What is learned

    def refresh(self) -> None:
        """Look what there is to learn from; for a shell that shows the panel."""
        self._looking.cancel()
        self._looking = cancel = CancelToken()
        self._executor.submit(lambda: self._look(cancel))

    def set_model(self, name: str) -> None:
        """What it is called; a name that there is goes on from that model's newest version."""
        self._ask(model=str(name).strip())

    def set_what(self, what: str) -> None:
        """`rois`, or the id of a question about slices."""
        chosen = one_of(what, (OF_ROIS, *(each.id for each in self._state.fields)))
        self._ask(what=chosen, look=True)

    def toggle_roi(self, roi: str) -> None:
        """Learn an ROI, or not; none chosen means all that are annotated."""
        known = tuple(each.id for each in self._state.rois)
        chosen = one_of(roi, known)
        rois = tuple(each for each in known if (each in self._state.asked.rois) != (each == chosen))
        self._ask(rois=rois, look=True)

    def set_accept(self, accept: str) -> None:
        """Which annotation is taken for true."""
        self._ask(accept=one_of(accept, get_args(Accept)), look=True)

    def set_epochs(self, epochs: int) -> None:
        """How often all slices are gone through. UsageError below 1."""
        TrainOptions(epochs=int(epochs))
        self._ask(epochs=int(epochs))

    def set_draft_next(self, count: int) -> None:
        """How many series are drafted with the new version at once."""
        self._ask(draft_next=min(max(int(count), 0), MOST_DRAFTS))

    def set_from_scratch(self, from_scratch: bool) -> None:
        """Whether to forget what earlier versions learned."""
        self._ask(from_scratch=bool(from_scratch))

    # Training

    def start(self) -> None:
        """Train, publish a version and draft the next series."""
        reason = self._why_not()
        if reason:
            self._workspace.messages.say(reason, "warning")
            return
        asked = self._state.asked
        self._begin(asked.model, options=self._options(asked), draft_next=asked.draft_next)

    def resume(self, model: str) -> None:
        """Go on with a training that was stopped."""
        self._begin(self._kept(model), resume=True, draft_next=self._state.asked.draft_next)

    def publish(self, model: str) -> None:
        """Publish the best that a training which was stopped had come to."""
        self._begin(self._kept(model), publish_best=True)

    def discard(self, model: str) -> None:
        """Throw a training that was stopped away."""
        name = self._kept(model)
        with self._workspace.messages.refusals():
            discard_training(self._workspace.project, name)
        self.refresh()

    def cancel(self) -> None:
        """Stop after the batch in hand; what was learned is kept."""
        if self._run and self._progress and not self._progress.ended:
            self._stopping = True
            self._run.cancel()
            self._show_run()

    def curves_plot(self, colours: PlotColours = _PAGE_COLOURS) -> str:
        """Learning curves as SVG text; empty before the first epoch."""
        run = self._progress
        return curves_plot(run.curves, run.epochs, run.measure, colours, self._titles()) if run else ""

    def curves(self) -> dict[str, tuple[float | None, ...]]:
        """The same as numbers, for a shell with plots of its own: values by the curve's name, epoch by epoch."""
        run = self._progress
        return curves_by_name(run.curves, run.measure, self._titles()) if run else {}

    # On the executor's thread

    def _look(self, cancel: CancelToken) -> None:
        if cancel.cancelled:  # another look waits
            return
        project = self._workspace.project
        self._change(looking=True)
        definitions = project.definitions
        fields = [f for f in definitions.text if f.about == "slice" and f.kind in ("boolean", "choice", "choices")]
        rois = tuple(Option(roi.id, roi.name) for roi in definitions.rois if roi.kind == "area")
        self._change(fields=tuple(Option(f.id, f.ask) for f in fields), rois=rois)
        survey, reason = None, ""
        try:
            names = project.models.names
            kept = tuple(kept_row(each) for each in kept_trainings(project))
            self._change(names=names, kept=kept)
            self._workspace.save_here()
            found = training_survey(project, None, self._options(self._state.asked), cancel=cancel)
            survey = survey_state(project, found)
        except Cancelled:
            return
        except RILContourError as error:
            reason = str(error)
        self._change(survey=survey, reason=reason, looking=False)
        if not self._state.asked.model:
            self._ask(model=self._free_name())

    def _begin(self, model: str, **how: Any) -> None:
        if self._run and self._progress and not self._progress.ended:
            self._workspace.messages.say(_("A training is under way; stop it or wait for it."), "warning")
            return
        self._stopping = False
        self._progress = TrainingState(model)
        self._show_run()

        def work() -> None:
            self._workspace.save_here()
            try:
                run = self._start_training(self._workspace.project, model, **how)
            except (RILContourError, OSError) as error:
                self._hear(TrainingState(model, "failed", message=str(error)))
                return
            self._run = run
            run.on_change(self._hear)
            self._hear(run.state)

        self._executor.submit(work)

    # The state

    def _hear(self, state: TrainingState) -> None:
        """From the training's own thread."""
        with self._lock:
            ended_before = self._progress is not None and self._progress.ended
            self._progress = state
        self._show_run()
        if state.ended and not ended_before:
            self._workspace.messages.say(state.message, "error" if state.phase == "failed" else "info")
            if state.version:
                self.published.tell(state.version)
            self.refresh()

    def _why_not(self) -> str:
        state = self._state
        if self._engine and not self._engine.state.ready:
            return _("TensorFlow, which trains models, is not installed.")
        if self._progress and not self._progress.ended:
            return _("A training is under way; stop it or wait for it.")
        if any(each.model == state.asked.model for each in state.kept):
            return _("A training of this name was stopped and waits: resume it, publish it or throw it away.")
        if not state.asked.model:
            return _("Give the model a name.")
        return state.reason or ("" if state.survey else _("Looking at the annotations …"))

    def _options(self, asked: TrainAsked) -> TrainOptions:
        of_rois = asked.what == OF_ROIS
        return TrainOptions(
            rois=asked.rois if of_rois else (),
            field=None if of_rois else asked.what,
            accept=asked.accept,
            epochs=asked.epochs,
            from_scratch=asked.from_scratch,
        )

    def _titles(self) -> dict[str, str]:
        return {roi.id: roi.name for roi in self._workspace.project.definitions.rois}

    def _kept(self, model: str) -> str:
        return one_of(model, tuple(each.model for each in self._state.kept))

    def _free_name(self) -> str:
        """A model of before, so that it learns on, or a name for the first one."""
        return next(iter(self._state.names), FIRST_NAME)

    def _ask(self, *, look: bool = False, **changes: Any) -> None:
        self._change(asked=replace(self._state.asked, **changes))
        if look:
            self.refresh()

    def _show_run(self) -> None:
        run = self._progress
        self._change(run=run_state(run, stopping=self._stopping) if run else None)

    def _change(self, **changes: object) -> None:
        with self._lock:
            self._state = replace(self._state, **changes)  # type: ignore[arg-type]
        self.changed.tell()
