"""Listening to a Keras model's layers while it is called: what goes in, what comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Heard = Callable[[str, Any, tuple[Any, ...], Any], None]


def layers_of(model: Any, within: str = "") -> Iterator[tuple[str, Any]]:
    """All layers that are not themselves models, by name: `inner/conv` is a layer of the model `inner` inside."""
    for layer in model.layers:
        name = within + layer.name
        if hasattr(layer, "layers"):
            yield from layers_of(layer, name + "/")
        else:
            yield name, layer


@contextmanager
def heard(model: Any, hear: Heard, names: frozenset[str] | None = None) -> Iterator[None]:
    """In the block `hear(name, layer, inputs, output)` is called after each call of the layers `names` (None: all).

    This also reaches layers of models within the model, whose tensors are not connected to its inputs otherwise.
    """
    chosen = [(name, layer) for name, layer in layers_of(model) if names is None or name in names]
    with calls_replaced({layer: _listening(name, layer, hear) for name, layer in chosen}):
        yield


@contextmanager
def without_last_activation(model: Any, name: str | None) -> Iterator[None]:
    """In the block the layer `name` does not apply its activation, or does nothing if it is nothing else."""
    layer = dict(layers_of(model)).get(name or "")
    if layer is None:
        yield
    elif is_activation(layer):
        with calls_replaced({layer: lambda inputs, *_, **__: inputs}):
            yield
    else:
        usual = layer.activation
        object.__setattr__(layer, "activation", lambda values: values)
        try:
            yield
        finally:
            object.__setattr__(layer, "activation", usual)


@contextmanager
def channels_last_within(model: Any) -> Iterator[None]:
    """In the block convolutions and pooling with channels first work with channels last, and give the same.

    TensorFlow runs them backwards on a CPU in this order only.
    """
    turned = [layer for _, layer in layers_of(model) if _runs_forwards_only(layer)]
    with calls_replaced({layer: _with_channels_last(layer) for layer in turned}):
        yield


def is_activation(layer: Any) -> bool:
    """Whether the layer is an activation and nothing else."""
    module = type(layer).__module__
    return ".layers.activation" in module or type(layer).__name__ in ("Activation", "Softmax", "ReLU")


def _runs_forwards_only(layer: Any) -> bool:
    kind = type(layer).__name__
    local = "Conv" in kind or ("Pool" in kind and "Global" not in kind)
    return local and getattr(layer, "data_format", None) == "channels_first"


def _with_channels_last(layer: Any) -> Callable[..., Any]:
    import tensorflow

    usual = layer.call

    def call(inputs: Any, *args: Any, **kwargs: Any) -> Any:
        rank = len(inputs.shape)
        object.__setattr__(layer, "data_format", "channels_last")
        try:
            found = usual(tensorflow.transpose(inputs, (0, *range(2, rank), 1)), *args, **kwargs)
        finally:
            object.__setattr__(layer, "data_format", "channels_first")
        return tensorflow.transpose(found, (0, rank - 1, *range(1, rank - 1)))

    return call


def _listening(name: str, layer: Any, hear: Heard) -> Callable[..., Any]:
    usual = layer.call

    def call(*args: Any, **kwargs: Any) -> Any:
        output = usual(*args, **kwargs)
        hear(name, layer, args, output)
        return output

    return call


@contextmanager
def calls_replaced(replacements: dict[Any, Callable[..., Any]]) -> Iterator[None]:
    """In the block these layers are called otherwise; nested blocks are undone in turn."""
    # Set on the object itself, past Keras' own __setattr__, which would take the function for a part of the model.
    before = {layer: vars(layer).get("call") for layer in replacements}
    for layer, call in replacements.items():
        object.__setattr__(layer, "call", call)
    try:
        yield
    finally:
        for layer, call in before.items():
            if call is None:
                object.__delattr__(layer, "call")
            else:
                object.__setattr__(layer, "call", call)
