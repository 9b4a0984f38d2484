"""Definitions with one thing changed, for whoever edits a project: the old ones stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from ..errors import UsageError
from .definitions import Definitions
from .roi import ROI
from .text_field import TextField

_Entry = TypeVar("_Entry", ROI, TextField)


def with_roi(definitions: Definitions, roi: ROI, at: int | None = None) -> Definitions:
    """With `roi` in the place of the one with its id, or, if there is none, added at `at` (None: at the end)."""
    return replace(definitions, rois=_put(definitions.rois, roi, at))


def without_roi(definitions: Definitions, roi_id: str) -> Definitions:
    """Without that ROI, its mention in fields, and fields asked about it alone; UnknownROI if there is none."""
    gone = definitions.roi(roi_id)
    fields = (_without_mention(field, roi_id) for field in definitions.text if field.rois != (roi_id,))
    return replace(definitions, rois=tuple(roi for roi in definitions.rois if roi is not gone), text=tuple(fields))


def with_roi_order(definitions: Definitions, roi_ids: Sequence[str]) -> Definitions:
    """With the template in this order; UsageError unless each id is named once."""
    return replace(definitions, rois=_ordered(definitions.rois, roi_ids))


def with_field(definitions: Definitions, field: TextField, at: int | None = None) -> Definitions:
    """With `field` in the place of the one with its id, or, if there is none, added at `at` (None: at the end)."""
    return replace(definitions, text=_put(definitions.text, field, at))


def without_field(definitions: Definitions, field_id: str) -> Definitions:
    """Without that field; UnknownField if there is none, UsageError if another field depends on it."""
    gone = definitions.text_field(field_id)
    waiting = [each.id for each in definitions.text if each.depends_on and each.depends_on.field == field_id]
    if waiting:
        message = f"The field {field_id} cannot go: {', '.join(waiting)} depends on it; change or remove that first."
        raise UsageError(message)
    return replace(definitions, text=tuple(each for each in definitions.text if each is not gone))


def with_field_order(definitions: Definitions, field_ids: Sequence[str]) -> Definitions:
    """With the fields in this order; UsageError unless each id is named once."""
    return replace(definitions, text=_ordered(definitions.text, field_ids))


def _put(entries: tuple[_Entry, ...], entry: _Entry, at: int | None) -> tuple[_Entry, ...]:
    if any(each.id == entry.id for each in entries):
        return tuple(entry if each.id == entry.id else each for each in entries)
    changed = list(entries)
    changed.insert(len(entries) if at is None else at, entry)
    return tuple(changed)


def _ordered(entries: tuple[_Entry, ...], ids: Sequence[str]) -> tuple[_Entry, ...]:
    by_id = {entry.id: entry for entry in entries}
    if sorted(ids) != sorted(by_id):
        message = "An order must name each id exactly once."
        raise UsageError(message)
    return tuple(by_id[entry_id] for entry_id in ids)


def _without_mention(field: TextField, roi_id: str) -> TextField:
    return replace(field, rois=tuple(each for each in field.rois if each != roi_id))
