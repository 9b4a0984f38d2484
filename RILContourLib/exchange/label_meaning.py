"""Which ROI the numbers of an imported mask file stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from ..errors import ExchangeError, Remedy, UsageError
from ..project.roi import ROI
from .imported import require_roi
from .mask_values import read_value

_SHOWN = 12  # values named in a message


def resolve_mapping(mapping: Mapping[str | int, str], rois: Sequence[ROI]) -> dict[int, str]:
    """ROI ids by value from what a person gave: value to the id or the name of an ROI.

    UnknownROI, or UsageError for what is not a whole number above 0.
    """
    found = {}
    for value, text in mapping.items():
        if not str(value).strip().isdecimal() or int(value) == 0:
            message = (
                f"{value!r} cannot be mapped to {text!r}: where a file holds several ROI as numbers, a mask value is a "
                "whole number above 0; names stand for segments of .seg.nrrd, and for files of one ROI each."
            )
            raise UsageError(message)
        found[int(value)] = require_roi(text, rois).id
    return found


def rois_of_values(
    path: Path, values: Sequence[int], rois: Sequence[ROI], mapping: Mapping[int, str] | None = None
) -> tuple[dict[int, tuple[str, ...]], list[int]]:
    """The ROI that each value of a file stands for, and the values that stand for none.

    With a mapping only its values count, without it those of the project's definitions; OR-ed combinations of them are
    read where they read uniquely. ExchangeError that lists the values that could stand for several combinations.
    """
    known: dict[int, tuple[str, ...]]
    if mapping and len(set(mapping.values())) < len(mapping):
        # Several values for one ROI: they are labels, not bits, so nothing is combined.
        known = {value: (mapping[value],) for value in values if value in mapping}
        return known, [value for value in values if value not in mapping]
    value_of = _values(rois, mapping)
    readings = {value: read_value(value, value_of) for value in values}
    ambiguous = [value for value, reading in readings.items() if reading.problem == "ambiguous"]
    if ambiguous:
        message = (
            f"{path}: {listed(ambiguous)} can stand for several combinations of ROI; "
            "give a mapping from value to ROI, or import one file a ROI."
        )
        raise ExchangeError(message, remedies=(Remedy.MAP_VALUES,))
    known = {value: reading.rois for value, reading in readings.items() if not reading.problem}
    return known, [value for value in values if value not in known]


def refuse_values(
    path: Path, unknown: Sequence[int], rois: Sequence[ROI], mapping: Mapping[int, str] | None = None
) -> NoReturn:
    """ExchangeError that lists values that stand for no ROI, and what is known."""
    value_of = _values(rois, mapping)
    known = ", ".join(f"{value} {roi}" for roi, value in list(value_of.items())[:_SHOWN])
    if mapping:
        known += "; with a mapping, only its values count"
    message = (
        f"{path} holds {listed(unknown)}, which no ROI has (known: {known or 'none'}); "
        "give a mapping from value to ROI, add the ROI to the project, or leave these values out."
    )
    raise ExchangeError(message, remedies=(Remedy.MAP_VALUES, Remedy.LEAVE_OUT_UNKNOWN))


def listed(values: Sequence[int]) -> str:
    """`the values 1, 2, 3`, cut where there are many."""
    shown = ", ".join(map(str, values[:_SHOWN]))
    more = f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
    return f"the value{'s' if len(values) > 1 else ''} {shown}{more}"


def _values(rois: Sequence[ROI], mapping: Mapping[int, str] | None) -> dict[str, int]:
    """Values by ROI id."""
    if mapping:
        return {roi: value for value, roi in mapping.items()}
    return {roi.id: roi.value for roi in rois if roi.value}
