"""What can be undone and redone, worked out from the journalled edits alone."""

from __future__ import annotations

from ..annotation.edit import Edit


class UndoHistory:
    """Hears every edit of a session in order; knows which one undo and redo would turn round.

    An undo is itself an edit that names the one it takes back, so the same history stands after a crash.
    """

    def __init__(self) -> None:
        self._edits: dict[int, Edit] = {}
        self._undoable: list[int] = []
        self._redoable: list[int] = []

    def record(self, number: int, edit: Edit) -> None:
        """`number` is the edit's sequence number in the journal."""
        if edit.undoes is not None:
            self._move(edit.undoes, self._undoable, self._redoable)
        elif edit.redoes is not None:
            self._move(edit.redoes, self._redoable, self._undoable)
        else:
            for forgotten in self._redoable:
                del self._edits[forgotten]
            self._redoable.clear()
            self._edits[number] = edit
            self._undoable.append(number)

    @staticmethod
    def _move(number: int, source: list[int], target: list[int]) -> None:
        if source and source[-1] == number:
            target.append(source.pop())

    @property
    def next_undo(self) -> tuple[int, Edit] | None:
        """Number and edit that undo would take back."""
        return (self._undoable[-1], self._edits[self._undoable[-1]]) if self._undoable else None

    @property
    def next_redo(self) -> tuple[int, Edit] | None:
        """Number and edit that redo would do again."""
        return (self._redoable[-1], self._edits[self._redoable[-1]]) if self._redoable else None
