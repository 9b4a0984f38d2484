"""One training from the project's annotation to a published version, as shells start, draw and stop it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ..errors import Cancelled, MissingDependency, ModelError, RILContourError, UsageError
from ..progress import CancelToken
from ..project.section import ID_RULE, is_identifier
from ..training.checkpoint import saved_curves
from ..training.child_process import train_in_child
from ..training.options import TrainOptions
from ..training.plan import NETWORK, Plan
from ..training.records import EpochRecord, Phase, Progressed, TrainingState
from ..training.run_lock import only_one
from ..training.scores import MEASURES
from .selection import Selection
from .training_drafts import draft_next
from .training_kept import kept_training, training_folder
from .training_preparing import clear_training, prepare_training
from .training_publishing import publish_training
from .training_report import TrainReport, stopped_sentence
from .training_survey import LeftOut, training_survey

if TYPE_CHECKING:
    from .project import Project

Listener = Callable[[TrainingState], None]


class TrainingRun:
    """Trains in a process of its own; `state` is always there to be drawn, from any thread.

    resume : go on with the training of this model that was stopped or killed, with its own data and options
    publish_best : do not go on, but publish the best weights that it had come to
    draft_next : series to draft with the new version at once, those that nobody saw yet first
    """

    def __init__(
        self,
        project: Project,
        name: str,
        selection: Selection | None = None,
        options: TrainOptions | None = None,
        *,
        resume: bool = False,
        publish_best: bool = False,
        draft_next: int = 0,
        cancel: CancelToken | None = None,
    ) -> None:
        if not is_identifier(name):
            message = f"A model cannot be named {name!r}: a name has {ID_RULE}."
            raise UsageError(message)
        self.project, self.name = project, name
        self.process_id: int | None = None
        self._selection, self._options = selection, options or TrainOptions()
        self._resume, self._publish_best, self._draft_next = resume or publish_best, publish_best, draft_next
        self._cancel = cancel or CancelToken()
        self._state = TrainingState(name, epochs=self._options.epochs)
        self._listeners: list[Listener] = []
        self._future: Future[TrainReport] | None = None
        self._started_s = time.monotonic()
        self._left_out: tuple[LeftOut, ...] = ()
        self._start_reason = ""

    @property
    def state(self) -> TrainingState:
        return self._state

    def on_change(self, listener: Listener) -> None:
        """Have `listener(state)` called with each new state, from the training's own thread."""
        self._listeners.append(listener)

    def cancel(self) -> None:
        """Stop after the batch in hand; what was learned is kept, to be resumed or published."""
        self._cancel.cancel()

    def start(self) -> TrainingRun:
        """Begin in a thread of its own."""
        worker = ThreadPoolExecutor(1, "rilcontour-training")
        self._future = worker.submit(self.run)
        worker.shutdown(wait=False)
        return self

    def result(self, timeout_s: float | None = None) -> TrainReport:
        """Wait for the end of a started training; its errors are those of `run`. TimeoutError."""
        assert self._future is not None, "start() was not called"
        return self._future.result(timeout_s)

    def run(self) -> TrainReport:
        """Train, publish, draft; blocks.

        UsageError if there is too little to learn from; Cancelled, whose `report` says how far it got; ModelError;
        MissingDependency. After any of these the project is as it was, unless a version was published already.
        """
        try:
            _require_tensorflow()
            folder = training_folder(self.project, self.name)
            with only_one(folder, self.name):
                report = self._run(folder)
        except Cancelled as stopped:
            self._tell(phase="stopped", message=str(stopped))
            raise
        except BaseException as error:
            self._tell(phase="failed", message=str(error) if isinstance(error, RILContourError) else repr(error))
            raise
        self._tell(phase="done", message=report.sentence, version=report.version)
        return report

    def _run(self, folder: Path) -> TrainReport:
        plan = self._plan(folder)
        self._tell(epochs=plan.options.epochs, measure=MEASURES[plan.shape.task], curves=saved_curves(folder))
        if not (folder / NETWORK).is_file():
            self._learn(folder, plan)
        self._phase("publishing", "Publishing")
        curves = saved_curves(folder)
        model = publish_training(self.project, plan, folder, curves)
        shutil.rmtree(folder, ignore_errors=True)
        report = TrainReport.of(plan, curves, self._left_out, version=model.label, start_reason=self._start_reason)
        if self._draft_next:
            self._phase("drafting", "Drafting")
            drafted, failed = draft_next(self.project, model, self._draft_next, self._count, self._cancel)
            report = replace(report, drafted=drafted, not_drafted=failed)
        return replace(report, seconds=round(time.monotonic() - self._started_s, 1))

    def _plan(self, folder: Path) -> Plan:
        """Of the training that is gone on with, or a new one, for which slices are prepared."""
        if self._resume:
            plan = Plan.load(folder)
            self._refuse_tests(plan)
            return plan
        self._refuse_waiting(folder)
        self._phase("preparing", "Looking at annotations")
        survey = training_survey(
            self.project, self._selection, self._options, progress=self._count, cancel=self._cancel
        )
        clear_training(folder)
        try:
            prepared = prepare_training(
                self.project, self.name, folder, survey, self._selection, self._options, self._count, self._cancel
            )
        except BaseException:
            clear_training(folder)
            raise
        self._left_out = survey.left_out + prepared.left_out
        self._start_reason = prepared.start.reason
        return prepared.plan

    def _learn(self, folder: Path, plan: Plan) -> None:
        self._cancel.check()
        self._phase("starting", "Starting TensorFlow")
        what: Literal["train", "export"] = "export" if self._publish_best else "train"
        try:
            ended = train_in_child(folder, self._hear, self._cancel, what=what, started=self._know_process)
        finally:
            self.process_id = None
        if ended.stopped:
            curves = saved_curves(folder)
            stopped = Cancelled(stopped_sentence(self.name, curves, plan.options.epochs))
            stopped.report = TrainReport.of(plan, curves, self._left_out, start_reason=self._start_reason)
            raise stopped

    def _refuse_waiting(self, folder: Path) -> None:
        """A new training would throw away what another one had learned."""
        kept = kept_training(self.project, self.name)
        if kept is not None and kept.curves:
            message = (
                f"A training of {self.name} was stopped after epoch {len(kept.curves)} of {kept.epochs} and waits: "
                "resume it, publish what it had come to, or discard it first."
            )
            raise UsageError(message)

    def _refuse_tests(self, plan: Plan) -> None:
        """What is for testing by now must not be learned from, though it was allowed when training began."""
        tests = [
            each.name
            for each in plan.series
            if each.name in self.project and self.project.subset_of(each.name) == "test"
        ]
        if plan.project != self.project.definitions.id or tests:
            message = (
                f"The training of {plan.model} that was begun used {tests[0]}, which is for testing now: train anew."
                if tests
                else f"The training of {plan.model} that was begun belongs to another project: train anew."
            )
            raise ModelError(message)

    # What is heard, as states

    def _know_process(self, process_id: int) -> None:
        self.process_id = process_id

    def _hear(self, said: EpochRecord | Progressed) -> None:
        if isinstance(said, EpochRecord):
            self._tell(phase="training", epoch=said.epoch, curves=(*self._state.curves, said), label="")
        else:
            told = vars(said)
            self._tell(phase="training", **told, done=said.batch, total=said.batches, label=f"Epoch {said.epoch}")

    def _count(self, done: int, total: int | None, label: str) -> None:
        self._tell(done=done, total=total, label=label)

    def _phase(self, phase: Phase, label: str) -> None:
        self._tell(phase=phase, done=0, total=None, label=label)

    def _tell(self, **changes: object) -> None:
        seconds = round(time.monotonic() - self._started_s, 1)
        self._state = replace(self._state, **changes, seconds=seconds)  # type: ignore[arg-type]
        for listener in list(self._listeners):
            listener(self._state)


def _require_tensorflow() -> None:
    """Before anything is prepared that could not be used."""
    if find_spec("tensorflow") is None:
        package, extra = "tensorflow", "aid"
        raise MissingDependency(package, extra, "Training")
