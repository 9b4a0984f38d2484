"""Whether plain data from elsewhere is the content of an annotation, before anything is made of it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from ..annotation.makers import check_maker

_SLICE = re.compile(r"(\d{1,9})/(\d{1,9})")
_POINT = re.compile(r"([^/]+)/(.+)", re.DOTALL)
_LONGEST_TEXT = 1_000_000


def check_content(content: Mapping[str, Any], shape: tuple[int, int, int], frames: int) -> None:
    """ValueError, TypeError or KeyError with what is wrong; numbers of slices and frames are those of the image.

    Checks what reading would take as it is, above all numbers that would make huge sets.
    """
    axis = content["slice_axis"]
    if type(axis) is not int or axis not in (0, 1, 2):
        _refuse(f"slice_axis is {axis!r}, not 0, 1 or 2")
    slices = shape[axis]
    for roi, held in content["rois"].items():
        _check_roi(roi, held, frames, slices)
    for roi, points in content["points"].items():
        _check_points(roi, points, frames)
    _check_answers(content["answers"], frames, slices)


def _check_roi(roi: str, held: Mapping[str, Any], frames: int, slices: int) -> None:
    _check_text(roi, "an ROI's id")
    if type(held["locked"]) is not bool:
        _refuse(f"locked of {roi!r} is {held['locked']!r}")
    seen = set()
    for mask in held["masks"]:
        _check_number(mask["frame"], frames, f"a frame of {roi!r}")
        if mask["frame"] in seen:
            _refuse(f"{roi!r} has two masks on frame {mask['frame']}")
        seen.add(mask["frame"])
    for frame, makers in held["makers"].items():
        _check_number(int(frame), frames, f"a frame of {roi!r}")
        for ranges in makers.values():
            for first, last in ranges:
                _check_number(first, slices, f"a slice of {roi!r}")
                _check_number(last, slices, f"a slice of {roi!r}")


def _check_points(roi: str, points: Any, frames: int) -> None:
    ids = [point["id"] for point in points]
    _check_text(roi, "an ROI's id")
    for point in points:
        _check_text(point["id"], f"the id of a point of {roi!r}")
        _check_text(point["label"], f"the label of a point of {roi!r}")
    if len(set(ids)) < len(ids):
        _refuse(f"two points of {roi!r} have one id")
    for point in points:
        _check_number(point["frame"], frames, f"the frame of a point of {roi!r}")
        if not all(type(value) in (int, float) for value in point["ijk"]):
            _refuse(f"ijk of a point of {roi!r} is {point['ijk']!r}")


def _check_answers(answers: Mapping[str, Any], frames: int, slices: int) -> None:
    unknown = set(answers) - {"series", "slices", "rois", "points"}
    if unknown:
        _refuse(f"answers about {sorted(unknown)!r}")
    for key in answers.get("slices", {}):
        found = _SLICE.fullmatch(key)
        if not found:
            _refuse(f"answers about the slice {key!r}, not frame/slice")
        _check_number(int(found[1]), frames, f"the frame of {key!r}")
        _check_number(int(found[2]), slices, f"the slice of {key!r}")
    for key in answers.get("points", {}):
        if not _POINT.fullmatch(key):
            _refuse(f"answers about the point {key!r}, not ROI/point")
    groups = [answers.get("series", {})]
    groups += [fields for name in ("slices", "rois", "points") for fields in answers.get(name, {}).values()]
    for fields in groups:
        for field, answer in fields.items():
            _check_answer(field, answer["value"], answer["maker"])


def _check_answer(field: str, value: Any, maker: Any) -> None:
    values = value if isinstance(value, list) else [value]
    kinds = (str,) if isinstance(value, list) else (str, int, float, bool)
    if not all(type(each) in kinds for each in values):
        _refuse(f"the answer to {field!r} is {value!r:.80}")
    if any(isinstance(each, float) and not math.isfinite(each) for each in values):
        _refuse(f"the answer to {field!r} is not finite")
    for text in (each for each in values if isinstance(each, str)):
        _check_text(text, f"the answer to {field!r}")
    check_maker(maker)


def _check_text(text: Any, what: str) -> None:
    if not isinstance(text, str) or len(text) > _LONGEST_TEXT:
        _refuse(f"{what} is no text, or longer than {_LONGEST_TEXT} characters")
    text.encode("utf-8")  # half a character (a lone surrogate) could not be stored


def _check_number(number: Any, count: int, what: str) -> None:
    if type(number) is not int or not 0 <= number < count:
        _refuse(f"{what} is {number!r:.80}; there are 0 to {count - 1}")


def _refuse(message: str) -> NoReturn:
    raise ValueError(message)
