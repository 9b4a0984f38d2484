"""Why a model says what it says of a series."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from ..explain.explanation import Explanation, Question
from ..models.version import ModelVersion
from ..progress import CancelToken, Progress, no_progress
from .model_channels import channels_of

if TYPE_CHECKING:
    from ..explain.explaining import Explainer
    from ..models.approval import Approvals
    from .model import Model
    from .series import Series

_lock = threading.Lock()
_last: list[tuple[str, Explainer]] = []


def explain_series(
    series: Series,
    model: Model,
    question: Question,
    *,
    frame: int = 0,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> tuple[Explanation, ...]:
    """An explanation for each method of the question, in this process; one question at a time.

    The model used last stays loaded and traced, so that the next question about it takes a moment only. UsageError,
    ModelError, ImageError, Cancelled; MissingDependency without TensorFlow.
    """
    channels = channels_of(series, model.description, frame)
    with _lock:
        explainer = _explainer(model.version)
        return explainer.explain(
            channels, series.image.geometry, question, frame=frame, progress=progress, cancel=cancel
        )


def explainer_of(model: Model, approvals: Approvals | None = None) -> Explainer:
    """The model, loaded to be explained: to list its layers, or to ask many questions. ModelError."""
    with _lock:
        return _explainer(model.version, approvals)


def _explainer(version: ModelVersion, approvals: Approvals | None = None) -> Explainer:
    from ..explain.explaining import Explainer
    from ..inference.keras_loading import load_network

    key = str(version.folder.resolve())
    if not _last or _last[0][0] != key:
        _last.clear()  # its memory goes before the next one's is taken
        network = load_network(version, approvals)
        _last.append((key, Explainer(version.description, network, version.label)))
    return _last[0][1]
