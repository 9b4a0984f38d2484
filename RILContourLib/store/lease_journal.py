"""The journal of a lease as sessions see it: edits in, and never an answer for a lease that is gone."""

from __future__ import annotations

from dataclasses import replace

from ..annotation.edit import Edit
from .held_lease import HeldLease
from .journal import JournalWriter
from .values import JournalState


class LeaseJournal:
    """Writes the edits of one lease (`EditJournal`)."""

    def __init__(self, held: HeldLease, writer: JournalWriter) -> None:
        self._held = held
        self._writer = writer
        self._confirmed = True

    def append(self, edit: Edit) -> int:
        """Write one edit and return its sequence number. LeaseLost if the lease ended meanwhile.

        A holder that gave no sign of life for half the lease, as after a laptop slept, reads the log before it says
        that the edit is saved: what it wrote may have come too late.
        """
        self._held.require()
        sequence = self._writer.append(edit.to_bytes())
        self._confirmed = self._held.keeper.confirm()
        return sequence

    @property
    def state(self) -> JournalState:
        return self._judged(self._writer.state)

    def wait_until_safe(self, timeout_s: float) -> JournalState:
        """Wait until all that was appended survives a power loss, or for that long."""
        return self._judged(self._writer.wait_until_safe(timeout_s))

    def _judged(self, state: JournalState) -> JournalState:
        if self._confirmed or state.problem or not self._held.keeper.is_overdue:
            return state
        problem = (
            f"{self._held.log.folder.parent} has not answered for a while: whether the newest edits count will show "
            "when it does."
        )
        return replace(state, problem=problem)
