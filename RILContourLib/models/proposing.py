"""A first model.yaml for a network, from what its file tells; a person looks it over before it is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..errors import ModelError
from . import description as d
from .network_info import LayerInfo, NetworkInfo, Shape

MOST_CHANNELS = 16
"""An axis of more is no channels' axis, unless it is said."""
_POOLING = ("MaxPooling", "AveragePooling")
_TO_A_ROW = ("Flatten", "GlobalAveragePooling", "GlobalMaxPooling")


def propose(
    name: str,
    network: NetworkInfo,
    weights: d.Weights,
    *,
    rois: Sequence[str] = (),
    answers: Sequence[tuple[str, object]] = (),
) -> d.ModelDescription:
    """What can be told from the network, with the project's area `rois` and `answers` (field, answer) for its classes.

    Layouts, sizes and numbers of classes are the network's; which class is which, orientation and intensities are only
    proposed. ModelError if its input is no image.
    """
    if len(network.inputs) != 1 or len(network.inputs[0].shape) not in (3, 4):
        shapes = ", ".join(str(each.shape) for each in network.inputs)
        message = f"The network of {name} takes {shapes or 'nothing'}; one image or volume with channels is needed."
        raise ModelError(message)
    task: d.Task = "classification" if _gives_a_row(network) else "segmentation"
    return d.ModelDescription(
        name=name,
        title=name.replace("-", " ").capitalize(),
        task=task,
        weights=weights,
        input=_input(network),
        output=_output(network, task, rois, answers),
    )


def output_channels(network: NetworkInfo) -> int | None:
    """How many classes come out of it (of the first output, if there are several); None where its file does not tell.

    A reshape or an activation of its own may follow the layer that has the classes.
    """
    last = network.outputs[0]
    known = [layer.channels for layer in (*network.layers, last) if layer.channels is not None]
    return last.channels or (known[-1] if known else None)


def _input(network: NetworkInfo) -> d.NetworkInput:
    shape = network.inputs[0].shape
    first = _is_channels_first(shape)
    channels, sides = (shape[0], shape[1:]) if first else (shape[-1], shape[:-1])
    size = tuple(side for side in sides if side is not None)
    proposed = d.NetworkInput(
        kind=("slice" if len(sides) == 2 else "patch" if len(size) == 3 else "volume"),
        size=size if len(size) == len(sides) else None,
        multiple_of=1 if len(size) == len(sides) else 2 ** sum(_is_pooling(layer) for layer in network.layers),
        layout="channels-first" if first else "channels-last",
        intensity=(d.Step("percentiles", {"low": 1, "high": 99}),),
    )
    count = channels or 1
    if count > 1 and count % 2 and proposed.kind == "slice":
        return replace(proposed, kind="adjacent", adjacent=count)
    names = (d.THE_IMAGE, *(f"companion-{number}" for number in range(2, count + 1)))
    return replace(proposed, channels=names)


def _is_channels_first(shape: Shape) -> bool:
    first, last = shape[0], shape[-1]
    return first is not None and first <= MOST_CHANNELS and (last is None or last > MOST_CHANNELS)


def _is_pooling(layer: LayerInfo) -> bool:
    return layer.kind.startswith(_POOLING)


def _gives_a_row(network: NetworkInfo) -> bool:
    """Whether numbers, not images, come out: its last layers are dense, after the image was made a row."""
    kinds = [layer.kind for layer in network.layers]
    return any(kind.startswith(_TO_A_ROW) for kind in kinds) and "Dense" in kinds


def _output(
    network: NetworkInfo, task: d.Task, rois: Sequence[str], answers: Sequence[tuple[str, object]]
) -> d.NetworkOutput:
    last = network.outputs[0]
    count = output_channels(network) or 2
    known = [layer for layer in (*network.layers, last) if layer.channels is not None]
    activation = last.activation or next((layer.activation for layer in known[::-1]), None)
    kind: d.OutputKind = "sigmoid" if activation == "sigmoid" or (activation != "softmax" and count == 1) else "softmax"
    layout: d.OutputLayout = "channels-last"
    if task == "segmentation" and last.kind == "Reshape":
        layout = "flattened"
    elif task == "segmentation" and _is_channels_first(network.inputs[0].shape):
        layout = "channels-first"
    classes = _classes(task, count, kind, rois, answers)
    logits = activation not in ("sigmoid", "softmax")
    name = last.name if len(network.outputs) > 1 else None
    return d.NetworkOutput(kind=kind, classes=classes, layout=layout, logits=logits, name=name)


def _classes(
    task: d.Task, count: int, kind: d.OutputKind, rois: Sequence[str], answers: Sequence[tuple[str, object]]
) -> tuple[d.OutputClass, ...]:
    """One for each channel; of a softmax for areas, class 0 is what is none of them."""
    if task == "classification":
        given = [*answers, *((f"question-{n}", True) for n in range(len(answers) + 1, count + 1))]
        return tuple(d.OutputClass(n, field=field, answer=answer) for n, (field, answer) in enumerate(given[:count]))
    first = 1 if kind == "softmax" and count > 1 else 0
    names = [*rois, *(f"roi-{n}" for n in range(len(rois) + 1, count + 1))]
    return tuple(d.OutputClass(first + n, roi=roi) for n, roi in enumerate(names[: count - first]))
