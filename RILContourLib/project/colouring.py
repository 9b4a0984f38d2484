"""Colours for ROI whose colour nobody chose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .palette import PALETTE, next_colour
from .roi import ROI


def colour_beside(used: Iterable[str]) -> str:
    """A colour unlike those in use; beyond the palette's length, where eyes give up, the palette comes again."""
    taken = tuple(used)
    return next_colour(taken) if len(taken) < len(PALETTE) else PALETTE[len(taken) % len(PALETTE)]


def with_colours(rois: Iterable[ROI]) -> tuple[ROI, ...]:
    """The ROI, where an empty colour is replaced by one of the palette; the same ROI always get the same colours."""
    given = tuple(rois)
    used = [roi.color for roi in given if roi.color]
    coloured = []
    for roi in given:
        if not roi.color:
            used.append(colour_beside(used))
            coloured.append(replace(roi, color=used[-1]))
        else:
            coloured.append(roi)
    return tuple(coloured)
