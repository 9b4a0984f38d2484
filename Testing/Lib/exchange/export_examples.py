"""Annotated series to export, made from arrays."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import nibabel
import numpy as np

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.annotation.makers import SliceMakers
from RILContourLib.annotation.mask import Mask
from RILContourLib.annotation.points import Point
from RILContourLib.exchange.items import ExportedVersion, ExportItem, ExportProject, SeriesSource
from RILContourLib.exchange.masks_out import MaskExportOptions, export_masks
from RILContourLib.exchange.report import SeriesReport
from RILContourLib.images.header import read_header
from RILContourLib.project.definitions import Definitions
from RILContourLib.project.roi import ROI, Code
from Testing.Lib.odd_images import counted, write_nifti

ROIS = (
    ROI("liver", "Liver", 1, "#AA0000", radlex="RID58", codes=(Code("SCT", "10200004", "Liver"),)),
    ROI("kidney", "Left kidney", 2, "#00AA00"),
    ROI("vessels", "Hepatic vessels", 4, "#0000AA"),
    ROI("carina", "Carina", 0, "#E69F00", kind="point"),
)
DEFINITIONS = Definitions(id="chest-ct-7f3a91", name="Chest CT", rois=ROIS, digest="d" * 64)
VERSION = ExportedVersion(3, "2026-01-02T03:04:05Z", "Ann", "d" * 64, "rilcontour 0.1.0", "Bob", True)


def annotate(
    item: ExportItem,
    masks: Mapping[str | tuple[str, int], np.ndarray],
    *,
    status: Mapping[str, Any] | None = None,
    points: Mapping[str, tuple[Point, ...]] | None = None,
    makers: Mapping[str, list[int]] | None = None,
) -> ExportItem:
    """The item with these arrays (ni, nj, nk) by ROI, or by ROI and frame, as its masks."""
    annotation = Annotation(item.image.geometry.shape, item.image.geometry.frames)
    for key, array in masks.items():
        roi, frame = key if isinstance(key, tuple) else (key, 0)
        annotation.set_mask(roi, frame, Mask.from_array(array), SliceMakers(makers or {"human": [0]}))
    for roi, value in (status or {}).items():
        annotation.held(roi).status = value
    for roi, held in (points or {}).items():
        annotation.held(roi).points = held
    return replace(item, annotation=annotation)


def unannotated(image: Path, series: str = "a/scan.nii.gz", **fields: Any) -> ExportItem:
    info = read_header(image)
    annotation = Annotation(info.geometry.shape, info.geometry.frames)
    return ExportItem(series, info, annotation, VERSION, image_sha256="e" * 64, **fields)


def scan_below(root: Path, series: str = "a/scan.nii.gz", shape: tuple[int, ...] = (6, 5, 4)) -> ExportItem:
    """A new image below `root`, not annotated yet."""
    return unannotated(write_nifti(root / series, counted(shape)), series)


def project_in(root: Path, definitions: Definitions = DEFINITIONS, **fields: Any) -> ExportProject:
    return ExportProject(definitions, root, **fields)


def source_of(item: ExportItem) -> SeriesSource:
    return SeriesSource(item.series, lambda: item)


def box(shape: tuple[int, int, int], *ranges: slice) -> np.ndarray:
    """A bool array with one box marked."""
    array = np.zeros(shape, bool)
    array[ranges] = True
    return array


SHAPE = (6, 5, 4)
# They overlap in one voxel, (2, 2, 2).
LIVER = box(SHAPE, slice(0, 3), slice(0, 3), slice(1, 3))
KIDNEY = box(SHAPE, slice(2, 5), slice(2, 5), slice(2, 4))


def export(
    item: ExportItem, out: Path, root: Path, options: MaskExportOptions | None = None, **project: Any
) -> SeriesReport:
    """Export one item, and what became of it."""
    return export_masks([source_of(item)], out, project_in(root, **project), options).series[0]


def pixels(path: Path) -> np.ndarray:
    return np.asanyarray(nibabel.load(path).dataobj)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def files_below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
