"""The whole annotation of one series as one JSON document, and back, without loss.

The document is an object:

- `schema` (1), `what` ("annotation"), `software`, `exported` (UTC)
- `project` {id, name, definitions}, `series`, `track`, `subset`, `test`
- `version` {number, time, user, definitions, software, owner, approved}, or null
- `image` {file, bytes, sha256, shape [ni, nj, nk], frames, spacing_mm, affine_ijk_to_ras_mm}
- `slice_axis`: 0, 1 or 2; slices in makers and answers are counted along it
- `template`: the ROI of the project, each {id, name, value, kind, color, radlex, snomed,
  snomed_laterality, codes}
- `rois`: by ROI id {status, locked, makers: by frame and maker ranges of slices [[first, last], ...],
  masks: [{frame, voxels, extent, bits}]}; see `mask_bits` for extent and bits
- `points`: by ROI id [{id, ijk, ras_mm, frame, label, maker}]; ijk is the truth, voxel centres on whole numbers
- `answers`: {series: {field: {value, maker}}, slices: {"frame/slice": ...}, rois: {id: ...}, points: {"id/point": ...}}

Arrays are in the image file's own index order (i, j, k); ranges name their last member.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..annotation.annotation import Annotation
from ..annotation.content import BlobReference, MaskReference, content_from_json, content_to_json
from ..annotation.mask import Mask
from ..errors import ExchangeError, GeometryMismatch
from ..images.image_info import ImageInfo
from .annotation_check import check_content
from .description import source_to_json
from .items import ExportItem, ExportProject
from .mask_bits import mask_from_json, mask_to_json
from .output_files import write_output
from .report import json_bytes
from .roi_rows import roi_to_json

SCHEMA = 1
WHAT = "annotation"
LARGEST_BYTES = 1 << 30
_CONTENT = ("slice_axis", "rois", "points", "answers")
_NO_BLOB = BlobReference("", 0, "")


@dataclass(frozen=True)
class ReadAnnotation:
    """What a document says. `image_sha256` and `definitions` are what it was made on and under, if it says so."""

    annotation: Annotation
    series: str
    track: str
    image_sha256: str | None
    definitions: str | None


def annotation_to_json(item: ExportItem, project: ExportProject) -> dict[str, Any]:
    """The document."""
    affine = item.image.geometry.affine_ijk_to_ras
    content = content_to_json(item.annotation, lambda roi, frame, mask: _NO_BLOB, affine)
    for roi, held in content["rois"].items():
        held["masks"] = [
            {"frame": mask["frame"]} | mask_to_json(item.annotation.mask(roi, mask["frame"])) for mask in held["masks"]
        ]
    template = [roi_to_json(roi) for roi in project.definitions.rois]
    return {"schema": SCHEMA, "what": WHAT} | source_to_json(item, project) | {"template": template} | content


def write_annotation(item: ExportItem, project: ExportProject, path: Path, *, overwrite: bool = False) -> None:
    """Write the document to a file."""
    write_output(path, json_bytes(annotation_to_json(item, project)), overwrite=overwrite)


def read_annotation(path: Path, image: ImageInfo) -> ReadAnnotation:
    """The annotation in a file, to be put on `image`.

    ExchangeError, naming the file and what is wrong, for anything but such a document; GeometryMismatch if it was made
    on an image of another shape.
    """
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= LARGEST_BYTES else b""
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror or error}."
        raise ExchangeError(message) from error
    if size > LARGEST_BYTES:
        message = f"{path} is larger than {LARGEST_BYTES} bytes; it was not read."
        raise ExchangeError(message)
    return annotation_from_json(content, image, str(path))


def annotation_from_json(content: bytes | str, image: ImageInfo, name: str) -> ReadAnnotation:
    """The same from the document's text; `name` is what messages call it."""
    try:
        document = json.loads(content, parse_constant=_refuse_constant, object_pairs_hook=_without_twins)
        _check_kind(document)
        _check_image(document, image, name)
        return _read(document, image)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
        reason = f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else error
        message = f"{name} is not an annotation that this version reads: {str(reason).rstrip('.')}."
        raise ExchangeError(message) from error


def _read(document: Mapping[str, Any], image: ImageInfo) -> ReadAnnotation:
    geometry = image.geometry
    check_content(document, geometry.shape, geometry.frames)
    bits = {
        (roi, mask["frame"]): mask_from_json(mask, geometry.shape)
        for roi, held in document["rois"].items()
        for mask in held["masks"]
    }

    def load_mask(roi: str, frame: int, reference: MaskReference) -> Mask:
        return bits[roi, frame]

    content = {key: document[key] for key in _CONTENT}
    content["rois"] = {roi: held | {"masks": _with_blobs(held["masks"])} for roi, held in document["rois"].items()}
    annotation = content_from_json(content, geometry.shape, geometry.frames, load_mask)
    version = document["version"] or {}
    definitions = version.get("definitions") or document["project"]["definitions"]
    sha256 = document["image"]["sha256"]
    return ReadAnnotation(
        annotation,
        str(document["series"]),
        str(document["track"]),
        None if sha256 is None else str(sha256),
        None if definitions is None else str(definitions),
    )


def _with_blobs(masks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As versions name masks: there the voxels lie in files."""
    return [mask | {"blob": "", "bytes": 0, "sha256": ""} for mask in masks]


def _check_kind(document: Any) -> None:
    if not isinstance(document, dict) or document.get("what") != WHAT:
        message = f'it is no object with "what": "{WHAT}"'
        raise ValueError(message)
    if document.get("schema") != SCHEMA:
        message = f"it has schema {document.get('schema')!r}, known is {SCHEMA}"
        raise ValueError(message)


def _check_image(document: Mapping[str, Any], image: ImageInfo, name: str) -> None:
    told, geometry = document["image"], image.geometry
    if told["shape"] != list(geometry.shape) or told["frames"] != geometry.frames:
        message = (
            f"{name} was made on an image of {told['shape']!r} voxels and {told['frames']!r} frames, {image.path} has "
            f"{list(geometry.shape)} and {geometry.frames}; import it into the series that it belongs to."
        )
        raise GeometryMismatch(message)


def _refuse_constant(constant: str) -> None:
    message = f"{constant} is not a number that JSON knows"
    raise ValueError(message)


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a key that is there twice would silently lose one of its values."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for number, (key, _) in enumerate(pairs) if key in dict(pairs[:number]))
        message = f"the key {twice!r} is there twice"
        raise ValueError(message)
    return found
