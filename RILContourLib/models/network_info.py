"""What is known of a network without running it."""

from __future__ import annotations

from dataclasses import dataclass

Shape = tuple[int | None, ...]


@dataclass(frozen=True)
class InputInfo:
    """`shape` without the batch axis; None where any size will do."""

    name: str
    shape: Shape


@dataclass(frozen=True)
class LayerInfo:
    """`kind` is the layer's class; `activation` and `channels` (filters or units) where the layer has them."""

    name: str
    kind: str
    activation: str | None = None
    channels: int | None = None


@dataclass(frozen=True)
class NetworkInfo:
    """A network as its file describes it.

    layers : in the file's order, those of nested models after their model's name and a slash
    outputs : the layers whose output is the network's
    parameters : numbers in the weights, those of the optimizer not counted
    runs_code : what in it is code of its own (Lambda layers, custom objects), in words; such a network is only loaded
        after the user approved it
    keras : the version that saved it, "" if the file does not say
    """

    inputs: tuple[InputInfo, ...]
    outputs: tuple[LayerInfo, ...]
    layers: tuple[LayerInfo, ...]
    parameters: int
    runs_code: tuple[str, ...] = ()
    keras: str = ""
