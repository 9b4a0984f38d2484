"""Training, as shells and scripts reach it: see how it would go, do it, stop it, go on.

>>> run = start_training(project, "lungs", draft_next=2)                  # doctest: +SKIP
>>> run.state.phase, run.state.epoch, run.state.curves, run.state.message # doctest: +SKIP
>>> run.cancel()                                                          # doctest: +SKIP
>>> start_training(project, "lungs", resume=True).result().version        # doctest: +SKIP
'lungs@1'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..progress import CancelToken, Progress, no_progress
from ..training.options import TrainOptions
from ..training.records import TrainingState
from .selection import Selection
from .training_report import TrainReport
from .training_run import TrainingRun

if TYPE_CHECKING:
    from .project import Project


def start_training(
    project: Project,
    name: str,
    selection: Selection | None = None,
    options: TrainOptions | None = None,
    *,
    resume: bool = False,
    publish_best: bool = False,
    draft_next: int = 0,
) -> TrainingRun:
    """Train in the background; see `TrainingRun`. UsageError if there can be no model of that name."""
    return TrainingRun(
        project, name, selection, options, resume=resume, publish_best=publish_best, draft_next=draft_next
    ).start()


def train(
    project: Project,
    name: str,
    selection: Selection | None = None,
    options: TrainOptions | None = None,
    *,
    resume: bool = False,
    publish_best: bool = False,
    draft_next: int = 0,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> TrainReport:
    """Train and wait for the end; errors are those of `TrainingRun.run`.

    progress : counts series while they are prepared, and batches of all epochs while the network learns
    """
    run = TrainingRun(
        project,
        name,
        selection,
        options,
        resume=resume,
        publish_best=publish_best,
        draft_next=draft_next,
        cancel=cancel,
    )
    run.on_change(lambda state: progress(*_counted(state)))
    return run.run()


def _counted(state: TrainingState) -> tuple[int, int | None, str]:
    """A state as a Progress has it."""
    if state.phase != "training" or not state.batches:
        return state.done, state.total, state.label
    done = (state.epoch - 1) * state.batches + state.batch
    best = state.best
    score = "" if best is None or best.score is None else f", {state.measure} {best.score:.3f}"
    loss = "" if state.loss is None else f": loss {state.loss:.3f}"
    return done, state.epochs * state.batches, f"epoch {state.epoch} of {state.epochs}{loss}{score}"
