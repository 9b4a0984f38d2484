"""How safe the edits are, in words that are always shown."""

from __future__ import annotations

from dataclasses import dataclass

from ..store.values import JournalState
from .messages import Severity
from .translation import _, plural


@dataclass(frozen=True)
class SavingState:
    """`text` is what stands in the status line, `detail` a sentence for its tooltip; both empty: nothing to tell."""

    text: str = ""
    severity: Severity = "info"
    detail: str = ""


def saving_state(journal: JournalState | None) -> SavingState:
    """The state of an open session's journal; without one there is nothing that could be lost."""
    if journal is None:
        return SavingState()
    if journal.in_memory:
        detail = plural(
            journal.in_memory,
            _("{count} edit is in memory only and would be lost with this program."),
            _("{count} edits are in memory only and would be lost with this program."),
        ).format(count=journal.in_memory)
        return SavingState(_("not saved to the project"), "error", _joined(detail, journal.problem))
    if not journal.in_project:
        detail = plural(
            journal.spooled,
            _("{count} edit is kept on this computer, until the project can be written to again."),
            _("{count} edits are kept on this computer, until the project can be written to again."),
        )
        told = detail.format(count=journal.spooled) if journal.spooled else ""
        return SavingState(_("not saved to the project"), "warning", _joined(told, journal.problem))
    if journal.problem:
        return SavingState(_("not certain to be saved"), "warning", journal.problem)
    if journal.safe == journal.appended:
        return SavingState(_("safe"), "info", _("Every edit survives even a power failure."))
    return SavingState(_("saved"), "info", _("Every edit survives the end of this program, not yet a power failure."))


def _joined(detail: str, problem: str | None) -> str:
    return " ".join(filter(None, (detail, problem)))
