"""Questions that can be asked, and those that cannot."""

from __future__ import annotations

from ..errors import UsageError
from ..models.description import ModelDescription
from .explanation import METHODS, Question


def check_question(question: Question, shape: tuple[int, ...], description: ModelDescription) -> None:
    """UsageError if the question cannot be asked of a frame of `shape` voxels and this kind of model."""
    unknown = [method for method in question.methods if method not in METHODS]
    if unknown or not question.methods:
        message = f"There is no method {', '.join(map(repr, unknown)) or 'to use'}; there are {', '.join(METHODS)}."
        raise UsageError(message)
    if question.axis not in (0, 1, 2):
        message = f"Slices lie along axis 0, 1 or 2, not {question.axis}."
        raise UsageError(message)
    size = shape[question.axis]
    start, stop = question.slices or (0, size)
    if not 0 <= start < stop <= size:
        message = f"Slices {start} to {stop - 1} are not all in the image, which has {size} along axis {question.axis}."
        raise UsageError(message)
    if question.where is None:
        return
    if description.task != "segmentation":
        message = f"{description.name} rates whole slices or patches, so there are no voxels to choose from."
        raise UsageError(message)
    if question.where.shape != tuple(shape):
        message = f"The voxels to explain are on a grid of {question.where.shape}, the image has {tuple(shape)}."
        raise UsageError(message)
