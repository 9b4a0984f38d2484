"""A picture of a series with its ROI."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..exchange.pictures import PictureROI, three_planes_picture

if TYPE_CHECKING:
    from .series import Series


def picture_of(
    series: Series,
    path: Path,
    *,
    version: int | None = None,
    frame: int = 0,
    ijk: tuple[float, float, float] | None = None,
    window: tuple[float, float] | None = None,
    overwrite: bool = False,
) -> None:
    """Write a PNG of three planes through `ijk` (the centre) with the outlines of all ROI that have voxels.

    See `exchange.pictures`. MissingDependency without Pillow; ExchangeError if the file is there.
    """
    snapshot = series.read(version)
    shown = "no version" if snapshot.version is None else f"version {snapshot.version.number}"
    masks = {roi: mask for roi, at, mask in snapshot.annotation.masks() if at == frame}
    rois = [
        PictureROI(roi.name, roi.color, masks[roi.id]) for roi in series.project.definitions.rois if roi.id in masks
    ]
    three_planes_picture(
        series.pixels(frame),
        series.image.geometry,
        rois,
        path,
        ijk=ijk,
        window=window,
        title=f"{series.name}, {shown}",
        overwrite=overwrite,
    )
