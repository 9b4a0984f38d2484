"""The score of a class, in TensorFlow: what is explained."""

from __future__ import annotations

from typing import Any

from ..models.description import ModelDescription, OutputClass


def score_of(
    raw: Any, model: ModelDescription, plane: tuple[int, ...], target: OutputClass, *, linear: bool, where: Any = None
) -> Any:
    """y of each input, (n,): for segmentation the mean score of the voxels that the network gives to the class.

    raw : the network's output; plane : rows and columns or the patch's sides, as the network sees them
    linear : whether the output is without its activation
    where : weights (n, *plane) of the voxels whose mean is taken instead

    An input in which the class is nowhere has score 0, and a map of 0.
    """
    import tensorflow as tf

    values = with_channels_last(raw, model, plane)
    score = values[..., target.index]
    if model.task == "classification":
        return score
    weights = where
    if weights is None:
        weights = tf.cast(_given_to(values, model, target, linear=linear), score.dtype)
    weights = tf.stop_gradient(weights)
    axes = list(range(1, len(score.shape)))
    return tf.reduce_sum(weights * score, axes) / tf.maximum(tf.reduce_sum(weights, axes), 1e-6)


def with_channels_last(raw: Any, model: ModelDescription, plane: tuple[int, ...]) -> Any:
    """(n, *plane, classes), or (n, classes) for classification."""
    import tensorflow as tf

    values = tf.cast(raw, tf.float32)
    if model.task == "classification":
        return tf.reshape(values, (tf.shape(values)[0], -1))
    if model.output.layout == "flattened":
        return tf.reshape(values, (tf.shape(values)[0], *plane, -1))
    if model.output.layout == "channels-first":
        return tf.transpose(values, (0, *range(2, len(values.shape)), 1))
    return values


def _given_to(values: Any, model: ModelDescription, target: OutputClass, *, linear: bool) -> Any:
    """Which voxels the network gives to the class, as a draft would have it."""
    import tensorflow as tf

    softmax = model.output.kind == "softmax"
    if softmax and target.threshold is None:
        return tf.equal(tf.argmax(values, axis=-1), target.index)
    if linear:
        values = tf.nn.softmax(values) if softmax else tf.sigmoid(values)
    return values[..., target.index] >= (0.5 if target.threshold is None else target.threshold)
