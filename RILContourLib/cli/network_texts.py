"""What a network is, in lines."""

from __future__ import annotations

from collections.abc import Iterator

from ..models.network_info import NetworkInfo, Shape
from .output import facts
from .texts import whole


def network_lines(network: NetworkInfo | None) -> Iterator[str]:
    """Inputs, outputs, size, and what in it would run code."""
    if network is None:
        yield "What its Python code builds is known only by running it."
        return
    yield from facts(
        (
            ("inputs", ", ".join(f"{each.name} {_shape(each.shape)}" for each in network.inputs)),
            ("outputs", ", ".join(_layer(each.name, each.activation, each.channels) for each in network.outputs)),
            ("layers", len(network.layers)),
            ("parameters", whole(network.parameters)),
            ("saved by Keras", network.keras or "unknown"),
            ("code in it", ", ".join(network.runs_code) or "none"),
        )
    )


def _shape(shape: Shape) -> str:
    return " x ".join("any" if side is None else str(side) for side in shape)


def _layer(name: str, activation: str | None, channels: int | None) -> str:
    more = [text for text in (activation, f"{channels} channels" if channels else None) if text]
    return f"{name} ({', '.join(more)})" if more else name
