"""Comments on a series and requests to its holder, by anybody at any time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from ..errors import CorruptStore, UsageError
from .lease_free import LooseRecord, LooseRecords
from .place import Place
from .values import Note

LONGEST_TEXT = 10_000


class Notes:
    """The notes of one track of one series."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._records = LooseRecords(place.folder.notes, "note")

    def add(self, text: str, user: str, kind: Literal["comment", "request"], about: Mapping[str, Any]) -> Note:
        """Keep a note. UsageError if it is empty or longer than 10,000 characters."""
        if not text.strip() or len(text) > LONGEST_TEXT:
            message = f"A note needs between 1 and {LONGEST_TEXT} characters."
            raise UsageError(message)
        return _note(self._records.add(kind, user, series=self._place.series, text=text, about=dict(about)))

    def all(self, *, resolved: bool) -> list[Note]:
        """Open notes, oldest first; with `resolved` the settled ones as well."""
        return [_note(record) for record in self._records.all(resolved=resolved)]

    def resolve(self, note: str, user: str) -> Note:
        """Take a note from the list."""
        return _note(self._records.resolve(note, "settled", user))


def _note(record: LooseRecord) -> Note:
    fields = record.fields
    try:
        return Note(
            id=record.id,
            kind=fields["op"],
            user=fields["user"],
            host=fields["host"],
            time=fields["time"],
            text=fields["text"],
            about=fields["about"],
            resolved_by=record.resolution["user"] if record.resolution else None,
        )
    except (KeyError, TypeError) as error:
        message = f"The note {record.id} is not as it should be ({error!r}); run  rilcontour verify  to see all."
        raise CorruptStore(message) from error
