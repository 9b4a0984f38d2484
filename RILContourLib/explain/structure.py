"""What a network is made of, as far as explaining it needs to know: its layers, its last activation, where CAM fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import ModelError
from .recording import heard, is_activation, layers_of

NO_LAYER = "The network has no convolution or activation layer whose output lies over the image."
_KEEP_ORDER = ("Reshape", "Flatten", "Permute")


@dataclass(frozen=True)
class LayerInfo:
    """A layer whose output lies over the image: `sides` are its voxels along the axes of the network's input.

    kind : its class in Keras; usable : whether Grad-CAM and SAM take it, a convolution or an activation
    """

    name: str
    kind: str
    sides: tuple[int, ...]
    channels: int
    channels_first: bool
    usable: bool


@dataclass(frozen=True)
class CamEnding:
    """Global average pooling and the dense layer behind it; `kernel` is (channels, classes)."""

    pooling: str
    kernel: np.ndarray
    channels_first: bool


@dataclass(frozen=True)
class Structure:
    """layers : in the order in which they are called; ending : the layer that applies softmax or sigmoid at the end

    cam, no_cam : what CAM needs, or the sentence that says why the network has not got it
    """

    layers: tuple[LayerInfo, ...]
    ending: str | None
    cam: CamEnding | None
    no_cam: str

    def layer(self, name: str) -> LayerInfo:
        """The layer of that name. ModelError, which lists those that there are."""
        found = next((each for each in self.layers if each.name == name), None)
        if found is None:
            there_are = ", ".join(each.name for each in self.layers)
            message = f"No layer {name!r} of the network lies over the image; there are {there_are}."
            raise ModelError(message)
        return found

    def usual_layer(self, *, segmentation: bool) -> LayerInfo:
        """The layer to look at if nobody says which: the last that Grad-CAM takes; for segmentation the coarsest.

        In a U-Net the coarsest one, the bottleneck, shows most (Vinogradova et al., Proc AAAI 34:13943-13944, 2020);
        of several as coarse it is the last. ModelError if there is none.
        """
        usable = [each for each in self.layers if each.usable]
        if not usable:
            raise ModelError(NO_LAYER)
        if not segmentation:
            return usable[-1]
        return min(reversed(usable), key=lambda each: int(np.prod(each.sides)))


@dataclass(frozen=True)
class _Call:
    name: str
    layer: Any
    given: tuple[Any, ...]
    gave: Any


def structure_of(model: Any, sides: tuple[int, ...], *, channels_first: bool, output: int = 0) -> Structure:
    """What `model` does with an input of `sides` voxels; it is traced, not run.

    channels_first : of its input, and of layers that do not say; output : which of its outputs is meant
    """
    import tensorflow

    calls: list[_Call] = []

    def hear(name: str, layer: Any, given: tuple[Any, ...], gave: Any) -> None:
        tensors = tuple(each for each in tensorflow.nest.flatten(given) if tensorflow.is_tensor(each))
        # A layer that does nothing now, such as dropout, gives what it was given.
        if tensorflow.is_tensor(gave) and all(gave is not each for each in tensors):
            calls.append(_Call(name, layer, tensors, gave))

    def run(batch: Any) -> Any:
        with heard(model, hear):
            return tensorflow.nest.flatten(model(batch, training=False))[output]

    wanted = [None, *model.inputs[0].shape[1:]]
    at = 2 if channels_first else 1
    wanted[at : at + len(sides)] = sides
    traced = tensorflow.function(run, autograph=False).get_concrete_function(
        tensorflow.TensorSpec(wanted, tensorflow.float32)
    )
    first = _channels_first_by_default(model, channels_first)
    over_image = [info for call in calls if (info := _info(call, len(sides), first))]
    ending, before = _ending(calls, traced.outputs[0])
    cam = _cam_ending(calls, before, first)
    layers = tuple({each.name: each for each in over_image}.values())
    if isinstance(cam, str):
        return Structure(layers, ending, None, cam)
    return Structure(layers, ending, cam, "")


def _channels_first_by_default(model: Any, of_input: bool) -> bool:
    """Of layers that do not say: as those that do, if these agree; else as the input."""
    said = {layer.data_format for _, layer in layers_of(model) if getattr(layer, "data_format", None)}
    return said == {"channels_first"} if len(said) == 1 else of_input


def _info(call: _Call, dimensions: int, first: bool) -> LayerInfo | None:
    shape = call.gave.shape.as_list()
    if len(shape) != dimensions + 2:
        return None
    data_format = getattr(call.layer, "data_format", None)
    channels_first = data_format == "channels_first" if data_format else first
    sides = shape[2:] if channels_first else shape[1:-1]
    if None in sides:
        return None
    kind = type(call.layer).__name__
    usable = "Conv" in kind or is_activation(call.layer)
    channels = shape[1 if channels_first else -1] or 0
    return LayerInfo(call.name, kind, tuple(sides), channels, channels_first, usable)


def _maker(calls: list[_Call], tensor: Any) -> _Call | None:
    """The call that made a tensor, also where it was cast or passed on meanwhile."""
    while True:
        found = next((call for call in reversed(calls) if call.gave.name == tensor.name), None)
        if found or tensor.op.type not in ("Cast", "Identity"):
            return found
        tensor = tensor.op.inputs[0]


def _ending(calls: list[_Call], output: Any) -> tuple[str | None, Any]:
    """The layer with the last activation, and the call that made what the activation is applied to."""
    call = _maker(calls, output)
    while call and (type(call.layer).__name__ in _KEEP_ORDER or _activation(call.layer) == "linear"):
        if _activation(call.layer) == "linear" and not is_activation(call.layer):
            return None, call
        call = _maker(calls, call.given[0])
    if call is None or _activation(call.layer) not in ("softmax", "sigmoid"):
        return None, call
    return call.name, _maker(calls, call.given[0]) if is_activation(call.layer) else call


def _activation(layer: Any) -> str:
    """The name of the activation that a layer applies; empty if it has none."""
    if type(layer).__name__ == "Softmax":
        return "softmax"
    function = getattr(layer, "activation", None)
    return getattr(function, "__name__", "")


def _cam_ending(calls: list[_Call], dense: _Call | None, first: bool) -> CamEnding | str:
    pooling = dense and _maker(calls, dense.given[0])
    while pooling and type(pooling.layer).__name__ in _KEEP_ORDER:
        pooling = _maker(calls, pooling.given[0])
    if dense is None or type(dense.layer).__name__ != "Dense" or pooling is None:
        return _no_cam(dense)
    if not type(pooling.layer).__name__.startswith("GlobalAveragePooling"):
        return _no_cam(pooling)
    data_format = getattr(pooling.layer, "data_format", None)
    channels_first = data_format == "channels_first" if data_format else first
    return CamEnding(pooling.name, np.asarray(dense.layer.get_weights()[0], np.float32), channels_first)


def _no_cam(found: _Call | None) -> str:
    there = f"here is {found.name} ({type(found.layer).__name__})" if found else "this one ends in another way"
    return (
        "CAM can be had only of networks that end with global average pooling and one dense layer behind it; "
        f"{there}. Grad-CAM shows the same for any network."
    )
