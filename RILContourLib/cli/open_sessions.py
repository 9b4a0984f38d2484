"""How sessions that are open, or were never closed, are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..session.overview import SeriesState
from ..store.open_sessions import RECOVER, waiting_sentence
from ..store.values import OpenSession
from .context import Context
from .output import table
from .texts import counted, moment

_MOST_REMARKS = 5


def session_as_data(session: OpenSession) -> dict[str, Any]:
    """Who has or had it open, how it is known that this ended (null: it may go on), and the edits in no version."""
    holder = session.holder
    return {
        "user": holder.user,
        "host": holder.host,
        "since": holder.since,
        "last_sign": session.last_sign,
        "ended": session.ended,
        "edits": session.edits,
    }


def session_facts(session: OpenSession) -> list[tuple[str, object]]:
    """Lines about the session of one series."""
    if session.ended:
        return [("NOT CLOSED", waiting_sentence(session))]
    return [("edited by", session.holder.describe()), ("last sign of life", moment(session.last_sign))]


def session_lines(sessions: Mapping[str, OpenSession]) -> Iterator[str]:
    """Tables of those who edit now, and of those who ended without closing, each after an empty line."""
    living = {name: session for name, session in sessions.items() if not session.ended}
    ended = {name: session for name, session in sessions.items() if session.ended}
    if living:
        yield from ("", f"Edited just now: {counted(len(living), 'series', 'series')}")
        rows = [(name, each.holder.describe(), moment(each.last_sign)) for name, each in living.items()]
        yield from table(("series", "by", "last sign of life (UTC)"), rows)
    if ended:
        yield from ("", f"Ended without being closed: {counted(len(ended), 'session')}")
        found = [(name, each.holder.describe(), each.edits) for name, each in ended.items()]
        yield from table(("series", "by", "edits to recover"), found)


def note_waiting(states: Iterable[SeriesState], context: Context) -> None:
    """Remark on series whose edits wait to be recovered."""
    waiting = [(each.name, each.interrupted) for each in states if each.interrupted and each.interrupted.edits]
    for name, session in waiting[:_MOST_REMARKS]:
        context.note(f"{name}: {waiting_sentence(session)}")
    more = len(waiting) - _MOST_REMARKS
    if more > 0:
        context.note(f"Edits wait in {counted(more, 'further series', 'further series')}, too; run  {RECOVER}.")
