"""Why a model says what it says of a series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..explain.task import AbilitiesTask, ExplainTask
from ..progress import CancelToken, Progress, no_progress
from .model_channels import channels_of
from .runners import shared_runner

if TYPE_CHECKING:
    import numpy as np

    from ..explain.abilities import Abilities
    from ..explain.explanation import Explanation, Question
    from ..inference.runner import Runner
    from .model import Model
    from .series import Series


def explain_series(
    series: Series,
    model: Model,
    question: Question,
    *,
    frame: int = 0,
    image: np.ndarray | None = None,
    runner: Runner | None = None,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> tuple[Explanation, ...]:
    """An explanation for each method of the question, all from one run of the network.

    image : the frame's voxels (ni, nj, nk), where somebody has them in memory
    runner : as for predictions; it keeps the model used last loaded and traced, so that the next question about it, or
        its next draft, takes a moment only

    UsageError, ModelError, ImageError, Cancelled; MissingDependency without TensorFlow.
    """
    version = model.version
    channels = channels_of(series, model.description, frame, image)
    task = ExplainTask(version.folder, version.number, channels, series.image.geometry, question, frame)
    return (runner or shared_runner()).submit(task, progress=progress, cancel=cancel).result()


def abilities_of(
    model: Model,
    series: Series,
    *,
    runner: Runner | None = None,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> Abilities:
    """What can be asked about a model on a series: its layers, and why a method cannot be had. Loads the network.

    Errors as `explain_series` has them.
    """
    task = AbilitiesTask(model.version.folder, model.version.number, series.image.geometry)
    return (runner or shared_runner()).submit(task, progress=progress, cancel=cancel).result()
