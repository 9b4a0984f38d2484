"""Giving new ROI what they lack: an id, a value and a colour that no other ROI of the template has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ..errors import DefinitionsError
from .colouring import colour_beside
from .new_file import slug
from .palette import next_value
from .roi import ROI
from .section import is_identifier


def completed(partial: Sequence[ROI], existing: Iterable[ROI], *, powers_of_two: bool = False) -> tuple[ROI, ...]:
    """The ROI, where an empty id or colour and (of areas) the value 0 are made.

    existing : the template that they are to be added to
    powers_of_two : the values that are made are 1, 2, 4, ..., so that overlapping masks fit one file

    Raises DefinitionsError, with the row's number (the first is 1), for an id or a value that is already there.
    """
    taken = _Taken(existing)
    for number, roi in enumerate(partial, start=1):
        taken.reserve(number, roi)
    return tuple(taken.complete(roi, powers_of_two) for roi in partial)


class _Taken:
    """Ids, values and colours in use."""

    def __init__(self, existing: Iterable[ROI]) -> None:
        held = list(existing)
        self.ids = {roi.id for roi in held}
        self.values = {roi.value for roi in held if roi.value}
        self.colours = [roi.color for roi in held]

    def reserve(self, number: int, roi: ROI) -> None:
        """Take what is given; nothing may be taken twice."""
        for what, taken in (("id", roi.id in self.ids), ("value", roi.value in self.values)):
            if taken:
                message = f"Row {number}: the {what} {getattr(roi, what)} is already in the template."
                raise DefinitionsError(message)
        self.ids |= {roi.id} - {""}
        self.values |= {roi.value} - {0}
        self.colours += [roi.color] if roi.color else []

    def complete(self, roi: ROI, powers_of_two: bool) -> ROI:
        roi_id = roi.id or next(each for each in _ids_like(slug(roi.name, "roi")) if each not in self.ids)
        colour = roi.color or colour_beside(self.colours)
        value = roi.value
        if not value and roi.kind == "area":
            value = next_value(self.values, powers_of_two=powers_of_two)
        self.ids.add(roi_id)
        self.values.add(value)
        if not roi.color:
            self.colours.append(colour)
        return replace(roi, id=roi_id, color=colour, value=value)


def _ids_like(stem: str) -> Iterator[str]:
    """`stem`, if it can be an id, then ``stem-2``, ``stem-3``, ..., none longer than an id may be."""
    if is_identifier(stem):
        yield stem
    for number in range(2, 1_000_000):
        ending = f"-{number}"
        yield stem[: 64 - len(ending)] + ending
