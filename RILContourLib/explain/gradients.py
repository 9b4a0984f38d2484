"""Running a Keras model backwards at the pace at which it runs forwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from .recording import layers_of

_KINDS = ("Conv2D", "Conv3D")


@contextmanager
def gradients_by_convolution(model: Any) -> Iterator[None]:
    """In the block the gradient of convolutions is computed by convolutions, too: the same numbers, but for rounding.

    What runs a convolution backwards in TensorFlow takes six to nine times as long on a CPU as the convolution that it
    is: of the upstream gradient with the kernel reversed, its inputs and outputs exchanged. No gradient for the kernel.
    """
    chosen = [layer for _, layer in layers_of(model) if _is_plain(layer)]
    for layer in chosen:
        object.__setattr__(layer, "convolution_op", _with_gradient(layer))
    try:
        yield
    finally:
        for layer in chosen:
            object.__delattr__(layer, "convolution_op")


def _is_plain(layer: Any) -> bool:
    """A convolution of odd sides that keeps the size: stride 1, padded, not in groups."""
    if type(layer).__name__ not in _KINDS or not hasattr(layer, "convolution_op"):
        return False
    ones = all(step == 1 for step in layer.strides) and layer.groups == 1
    return ones and layer.padding == "same" and all(side % 2 for side in layer.kernel_size)


def _with_gradient(layer: Any) -> Callable[[Any, Any], Any]:
    import tensorflow as tf

    usual = layer.convolution_op
    sides = list(range(len(layer.kernel_size)))
    exchanged = (*sides, len(sides) + 1, len(sides))

    def convolved(inputs: Any, kernel: Any) -> Any:
        weights = tf.convert_to_tensor(kernel)

        def run(values: Any) -> tuple[Any, Callable[[Any], Any]]:
            def backwards(upstream: Any) -> Any:
                turned = tf.transpose(tf.reverse(weights, sides), exchanged)
                return tf.nn.convolution(
                    upstream, tf.cast(turned, upstream.dtype), padding="SAME", dilations=list(layer.dilation_rate)
                )

            return usual(values, weights), backwards

        return tf.custom_gradient(run)(inputs)

    return convolved
