"""What became of series that were handed on."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Cancelled
from ..progress import CancelToken
from ..session.handing_on import HandedOn
from .context import Context
from .output import clean
from .texts import counted

KEPT_IN_LOG = "why, kept in the series' log"


def report_handed_on(found: HandedOn, what: str, context: Context, cancel: CancelToken) -> int:
    """Print what was done, `acquired` for instance, and what was refused; 1 if something was, or there was nothing."""
    context.report({what: found.done, "refused": found.refused}, _lines(found, what))
    if cancel.cancelled:
        message = f"Stopped on request; the series listed as {what} stay so."
        raise Cancelled(message)
    return 0 if found.done and not found.refused else 1


def _lines(found: HandedOn, what: str) -> Iterator[str]:
    yield from (clean(f"{what}: {name}") for name in found.done)
    yield from (clean(f"REFUSED: {reason}") for reason in found.refused.values())
    if not found.done and not found.refused:
        yield f"No series {what}: none is waiting."
    elif len(found.done) > 1:
        yield f"{counted(len(found.done), 'series', 'series')} {what}."
