"""Definitions as plain data in the form of the project file: most of what is at its default is left out."""

from __future__ import annotations

from typing import Any

from .definitions import DEFAULT_INCLUDE, DEFAULT_TRACKS, Definitions, Split
from .roi import ROI, Code
from .text_field import DependsOn, TextField


def plain_definitions(definitions: Definitions) -> dict[str, Any]:
    """The mapping that a project file with these definitions holds, its keys in the usual order."""
    include = () if definitions.include == DEFAULT_INCLUDE else definitions.include
    return {
        "schema": definitions.schema,
        "id": definitions.id,
        "name": definitions.name,
        "images": definitions.images,
        **_given(
            annotations=definitions.annotations,
            include=list(include),
            exclude=list(definitions.exclude),
        ),
        "rois": [plain_roi(roi) for roi in definitions.rois],
        "text": [plain_field(field) for field in definitions.text],
        **_given(
            one_roi_per_voxel=definitions.one_roi_per_voxel,
            companions={companion.id: companion.pattern for companion in definitions.companions},
            split=_plain_split(definitions.split),
            tags=list(definitions.tags),
            metadata=definitions.metadata,
            models="" if definitions.models == "models" else definitions.models,
            workflow=definitions.workflow,
            tracks=[] if definitions.tracks == DEFAULT_TRACKS else list(definitions.tracks),
        ),
    }


def plain_roi(roi: ROI) -> dict[str, Any]:
    """One entry of ``rois``."""
    return {
        "id": roi.id,
        "name": roi.name,
        **_given(radlex=roi.radlex, codes=[_plain_code(code) for code in roi.codes], value=roi.value),
        "color": roi.color,
        "kind": roi.kind,
        **_given(locked=roi.locked),
    }


def plain_field(field: TextField) -> dict[str, Any]:
    """One entry of ``text``."""
    limits = {"minimum": field.minimum, "maximum": field.maximum}
    return {
        "id": field.id,
        "ask": field.ask,
        "about": field.about,
        "kind": field.kind,
        **_given(choices=list(field.choices), required=field.required, help=field.help),
        **_given(depends_on=_plain_dependence(field.depends_on), rois=list(field.rois)),
        **{key: limit for key, limit in limits.items() if limit is not None},
        **_given(unit=field.unit, max_length=field.max_length),
    }


def _plain_dependence(dependence: DependsOn | None) -> dict[str, Any] | None:
    if dependence is None:
        return None
    values = dependence.values
    return {"field": dependence.field, "is": values[0] if len(values) == 1 else list(values)}


def _plain_code(code: Code) -> dict[str, Any]:
    return {"scheme": code.scheme, "value": code.value, **_given(meaning=code.meaning)}


def _plain_split(split: Split) -> dict[str, Any]:
    return _given(test=list(split.test), validation=list(split.validation), group=split.group)


def _given(**values: Any) -> dict[str, Any]:
    """Those that say anything: not None, false, zero or empty."""
    return {key: value for key, value in values.items() if value}
