"""Reading a Keras model's configuration: its layers, and what in it would run code of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import ModelError
from .keras_layers import KERAS_CLASSES
from .network_info import InputInfo, LayerInfo, NetworkInfo, Shape

DEEPEST = 60
_MODELS = ("Functional", "Model", "Sequential")
_LAMBDAS = ("Lambda", "TFOpLambda", "SlicingOpLambda", "__lambda__", "function")


def network_of(config: Mapping[str, Any], parameters: int, keras: str, file: str) -> NetworkInfo:
    """The network that a model's configuration describes, as `model.to_json()`, .keras and .h5 files hold it.

    ModelError, naming `file`, if it is no configuration of a model.
    """
    try:
        layers = tuple(_layers(config, "", 0))
        inputs = tuple(_inputs(config))
        outputs = tuple(_outputs(config, layers))
        runs_code = tuple(dict.fromkeys(_code(config, "", 0)))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as error:
        message = f"{file} does not describe a Keras model ({type(error).__name__}: {error}); save it again with Keras."
        raise ModelError(message) from error
    return NetworkInfo(inputs, outputs, layers, parameters, runs_code, keras)


def _children(config: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The layers' configurations of a model; Keras 1's Sequential had them as its whole config."""
    inner = config["config"]
    return list(inner["layers"] if isinstance(inner, Mapping) else inner)


def _layers(config: Mapping[str, Any], prefix: str, depth: int) -> Iterator[LayerInfo]:
    if depth > DEEPEST:
        message = f"models are nested deeper than {DEEPEST} levels"
        raise ValueError(message)
    for child in _children(config):
        layer = _layer(child, prefix)
        yield layer
        if child["class_name"] in _MODELS:
            yield from _layers(child, f"{layer.name}/", depth + 1)


def _layer(child: Mapping[str, Any], prefix: str) -> LayerInfo:
    inner = child["config"]
    name = child.get("name") or inner.get("name") or child["class_name"]
    channels = inner.get("filters", inner.get("units"))
    return LayerInfo(
        f"{prefix}{name}",
        str(child["class_name"]),
        _activation(inner.get("activation")),
        int(channels) if isinstance(channels, int) else None,
    )


def _activation(value: Any) -> str | None:
    if isinstance(value, Mapping):
        value = value.get("registered_name") or value.get("class_name")
    return None if value is None else str(value).casefold()


def _inputs(config: Mapping[str, Any]) -> Iterator[InputInfo]:
    """The input layers; of a Sequential without one, what its first layer was built for."""
    children = _children(config)
    for child in children:
        inner = child["config"]
        shape = inner.get("batch_shape", inner.get("batch_input_shape"))
        if shape is not None and (child["class_name"] == "InputLayer" or child is children[0]):
            yield InputInfo(str(child.get("name") or inner["name"]), _shape(shape))


def _shape(batch_shape: Any) -> Shape:
    return tuple(None if side is None else int(side) for side in batch_shape[1:])


def _outputs(config: Mapping[str, Any], layers: tuple[LayerInfo, ...]) -> Iterator[LayerInfo]:
    inner = config["config"]
    named = inner.get("output_layers") if isinstance(inner, Mapping) else None
    if not named:
        yield [layer for layer in layers if "/" not in layer.name][-1]
        return
    by_name = {layer.name: layer for layer in layers}
    # One output stands alone (Keras 3) or in a list; several in a list or, named, in a mapping.
    references = list(named.values()) if isinstance(named, Mapping) else named
    for reference in [references] if isinstance(references[0], str) else references:
        yield by_name[str(reference[0])]


def _code(value: Any, name: str, depth: int) -> Iterator[str]:
    """What is not Keras' own, anywhere in a configuration."""
    if depth > DEEPEST * 4:
        message = "it is nested too deeply"
        raise ValueError(message)
    if isinstance(value, list):
        for item in value:
            yield from _code(item, name, depth + 1)
    elif isinstance(value, Mapping):
        inner = value.get("config")
        inner_name = inner.get("name") if isinstance(inner, Mapping) else None
        name = str(inner_name or value.get("name") or name)
        found = _foreign(value)
        if found:
            yield f"{found} in {name}" if name else found
        for item in value.values():
            yield from _code(item, name, depth + 1)


def _foreign(value: Mapping[str, Any]) -> str | None:
    """The name of what `value` would make, if that is code of its own or made by a library other than Keras."""
    kind = value.get("class_name")
    if not isinstance(kind, str) or kind.startswith("__keras_"):
        return None
    module, registered = value.get("module"), value.get("registered_name")
    if kind in _LAMBDAS:
        return f"code ({kind})"
    if isinstance(module, str) and module.partition(".")[0] not in ("keras", "tf_keras", "builtins"):
        return f"{module}.{kind}"
    if isinstance(registered, str) and registered not in (kind, ""):
        return f"the custom object {registered}"
    return None if kind in KERAS_CLASSES else f"the custom object {kind}"
