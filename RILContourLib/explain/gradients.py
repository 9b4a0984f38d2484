"""Running a Keras model backwards at the pace at which it runs forwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any

from .recording import calls_replaced, layers_of

_KINDS = ("Conv2D", "Conv3D")
_CONVOLUTION, _JOINING = "RILContourConvolution", "RILContourJoining"


def gradients(total: Any, sources: Sequence[Any]) -> list[Any]:
    """d total / d source for each tensor of the graph that is being traced; None for one that has no part in it.

    Only what lies between is run backwards, and what runs forwards stays as it is without gradients: a tape would keep
    TensorFlow from joining convolutions with their bias and activation.
    """
    import tensorflow as tf

    return list(tf.gradients(total, list(sources)))


@contextmanager
def gradients_by_convolution(model: Any) -> Iterator[None]:
    """In the block, in which a graph is traced, the gradient of convolutions is computed by convolutions, too.

    The numbers are the same but for rounding. What runs a convolution backwards in TensorFlow takes six to nine times
    as long on a CPU as the convolution that it is: of the upstream gradient with the kernel reversed, its inputs and
    outputs exchanged. Where its input was joined from several tensors (a U-Net's decoder), each has a convolution of
    its own, and of those that nobody asks for none is run. There is no gradient for the kernel.
    """
    _registered()
    with ExitStack() as stack:
        for layer in (each for _, each in layers_of(model) if _is_plain(each)):
            object.__setattr__(layer, "convolution_op", _overridden(layer.convolution_op, {_type(layer): _CONVOLUTION}))
            stack.callback(object.__delattr__, layer, "convolution_op")
        joining = [each for _, each in layers_of(model) if type(each).__name__ == "Concatenate"]
        stack.enter_context(calls_replaced({each: _overridden(each.call, {"ConcatV2": _JOINING}) for each in joining}))
        yield


def _is_plain(layer: Any) -> bool:
    """A convolution of odd sides that keeps the size: stride 1, no gaps, padded, not in groups."""
    if type(layer).__name__ not in _KINDS or not hasattr(layer, "convolution_op"):
        return False
    ones = all(step == 1 for step in (*layer.strides, *layer.dilation_rate, layer.groups))
    return ones and layer.padding == "same" and all(side % 2 for side in layer.kernel_size)


def _type(layer: Any) -> str:
    """The operation of TensorFlow's that a layer is."""
    return type(layer).__name__


def _overridden(usual: Callable[..., Any], gradients_of: dict[str, str]) -> Callable[..., Any]:
    import tensorflow as tf

    def call(*args: Any, **kwargs: Any) -> Any:
        with tf.compat.v1.get_default_graph().gradient_override_map(gradients_of):
            return usual(*args, **kwargs)

    return call


@cache
def _registered() -> None:
    """Tell TensorFlow of our gradients, once in a process."""
    import tensorflow as tf

    tf.RegisterGradient(_CONVOLUTION)(_of_convolution)
    tf.RegisterGradient(_JOINING)(_of_joining)


def _of_convolution(operation: Any, upstream: Any) -> list[Any]:
    """For the input, and none for the kernel (sides..., inputs, outputs)."""
    import tensorflow as tf

    given, kernel = operation.inputs
    sides = list(range(len(kernel.shape) - 2))
    turned = tf.transpose(tf.reverse(kernel, sides), (*sides, len(sides) + 1, len(sides)))

    def convolved(weights: Any) -> Any:
        return tf.nn.convolution(upstream, tf.cast(weights, upstream.dtype), padding="SAME")

    counts = _channels_joined(given)
    if len(counts) < 2:
        return [convolved(turned), None]
    return [tf.concat([convolved(part) for part in tf.split(turned, counts, axis=-1)], axis=-1), None]


def _of_joining(operation: Any, upstream: Any) -> list[Any]:
    """What `_of_convolution` computed for each part by itself; else a part of the whole for each."""
    import tensorflow as tf

    *parts, axis = operation.inputs
    if upstream.op.type == "ConcatV2" and _channels_joined(upstream) == _channels_joined(operation.outputs[0]):
        return [*upstream.op.inputs[:-1], None]
    along = int(tf.get_static_value(axis)) % len(upstream.shape)
    sizes = tf.stack([tf.shape(part)[along] for part in parts])
    return [*tf.split(upstream, sizes, axis=along, num=len(parts)), None]


def _channels_joined(tensor: Any) -> list[int]:
    """How many channels each part of a joined tensor has; empty if it was not joined along its last axis."""
    import tensorflow as tf

    if tensor.op.type != "ConcatV2":
        return []
    *parts, axis = tensor.op.inputs
    if tf.get_static_value(axis) not in (-1, len(tensor.shape) - 1) or any(part.shape[-1] is None for part in parts):
        return []
    return [int(part.shape[-1]) for part in parts]
