"""Writing a model.yaml that explains itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from . import description as d

_COMMENTS = {
    "task": "segmentation or classification",
    "weights": "format: keras, h5 (whole models), or weights with an architecture (.json, or a model.py)",
    "input": "how an image becomes what the network expects; orientation: file, or axis codes such as RAS",
    "output": "what comes out: softmax or sigmoid; which channel is which ROI or answer",
    "clean_up": "what is mended in a mask before a person sees it",
    "files": "sha256 of every file of this folder",
    "made_from": "how it was trained",
}


def description_text(model: d.ModelDescription) -> str:
    """The text of a model.yaml that reads back as `model`, with a comment at each part."""
    parts = []
    for key, value in _document(model):
        comment = f"# {_COMMENTS[key]}\n" if key in _COMMENTS else ""
        parts.append(f"{comment}{_dumped({key: value})}")
    return "".join(parts)


def _dumped(value: Mapping[str, Any]) -> str:
    import yaml

    nested = any(isinstance(each, dict | list) for each in value.values())
    flow = None if nested else False  # what lies deepest stands on one line
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=118, default_flow_style=flow)


def _document(model: d.ModelDescription) -> Iterator[tuple[str, Any]]:
    yield "schema", model.schema
    yield "name", model.name
    yield "title", model.title
    yield "task", model.task
    weights = {"file": model.weights.file, "format": model.weights.format}
    yield "weights", _without_none({**weights, "architecture": model.weights.architecture})
    yield "input", _input(model.input)
    yield "output", _output(model.output)
    if model.clean_up:
        yield "clean_up", [vars(each) for each in model.clean_up]
    if model.files:
        yield "files", dict(model.files)
    for key, text in (("notes", model.notes), ("made_by", model.made_by), ("published", model.published)):
        if text:
            yield key, text
    if model.made_from:
        yield "made_from", dict(model.made_from)


def _input(given: d.NetworkInput) -> dict[str, Any]:
    """All that differs from the defaults, and what a reader looks for first."""
    usual = d.NetworkInput(given.kind)
    values: dict[str, Any] = {"kind": given.kind, "orientation": given.orientation, "axis": given.axis}
    for key in ("transpose", "multiple_of", "fit", "adjacent", "overlap", "layout", "pad_value"):
        if getattr(given, key) != getattr(usual, key):
            values[key] = getattr(given, key)
    if given.size is not None:
        values["size"] = list(given.size)
    if any(spacing is not None for spacing in given.spacing_mm):
        values["spacing_mm"] = list(given.spacing_mm)
    if given.channels != usual.channels:
        values["channels"] = list(given.channels)
    if given.intensity:
        values["intensity"] = [{"step": step.kind, **_plain(step.parameters)} for step in given.intensity]
    return values


def _output(given: d.NetworkOutput) -> dict[str, Any]:
    values: dict[str, Any] = {"kind": given.kind, "layout": given.layout}
    if given.logits:
        values["logits"] = True
    if given.name is not None:
        values["name"] = given.name
    if given.series_answer != "mean":
        values["series_answer"] = given.series_answer
    values["classes"] = [_without_none(vars(each)) for each in given.classes]
    return values


def _plain(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in parameters.items()}


def _without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
