"""What measures and sources are called, and numbers as people read them."""

from __future__ import annotations

import math

from ..metrics.pair import MEASURES, Measure
from ..session.project import Project
from .explain_state import Option
from .opened import OpenSeries
from .translation import _

_LENGTHS: frozenset[Measure] = frozenset({"hd_mm", "hd95_mm", "assd_mm"})


def measure_names() -> dict[Measure, str]:
    """What the measures are called, with their units."""
    return {
        "dice": _("Dice"),
        "jaccard": _("Jaccard"),
        "sensitivity": _("Sensitivity"),
        "precision": _("Precision"),
        "volume_error_ml": _("Volume difference (mL)"),
        "hd_mm": _("Hausdorff distance (mm)"),
        "hd95_mm": _("Hausdorff distance, 95 % (mm)"),
        "assd_mm": _("Average surface distance (mm)"),
        "nsd": _("Normalised surface Dice"),
    }


def measure_options() -> tuple[Option, ...]:
    """All measures."""
    names = measure_names()
    return tuple(Option(each, names[each]) for each in MEASURES)


def source_options(project: Project, opened: OpenSeries | None) -> tuple[Option, ...]:
    """All that can be measured or measured against: versions, tracks, and what models drafted, the newest first.

    ModelError; StoreError if the open series cannot be read.
    """
    found = [Option("newest", _("newest versions")), Option("approved", _("approved versions"))]
    tracks = project.definitions.tracks
    found += [Option(f"track:{name}", _("track {name}").format(name=name)) for name in tracks if len(tracks) > 1]
    shelf = project.models
    for name in shelf.names:
        drafts = _("drafts of {model}")
        found += [Option(each.label, drafts.format(model=each.label)) for each in reversed(shelf.history(name))]
    for version in reversed(opened.series.history if opened else []):
        words = _("version {number} ({user})").format(number=version.number, user=version.user)
        found.append(Option(f"version:{version.number}", words))
    return tuple(found)


def number_text(value: float, measure: Measure) -> str:
    """Three decimals of ratios, one of mm and mL; a dash for no number."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    return f"{value:.1f}" if measure in _LENGTHS or measure == "volume_error_ml" else f"{value:.3f}"
