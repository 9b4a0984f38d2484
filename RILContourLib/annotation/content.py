"""An annotation as the plain data of a version: everything but the voxels, which are named by blobs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .annotation import Annotation
from .answers import Answers
from .changes import STATUSES
from .extent import Extent
from .makers import SliceMakers
from .mask import Mask
from .points import Point


@dataclass(frozen=True)
class BlobReference:
    """Where a mask's voxels are: blob name (its digest), the file's size and sha256."""

    blob: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class MaskReference:
    """A stored mask: the blob, and what is known of it without opening it."""

    frame: int
    blob: BlobReference
    voxels: int
    extent: Extent


def content_to_json(
    annotation: Annotation,
    blob_of: Callable[[str, int, Mask], BlobReference],
    affine_ijk_to_ras_mm: np.ndarray,
) -> dict[str, Any]:
    """`slice_axis`, `rois`, `points` and `answers` of a version; `blob_of(roi, frame, mask)` says where a mask is."""
    rois: dict[str, Any] = {}
    points: dict[str, Any] = {}
    for roi, held in sorted(annotation.rois.items()):
        masks = []
        for frame, buffer in sorted(held.buffers.items()):
            mask = buffer.to_mask()
            if mask.extent:
                reference = blob_of(roi, frame, mask)
                masks.append(
                    {"frame": frame, "blob": reference.blob, "bytes": reference.bytes, "sha256": reference.sha256}
                    | {"voxels": mask.count, "extent": mask.extent.to_json()}
                )
        makers = {str(frame): makers.to_json() for frame, makers in sorted(held.makers.items()) if makers.makers()}
        rois[roi] = {"masks": masks, "status": held.status, "locked": held.locked, "makers": makers}
        if held.points:
            points[roi] = [_point_to_json(point, affine_ijk_to_ras_mm) for point in held.points]
    axis = annotation.slice_axis
    return {"slice_axis": axis, "rois": rois, "points": points, "answers": annotation.answers.to_json()}


def _point_to_json(point: Point, affine_ijk_to_ras_mm: np.ndarray) -> dict[str, Any]:
    ras_mm = affine_ijk_to_ras_mm[:3, :3] @ np.asarray(point.ijk) + affine_ijk_to_ras_mm[:3, 3]
    return point.to_json() | {"ras_mm": [round(float(value), 4) for value in ras_mm]}


def mask_references(content: Mapping[str, Any]) -> dict[tuple[str, int], MaskReference]:
    """Every mask that a version names, by (ROI id, frame)."""
    found = {}
    for roi, held in content["rois"].items():
        for mask in held["masks"]:
            blob = BlobReference(str(mask["blob"]), int(mask["bytes"]), str(mask["sha256"]))
            frame = int(mask["frame"])
            found[roi, frame] = MaskReference(frame, blob, int(mask["voxels"]), Extent.from_json(mask["extent"]))
    return found


def content_from_json(
    content: Mapping[str, Any],
    shape: tuple[int, int, int],
    frames: int,
    load_mask: Callable[[str, int, MaskReference], Mask],
) -> Annotation:
    """The annotation of a version; `load_mask(roi, frame, reference)` brings the voxels.

    KeyError, TypeError or ValueError if the content is not as `content_to_json` writes it.
    """
    annotation = Annotation(shape, frames, int(content["slice_axis"]))
    references = mask_references(content)
    for roi, value in content["rois"].items():
        held = annotation.held(roi)
        if value["status"] not in STATUSES:
            message = f"{value['status']!r} is not a status."
            raise ValueError(message)
        held.status, held.locked = value["status"], bool(value["locked"])
        held.makers = {
            int(frame): SliceMakers.from_json(makers, max(shape)) for frame, makers in value["makers"].items()
        }
    for (roi, frame), reference in references.items():
        annotation.set_mask(roi, frame, load_mask(roi, frame, reference), annotation.makers(roi, frame))
    for roi, points in content["points"].items():
        annotation.held(roi).points = tuple(Point.from_json(point) for point in points)
    annotation.answers = Answers.from_json(content["answers"])
    return annotation
