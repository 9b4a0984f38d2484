"""What was entered in the wizard as a model.yaml, and what its checks say of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..models import description as d
from ..models.description_file import check_text
from ..project.definitions import Definitions
from .wizard_fields import Entries

NOTHING = ""
"""The meaning of an output channel that stands for nothing that is drafted."""
INPUT_KEYS = (
    *("kind", "orientation", "axis", "transpose", "spacing_mm", "size", "multiple_of", "fit", "adjacent", "overlap"),
    *("layout", "pad_value"),
)
OUTPUT_KEYS = ("kind", "layout", "logits", "name", "series_answer")
CLEANING = ("fill_holes", "smallest_ml", "largest_only")


@dataclass
class WizardDocument:
    """`weights` as the files are; `steps` of the intensities; `meanings` and `thresholds` by output channel."""

    weights: d.Weights
    entries: Entries
    steps: list[dict[str, Any]]
    channels: list[str]
    meanings: list[str]
    thresholds: list[Any]
    cleaning: dict[str, dict[str, Any]]

    @staticmethod
    def of(model: d.ModelDescription, outputs: int) -> WizardDocument:
        """What a description says; `outputs` channels come out of the network."""
        values: dict[str, Any] = {"name": model.name, "title": model.title, "task": model.task, "notes": model.notes}
        values |= {f"input.{key}": _plain(getattr(model.input, key)) for key in INPUT_KEYS}
        values |= {f"output.{key}": getattr(model.output, key) for key in OUTPUT_KEYS}
        count = max(outputs, *(each.index + 1 for each in model.output.classes), 1)
        meanings: list[str] = [NOTHING] * count
        thresholds: list[Any] = [None] * count
        for each in model.output.classes:
            meanings[each.index], thresholds[each.index] = meaning_of(each), each.threshold
        steps = [
            {"step": step.kind, **{k: _plain(v) for k, v in step.parameters.items()}} for step in model.input.intensity
        ]
        cleaning = {each.roi: {key: getattr(each, key) for key in CLEANING} for each in model.clean_up}
        return WizardDocument(
            model.weights, Entries(values), steps, list(model.input.channels), meanings, thresholds, cleaning
        )

    @property
    def task(self) -> str:
        return str(self.entries.get("task", "segmentation"))

    @property
    def rois(self) -> list[str]:
        """Those that a channel stands for."""
        return [meaning.partition(":")[2] for meaning in self.meanings if meaning.startswith("roi:")]

    def check(self, known: Mapping[str, d.OutputClass]) -> tuple[d.ModelDescription | None, dict[str, str]]:
        """The description, None where it is not valid; and what is wrong, by the paths of the wizard's fields.

        known : what each meaning stands for
        """
        import yaml

        document, places = self._document(known)
        content = yaml.safe_dump(document, sort_keys=False, allow_unicode=True).encode()
        found, findings = check_text(content)
        wrong = [each for each in findings if each.severity == "error"]
        return found, {
            _placed(each.path, places): each.message.replace(each.path, _placed(each.path, places), 1) for each in wrong
        }

    def _document(self, known: Mapping[str, d.OutputClass]) -> tuple[dict[str, Any], dict[str, str]]:
        get = self.entries.values.get
        places: dict[str, str] = {}
        given = {key: get(f"input.{key}") for key in INPUT_KEYS if self._applies(key)}
        given |= {"channels": self.channels, "intensity": [_without_none(step) for step in self.steps]}
        output: dict[str, Any] = {key: get(f"output.{key}") for key in OUTPUT_KEYS}
        classes: list[dict[str, Any]] = []
        for number, meaning in enumerate(self.meanings):
            if meaning != NOTHING:
                places[f"output.classes[{len(classes)}]"] = f"output.classes.{number}"
                stands_for = {key: getattr(known[meaning], key) for key in ("roi", "field", "answer")}
                classes.append(_without_none({"index": number, **stands_for, "threshold": self.thresholds[number]}))
        cleaning: list[dict[str, Any]] = []
        for roi in self.rois if self.task == "segmentation" else ():
            wanted = _without_none(self.cleaning.get(roi, {}))
            if any(wanted.values()):
                places[f"clean_up[{len(cleaning)}]"] = f"clean_up.{roi}"
                cleaning.append({"roi": roi, **wanted})
        weights = {"file": self.weights.file, "format": self.weights.format, "architecture": self.weights.architecture}
        head = {"schema": d.SCHEMA, **{key: get(key) for key in ("name", "title", "task")}}
        body = {"weights": _without_none(weights), "input": _without_none(given), "notes": get("notes")}
        body |= {"output": _without_none(output) | {"classes": classes}, "clean_up": cleaning or None}
        return _without_none({**head, **body}), places

    def _applies(self, key: str) -> bool:
        """Whether a key of the input means something for the kind of input that was chosen."""
        kind, size = self.entries.get("input.kind"), self.entries.get("input.size")
        flat = kind in ("slice", "adjacent")
        only = {"axis": flat, "transpose": flat, "adjacent": kind == "adjacent", "overlap": kind == "patch"}
        only |= {
            "multiple_of": not _is_given(size),
            "size": _is_given(size),
            "fit": _is_given(size) and kind != "patch",
        }
        return only.get(key, True)


def meanings_for(definitions: Definitions, task: str) -> dict[str, tuple[str, d.OutputClass]]:
    """What an output channel can stand for in a project: by key, words and the class (of index 0)."""
    if task == "segmentation":
        areas = [roi for roi in definitions.rois if roi.kind == "area"]
        return {f"roi:{roi.id}": (roi.name, d.OutputClass(0, roi=roi.id)) for roi in areas}
    found: dict[str, tuple[str, d.OutputClass]] = {}
    for each in definitions.text:
        if each.about in ("series", "slice") and each.kind in ("choice", "choices", "boolean"):
            answers: tuple[Any, ...] = (True, False) if each.kind == "boolean" else each.choices
            for answer in answers:
                stands_for = d.OutputClass(0, field=each.id, answer=answer)
                words = {True: "yes", False: "no"}.get(answer, answer) if isinstance(answer, bool) else answer
                found[meaning_of(stands_for)] = (f"{each.ask}: {words}", stands_for)
    return found


def meaning_of(each: d.OutputClass) -> str:
    """The key of what a class stands for."""
    if each.roi is None and each.field is None:
        return NOTHING
    return f"roi:{each.roi}" if each.roi is not None else f"field:{each.field}={each.answer}"


def _placed(path: str, places: Mapping[str, str]) -> str:
    """The path of a finding as the wizard's fields are called."""
    for begins, placed in places.items():
        if path == begins or path.startswith(f"{begins}."):
            return placed + path[len(begins) :]
    return re.sub(r"^input\.intensity\[(\d+)\]", r"input.intensity.\1", path)


def _is_given(size: Any) -> bool:
    return isinstance(size, list) and any(each is not None for each in size)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
