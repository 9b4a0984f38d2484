"""A draft as rows: its ROI with what waits, its answers, and curves along the slices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..annotation.answers import Subject
from ..project.definitions import Definitions
from ..session.draft_parts import Parts
from ..session.series_draft import SeriesDraft
from .opened import OpenSeries
from .translation import _

CURVE_COLOURS = ("#4e9bff", "#ff9f40", "#5fd38a", "#e26be2", "#f2d64b", "#53d0d8")


@dataclass(frozen=True)
class DraftRow:
    """A draft that waits: which model's, who ran it, when (UTC, ISO 8601)."""

    id: str
    model: str
    user: str
    time: str


@dataclass(frozen=True)
class DraftROIRow:
    """An ROI of the draft. confidence : mean probability of its voxels, 0 to 1; None where nothing is marked.

    waiting : slices to decide on, of `slices` in which something is marked; here : confidence in the slice shown, None
    where nothing waits there; spared : slices that people made, which stay unless replacing them is asked for
    """

    roi: str
    name: str
    color: str
    confidence: float | None
    waiting: int
    slices: int
    locked: bool
    here: float | None = None
    waits_here: bool = False
    spared: int = 0


@dataclass(frozen=True)
class DraftAnswerRow:
    """An answer of the draft about the series (`slice` is None) or a slice; held : the series' own, if it has one."""

    field: str
    ask: str
    answer: str
    probability: float | None
    slice: int | None = None
    frame: int = 0
    held: str = ""
    held_by_people: bool = False


@dataclass(frozen=True)
class DraftCurve:
    """Values from 0 to 1 along the slices; None where there is none. about : an ROI's or field's id, and `name` says
    it in words."""

    about: str
    name: str
    color: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, eq=False)
class DraftView:
    """What was read of a draft, to make rows of: everything in it, and what of that waits."""

    undecided: Parts
    all_parts: Parts
    rois: tuple[str, ...]
    confidence: Mapping[str, float]
    by_slice: Mapping[tuple[str, int], np.ndarray]


def view_of(draft: SeriesDraft, opened: OpenSeries) -> DraftView:
    """Read a draft; takes a moment for its masks. CorruptStore."""
    axis = opened.annotation.slice_axis
    by_slice = {}
    if draft.sweep_axis == axis:
        by_slice = {(roi, f): draft.confidence_by_slice(roi, f) for roi in draft.rois for f in draft.frames}
    return DraftView(draft.undecided, draft.parts, draft.rois, draft.confidence, by_slice)


def roi_rows(view: DraftView, opened: OpenSeries, frame: int, number: int) -> tuple[DraftROIRow, ...]:
    """A row for each ROI that the model was asked for; `number` is the slice shown, `frame` the frame."""
    return tuple(_roi_row(view, opened, roi, frame, number) for roi in view.rois)


def answer_rows(draft: SeriesDraft, view: DraftView, opened: OpenSeries, number: int) -> tuple[DraftAnswerRow, ...]:
    """The answers that wait: about the series, then about the slice shown."""
    waiting = sorted(view.undecided.answers, key=lambda each: (each[0].about != "series", each[0].key, each[1]))
    rows = [_answer_row(draft, opened, subject, name) for subject, name in waiting]
    return tuple(row for row in rows if row.slice is None or row.slice == number)


def curves_of(draft: SeriesDraft, view: DraftView, opened: OpenSeries, frame: int) -> tuple[DraftCurve, ...]:
    """Probabilities of answers, and confidence of ROI, where the network went along the series' slices."""
    if draft.sweep_axis != opened.annotation.slice_axis:
        return ()
    return tuple(_curves(draft, view, opened.definitions, frame))


def _curves(draft: SeriesDraft, view: DraftView, definitions: Definitions, frame: int) -> Iterator[DraftCurve]:
    colours = iter(CURVE_COLOURS * 100)
    for field in draft.fields:
        asked = definitions.text_field(field).ask
        for answer, values in draft.probabilities(field, frame).items():
            yield DraftCurve(field, f"{asked}: {in_words(answer)}", next(colours), _plain(values))
    for roi in view.rois:
        held = view.by_slice.get((roi, frame))
        if held is not None and held.size:
            known = definitions.roi(roi)
            yield DraftCurve(roi, known.name, known.color, _plain(held))


def _roi_row(view: DraftView, opened: OpenSeries, roi: str, frame: int, number: int) -> DraftROIRow:
    known = opened.definitions.roi(roi)
    here = view.by_slice.get((roi, frame))
    waits_here = number in view.undecided.of((roi, frame))
    sure = None if here is None or not 0 <= number < here.size or np.isnan(here[number]) else float(here[number])
    mine = {f: numbers for (each, f), numbers in view.undecided.slices.items() if each == roi}
    spared = sum(len(numbers & _peoples(opened, roi, f)) for f, numbers in mine.items())
    slices = len(view.all_parts.of_roi(roi))
    return DraftROIRow(
        roi,
        known.name,
        known.color,
        view.confidence.get(roi) if slices else None,
        len(view.undecided.of_roi(roi)),
        slices,
        opened.annotation.roi(roi).locked,
        sure if waits_here else None,
        waits_here,
        spared,
    )


def _answer_row(draft: SeriesDraft, opened: OpenSeries, subject: Subject, name: str) -> DraftAnswerRow:
    answer = draft.annotation.answers.get(subject, name)
    held = opened.annotation.answers.get(subject, name)
    frame, number = (int(part) for part in subject.key.split("/")) if subject.about == "slice" else (0, None)
    value = answer.value if answer else None
    probability = draft.confidence.get(name)
    if number is not None:
        probability = _at(draft.probabilities(name, frame), value, number)
    return DraftAnswerRow(
        name,
        opened.definitions.text_field(name).ask,
        in_words(value),
        probability,
        number,
        frame,
        in_words(held.value) if held else "",
        held is not None and "@" not in held.maker,
    )


def _at(by_answer: Mapping[Any, np.ndarray], value: Any, number: int) -> float | None:
    """The probability of an answer in a slice; a no is the opposite of the yes that the network knows."""
    only = value[0] if isinstance(value, tuple) and len(value) == 1 else value
    if only in by_answer:
        found = float(by_answer[only][number])
    elif only is False and True in by_answer:
        found = 1 - float(by_answer[True][number])
    else:
        return None
    return None if np.isnan(found) else found


def in_words(value: Any) -> str:
    """An answer as people read it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else "" if value is None else str(value)


def _peoples(opened: OpenSeries, roi: str, frame: int) -> frozenset[int]:
    makers = opened.annotation.makers(roi, frame)
    return frozenset().union(*(makers.slices_of(maker) for maker in makers.makers() if "@" not in maker))


def _plain(values: np.ndarray) -> tuple[float | None, ...]:
    return tuple(None if np.isnan(value) else round(float(value), 4) for value in values)
