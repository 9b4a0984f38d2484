"""A picture of an annotated series: three planes through a point with the outlines of its ROI."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from ..annotation.mask import Mask
from ..errors import MissingDependency
from ..images.geometry import Geometry
from . import picture_style as style
from .output_files import open_output
from .picture_planes import Plane, obliqueness_degrees, three_planes
from .picture_rois import draw_roi, to_rgb

_OBLIQUE_DEGREES = 1.0


@dataclass(frozen=True)
class PictureROI:
    """An ROI to draw; `color` is #RRGGBB."""

    name: str
    color: str
    mask: Mask


def three_planes_picture(
    pixels: np.ndarray,
    geometry: Geometry,
    rois: Sequence[PictureROI],
    path: Path,
    *,
    ijk: tuple[float, float, float] | None = None,
    window: tuple[float, float] | None = None,
    title: str = "",
    overwrite: bool = False,
) -> None:
    """Write a PNG file with an axial, a coronal and a sagittal plane in radiological convention, to scale.

    pixels : one frame (ni, nj, nk), scaled; or colours (ni, nj, nk, 3 or 4)
    ijk : the point that the planes go through; the image's centre if it is not given
    window : the values shown black and white; without it the 1st and 99th percentile

    The planes are the image's own slices; for an oblique image the picture says by how much they are turned.
    MissingDependency without Pillow.
    """
    if find_spec("PIL") is None:
        raise MissingDependency(package="pillow", extra="demo", purpose="Drawing pictures")
    shape = geometry.shape
    point = ijk or ((shape[0] - 1) / 2, (shape[1] - 1) / 2, (shape[2] - 1) / 2)
    planes = three_planes(pixels, geometry, [roi.mask for roi in rois], point)
    shown = None if pixels.ndim == 4 else window or automatic_window(pixels)
    picture = _composed(planes, rois, geometry, shown, title)
    with open_output(path, overwrite=overwrite) as file:
        picture.save(file, "PNG")


def _composed(
    planes: Sequence[Plane],
    rois: Sequence[PictureROI],
    geometry: Geometry,
    window: tuple[float, float] | None,
    title: str,
) -> Any:
    """Title, the planes side by side, and the legend at their right, as one Pillow picture."""
    from PIL import Image, ImageDraw

    scale = _pixels_a_mm(planes)
    panels = [_panel(plane, scale, rois, window) for plane in planes]
    width = sum(panel.width + style.GAP for panel in panels) + style.LEGEND_WIDTH
    height = style.LEGEND_LINE + max([panel.height for panel in panels] + [style.LEGEND_LINE * (len(rois) + 1)])
    top = style.MARGIN + style.TITLE_SIZE + style.TEXT_SIZE + 3 * style.GAP
    picture = Image.new("RGB", (width + 2 * style.MARGIN, top + height + style.MARGIN), style.BACKGROUND)
    draw = ImageDraw.Draw(picture)
    _title(draw, title, geometry, window, width)
    left = style.MARGIN
    for plane, panel in zip(planes, panels, strict=True):
        _caption(draw, plane, (left, top))
        picture.paste(panel, (left, top + style.LEGEND_LINE))
        left += panel.width + style.GAP
    _legend(draw, rois, planes, geometry, (left + style.GAP, top))
    return picture


