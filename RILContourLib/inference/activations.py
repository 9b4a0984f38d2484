"""A network's raw output as probabilities with channels last."""

from __future__ import annotations

import numpy as np

from ..errors import ModelError
from ..models.description import ModelDescription


def probabilities(raw: np.ndarray, model: ModelDescription, plane: tuple[int, ...]) -> np.ndarray:
    """What a batch (n, ...) came out as, as float32 (n, *plane, classes), or (n, classes) for classification.

    plane : rows and columns, or the patch's three sides, as the network saw them (not transposed back). ModelError if
    the output has another shape than the description says, or is not a number.
    """
    output = model.output
    values = np.asarray(raw, np.float32)
    if model.task == "classification":
        values = values.reshape(len(values), -1)
    elif output.layout == "flattened":
        values = _unflattened(values, plane, model)
    elif output.layout == "channels-first":
        values = np.moveaxis(values, 1, -1)
    if model.task == "segmentation" and values.shape[1:-1] != tuple(plane):
        message = (
            f"{model.name} gave an output of shape {tuple(raw.shape)} for an input of {plane}: "
            "say in model.yaml which layout its output has."
        )
        raise ModelError(message)
    _check_classes(values, model)
    if not np.isfinite(values).all():
        message = f"{model.name} gave values that are no numbers (NaN or infinite); nothing was drafted."
        raise ModelError(message)
    return _activated(values, output.kind) if output.logits else values


def _unflattened(values: np.ndarray, plane: tuple[int, ...], model: ModelDescription) -> np.ndarray:
    voxels = int(np.prod(plane))
    if values.shape[0] == 0 or values[0].size % voxels:
        message = f"{model.name} gave {tuple(values.shape)} numbers, which are no classes of {voxels} voxels each."
        raise ModelError(message)
    return values.reshape(len(values), *plane, -1)


def _check_classes(values: np.ndarray, model: ModelDescription) -> None:
    wanted = max(each.index for each in model.output.classes)
    if values.shape[-1] <= wanted:
        message = (
            f"{model.name} gave {values.shape[-1]} classes, but its model.yaml speaks of class {wanted} "
            "(classes are counted from 0)."
        )
        raise ModelError(message)


def _activated(logits: np.ndarray, kind: str) -> np.ndarray:
    if kind == "sigmoid":
        return (0.5 * (1 + np.tanh(0.5 * logits))).astype(np.float32)  # the logistic function, without overflow
    largest = logits.max(axis=-1, keepdims=True)
    powers = np.exp(logits - largest)
    return powers / powers.sum(axis=-1, keepdims=True)
