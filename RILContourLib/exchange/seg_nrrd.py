"""Slicer segmentations (.seg.nrrd): segments, their layers, names, colours and coded terms.

Layout: Slicer's developer guide, "Segmentation labelmap file format". Segments that do not overlap share a layer; a
segment is the voxels of its layer that hold its label value. A file with a single voxel has no image data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ..annotation.extent import Shape
from ..errors import ExchangeError
from .nrrd_file import NRRDVolume, read_nrrd
from .terminology import Terminology, parse_terminology

SUFFIX = ".seg.nrrd"
_SEGMENT_FIELD = re.compile(r"Segment(\d{1,6})_(\w+)")
_NO_COLOUR = "#808080"


@dataclass(frozen=True)
class Segment:
    """One segment as the file describes it; `color` is #RRGGBB, `tags` what else it says about itself."""

    id: str
    name: str
    layer: int
    label_value: int
    color: str
    terminology: Terminology
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Segmentation:
    """Segments and their voxels. `layers` is (layer, i, j, k), cropped as it was saved, with its own affine."""

    path: Path
    segments: tuple[Segment, ...]
    layers: np.ndarray
    affine_ijk_to_ras: np.ndarray

    @property
    def shape(self) -> Shape:
        ni, nj, nk = self.layers.shape[1:]
        return ni, nj, nk

    @property
    def has_voxels(self) -> bool:
        return self.layers[0].size > 1

    def voxels(self, segment: Segment) -> np.ndarray:
        """A segment's voxels on the file's own grid, bool (i, j, k)."""
        return self.layers[segment.layer] == segment.label_value


def read_seg_nrrd(path: Path) -> Segmentation:
    """Read a segmentation; ExchangeError if the file is damaged or is no binary segmentation."""
    volume = read_nrrd(path)
    segments = _segments(path, volume)
    if not segments:
        message = f"{path} describes no segments (Segment0_ID, …); it is a plain volume, import it as a mask file."
        raise ExchangeError(message)
    return Segmentation(path, segments, volume.layers, volume.affine_ijk_to_ras)


def _segments(path: Path, volume: NRRDVolume) -> tuple[Segment, ...]:
    if volume.layers.dtype.kind not in "bui":
        message = f"{path} holds {volume.layers.dtype} voxels; only binary labelmaps can be imported as masks."
        raise ExchangeError(message)
    described: dict[int, dict[str, str]] = {}
    for name, value in volume.fields.items():
        found = _SEGMENT_FIELD.fullmatch(str(name))
        if found:
            described.setdefault(int(found[1]), {})[found[2]] = str(value)
    segments = tuple(_segment(path, number, fields) for number, fields in sorted(described.items()))
    ids = [segment.id for segment in segments]
    for segment in segments:
        if segment.label_value < 1 or ids.count(segment.id) > 1:
            message = f"{path}: segment {segment.name!r} has no label value above 0, or no id of its own."
            raise ExchangeError(message)
        if not 0 <= segment.layer < len(volume.layers):
            message = f"{path}: segment {segment.name!r} is in layer {segment.layer}, which the file does not have."
            raise ExchangeError(message)
    return segments


def _segment(path: Path, number: int, fields: Mapping[str, str]) -> Segment:
    tags = _tags(fields.get("Tags", ""))
    identifier = fields.get("ID") or f"Segment_{number}"
    return Segment(
        id=identifier,
        name=fields.get("Name") or identifier,
        layer=_whole_number(path, fields, number, "Layer", 0),
        label_value=_whole_number(path, fields, number, "LabelValue", 1),
        color=_color(fields.get("Color", "")),
        terminology=parse_terminology(tags.pop("TerminologyEntry", "") or tags.pop("Terminology", "")),
        tags=tags,
    )


def _whole_number(path: Path, fields: Mapping[str, Any], number: int, name: str, default: int) -> int:
    text = fields.get(name, str(default)).strip()
    if not re.fullmatch(r"-?\d{1,9}", text):
        message = f"{path}: Segment{number}_{name} is {text!r}, not a whole number."
        raise ExchangeError(message)
    return int(text)


def _tags(text: str) -> dict[str, str]:
    """`key:value|key:value|` as a mapping."""
    pairs = (part.partition(":") for part in text.split("|") if ":" in part)
    return {key.strip(): value for key, _, value in pairs}


def _color(text: str) -> str:
    """`0.5 0.25 1` as #RRGGBB."""
    try:
        parts = [float(part) for part in text.split()]
    except ValueError:
        return _NO_COLOUR
    if len(parts) != 3 or not all(0 <= part <= 1 for part in parts):
        return _NO_COLOUR
    return "#" + "".join(f"{round(part * 255):02X}" for part in parts)
