"""What training makes small. All tensors are float32; `known` says of which classes a slice tells the truth."""

from __future__ import annotations

from typing import Any

from .network_kinds import NetworkShape

SMOOTH = 1.0
"""Voxels added to both sides of Dice, so that a class that is nowhere pulls nothing."""
_TINY = 1e-7


def loss_of(shape: NetworkShape, logits: Any, truth: Any, known: Any) -> Any:
    """The mean loss of a batch.

    logits : (n, rows, columns, outputs), or (n, classes) for answers; truth : 0 or 1, (n, rows, columns, classes) or
        (n, classes); known : 0 or 1, (n, classes)
    """
    if shape.task == "classification":
        return _answers(shape, logits, truth, known)
    if shape.output == "softmax":
        probabilities, entropy = _softmax(logits, truth, known)
    else:
        probabilities, entropy = _sigmoid(logits, truth, known)
    return entropy + dice_loss(probabilities, truth, known)


def dice_loss(probabilities: Any, truth: Any, known: Any) -> Any:
    """1 - the mean of the classes' (2 sum p t + s) / (sum p + sum t + s), over a batch's slices where they are known.

    Milletari et al. 2016 (V-Net), without squares, and over the batch rather than by slice; s is SMOOTH.
    """
    import tensorflow as tf

    seen = known[:, tf.newaxis, tf.newaxis, :]
    both = tf.reduce_sum(probabilities * truth * seen, axis=(0, 1, 2))
    sums = tf.reduce_sum((probabilities + truth) * seen, axis=(0, 1, 2))
    present = tf.cast(tf.reduce_any(known > 0, axis=0), tf.float32)
    dice = (2 * both + SMOOTH) / (sums + SMOOTH)
    return 1 - tf.reduce_sum(dice * present) / tf.maximum(tf.reduce_sum(present), 1.0)


def _sigmoid(logits: Any, truth: Any, known: Any) -> tuple[Any, Any]:
    """Each class for itself; cross-entropy where it is known."""
    import tensorflow as tf

    entropy = tf.nn.sigmoid_cross_entropy_with_logits(labels=truth, logits=logits)
    by_slice = tf.reduce_mean(entropy, axis=(1, 2))
    return tf.sigmoid(logits), tf.reduce_sum(by_slice * known) / tf.maximum(tf.reduce_sum(known), 1.0)


def _softmax(logits: Any, truth: Any, known: Any) -> tuple[Any, Any]:
    """One class a voxel. Where a class is not known it may be what looks like background: the two are added up.

    Marginal loss, Shi et al. 2021 (Medical Image Analysis 70:101979).
    """
    import tensorflow as tf

    probabilities = tf.nn.softmax(logits)
    seen = known[:, tf.newaxis, tf.newaxis, :]
    marked = truth * seen
    rest = probabilities[..., :1] + tf.reduce_sum(probabilities[..., 1:] * (1 - seen), axis=-1, keepdims=True)
    unmarked = 1 - tf.reduce_sum(marked, axis=-1, keepdims=True)
    likelihood = unmarked * tf.math.log(rest + _TINY)
    likelihood += tf.reduce_sum(marked * tf.math.log(probabilities[..., 1:] + _TINY), axis=-1, keepdims=True)
    return probabilities[..., 1:], -tf.reduce_mean(likelihood)


def _answers(shape: NetworkShape, logits: Any, truth: Any, known: Any) -> Any:
    """Cross-entropy of answers."""
    import tensorflow as tf

    if shape.output == "softmax":
        entropy = tf.nn.softmax_cross_entropy_with_logits(labels=truth, logits=logits)
        return tf.reduce_mean(entropy)
    entropy = tf.nn.sigmoid_cross_entropy_with_logits(labels=truth, logits=logits)
    return tf.reduce_sum(entropy * known) / tf.maximum(tf.reduce_sum(known), 1.0)