def automatic_window(pixels: np.ndarray) -> tuple[float, float]:
    """The 1st and 99th percentile of what is finite, from at most a million voxels."""
    sample = pixels.ravel("K")[:: max(1, pixels.size // 1_000_000)]
    finite = sample[np.isfinite(sample)]
    if finite.size == 0:
        return 0.0, 1.0
    low, high = np.percentile(finite, (1, 99))
    return float(low), float(high) if high > low else float(low) + 1


def _pixels_a_mm(planes: Sequence[Plane]) -> float:
    """One scale for all planes, so that lengths can be compared."""
    rows_mm = [plane.pixels.shape[0] * plane.row_mm for plane in planes]
    columns_mm = [plane.pixels.shape[1] * plane.column_mm for plane in planes]
    return style.LARGEST_PANEL / max(rows_mm + columns_mm)


def _panel(plane: Plane, scale: float, rois: Sequence[PictureROI], window: tuple[float, float] | None) -> Any:
    from PIL import Image, ImageDraw

    rows, columns = plane.pixels.shape[:2]
    size = (max(1, round(columns * plane.column_mm * scale)), max(1, round(rows * plane.row_mm * scale)))
    shown = np.stack([_grey(plane.pixels, *window)] * 3, -1) if window else plane.pixels[..., :3]
    panel = Image.fromarray(np.ascontiguousarray(shown)).resize(size, Image.Resampling.BICUBIC)
    by_size = sorted(zip(plane.masks, rois, strict=True), key=lambda each: -int(each[0].sum()))
    for marked, roi in by_size:
        draw_roi(panel, marked, roi.color)
    draw = ImageDraw.Draw(panel, "RGBA")
    _crosshair(draw, plane, size)
    _letters(draw, plane, size)
    draw.rectangle((0, 0, size[0] - 1, size[1] - 1), outline=style.PLANE_COLOURS[plane.normal])
    return panel


def _grey(values: np.ndarray, low: float, high: float) -> np.ndarray:
    known = np.nan_to_num(values.astype(np.float64), nan=low, posinf=high, neginf=low)
    return np.rint(np.clip((known - low) / (high - low), 0, 1) * 255).astype(np.uint8)


def _crosshair(draw: Any, plane: Plane, size: tuple[int, int]) -> None:
    """Where the other two planes cut this one, in their colours, open round the point itself."""
    rows, columns = plane.pixels.shape[:2]
    y = (plane.crosshair[0] + 0.5) / rows * size[1]
    x = (plane.crosshair[1] + 0.5) / columns * size[0]
    across, along = {0: (2, 1), 1: (2, 0), 2: (1, 0)}[plane.normal]
    gap = 14
    for ends, normal in (
        (((0, y), (x - gap, y)), across),
        (((x + gap, y), (size[0], y)), across),
        (((x, 0), (x, y - gap)), along),
        (((x, y + gap), (x, size[1])), along),
    ):
        draw.line(ends, fill=(*style.PLANE_COLOURS[normal], 150), width=1)


def _letters(draw: Any, plane: Plane, size: tuple[int, int]) -> None:
    left, right, top, bottom = plane.letters
    width, height = size
    for x, y, anchor, letter in (
        (8, height / 2, "lm", left),
        (width - 8, height / 2, "rm", right),
        (width / 2, 6, "ma", top),
        (width / 2, height - 6, "md", bottom),
    ):
        _text(draw, (x, y), letter, style.LETTER_SIZE, style.LETTERS, anchor, halo=2)


def _title(draw: Any, title: str, geometry: Geometry, window: tuple[float, float] | None, width: int) -> None:
    shape = " x ".join(map(str, geometry.shape))
    spacing = " x ".join(f"{value:.3g}" for value in geometry.spacing_mm)
    told = [f"{shape} voxels of {spacing} mm"]
    if window:
        told.append(f"shown from {window[0]:g} to {window[1]:g}")
    angle = obliqueness_degrees(geometry)
    if angle > _OBLIQUE_DEGREES:
        told.append(f"planes follow the image, turned by {angle:.0f} degrees")
    name = style.shortened(title, style.TITLE_SIZE, width)
    _text(draw, (style.MARGIN, style.MARGIN), name, style.TITLE_SIZE, style.TEXT)
    below = (style.MARGIN, style.MARGIN + style.TITLE_SIZE + style.GAP)
    _text(draw, below, "   |   ".join(told), style.TEXT_SIZE, style.QUIET_TEXT)


def _caption(draw: Any, plane: Plane, place: tuple[float, float]) -> None:
    colour = style.PLANE_COLOURS[plane.normal]
    _text(draw, place, plane.name, style.TEXT_SIZE, colour)
    after = place[0] + style.text_width(plane.name + "   ", style.TEXT_SIZE)
    _text(draw, (after, place[1]), plane.position, style.TEXT_SIZE, style.TEXT)


def _legend(
    draw: Any, rois: Sequence[PictureROI], planes: Sequence[Plane], geometry: Geometry, place: tuple[float, float]
) -> None:
    """Every ROI with its colour and volume; those that no plane meets are quieter."""
    left, y = place
    right = left + style.LEGEND_WIDTH - style.GAP
    for number, roi in enumerate(rois):
        middle = y + style.LEGEND_LINE * (number + 1.5)
        met = any(plane.masks[number].any() for plane in planes)
        swatch = (left, middle - style.SWATCH / 2, left + style.SWATCH, middle + style.SWATCH / 2)
        draw.rectangle(swatch, fill=to_rgb(roi.color) if met else None, outline=to_rgb(roi.color))
        volume = f"{roi.mask.count * geometry.voxel_volume_ml:,.1f} mL"
        room = right - left - style.SWATCH - 2 * style.GAP - style.text_width(volume, style.TEXT_SIZE)
        name = style.shortened(roi.name, style.TEXT_SIZE, room)
        ink = style.TEXT if met else style.QUIET_TEXT
        _text(draw, (left + style.SWATCH + style.GAP, middle), name, style.TEXT_SIZE, ink, "lm")
        _text(draw, (right, middle), volume, style.TEXT_SIZE, style.QUIET_TEXT, "rm")


def _text(
    draw: Any,
    place: tuple[float, float],
    text: str,
    size: int,
    ink: tuple[int, int, int],
    anchor: str = "la",
    halo: int = 0,
) -> None:
    draw.text(place, text, font=style.font(size), fill=ink, anchor=anchor, stroke_width=halo, stroke_fill=style.HALO)
