"""Answering by keyboard: a key answers and goes on, and after the last question the next series is offered."""

from __future__ import annotations

from dataclasses import dataclass

from .form import Field
from .observing import Panel
from .text_panel import TextPanel
from .workspace import Workspace

DIGITS = frozenset("0123456789")


@dataclass(frozen=True)
class KeyboardState:
    """`field` is the question whose turn it is, None while the mode is off and when no question is left.

    typing : it is answered by writing, so the shell puts the cursor into its box, and gives the text to `enter`
    offers_next : this is the last question, or none is left, and every required one has an answer: Enter opens the next
        unseen series
    """

    on: bool = False
    field: str | None = None
    typing: bool = False
    offers_next: bool = False


class KeyboardAnswers(Panel):
    """The keyboard mode of a text panel.

    Keys: that of a choice answers, of several choices it chooses or takes back; 1 and 2 are yes and no, too. Enter goes
    to the next question, and after the last one to the next series, or back to what still needs an answer; Backspace or
    Up goes back, Down on; Delete takes the answer away.
    """

    def __init__(self, workspace: Workspace, text: TextPanel) -> None:
        super().__init__()
        self._workspace = workspace
        self._text = text
        self._on = False
        self._field: str | None = None
        self._subscriptions += [workspace.switched.subscribe(self._begin), text.subscribe(self.changed.tell)]

    @property
    def state(self) -> KeyboardState:
        if not self._on:
            return KeyboardState()
        field = self._current()
        typing = field is not None and field["kind"] in ("text", "number")
        return KeyboardState(True, field["id"] if field else None, typing, self._offers_next(field))

    def switch(self, on: bool) -> None:
        """Turn the mode on or off; it begins with the first question without an answer."""
        self._on = on
        self._begin()

    def press(self, key: str) -> bool:
        """Take a key: a character, `Enter`, `Backspace`, `Delete`, `Up` or `Down`. False: the shell may use it."""
        if not self._on:
            return False
        field = self._current()
        if key == "Enter":
            return self._go_on_or_open_next(field)
        if key in ("Backspace", "Up", "Down"):
            return self._step(1 if key == "Down" else -1)
        if field and key == "Delete":
            return self._text.answer(field["id"], None)
        is_answer = field is not None and self._choose(field, key.lower())
        return is_answer or key in DIGITS  # a digit that answers nothing must not choose an ROI instead

    def enter(self, text: str) -> bool:
        """Answer the question whose turn it is by what was written, and go on; False if it is refused."""
        field = self._current()
        done = field is not None and self._text.answer(field["id"], text)
        if done and field:
            self._advance(field)
        return done

    def write(self, field: str, text: str) -> bool:
        """Answer a question by what was written, and stay; False if it is refused."""
        return self._text.answer(field, text)

    def go_to(self, field: str) -> None:
        """Make it another question's turn, as when somebody clicks into it."""
        self._field = field
        self.changed.tell()

    def _choose(self, field: Field, key: str) -> bool:
        choices = field["choices"]
        choice = next((each for each in choices if key and each["key"] == key), None)
        if choice is None and field["kind"] == "boolean":
            choice = next((each for number, each in enumerate(choices, 1) if str(number) == key), None)
        if choice is None:
            return False
        if field["kind"] == "choices":
            self._text.toggle(field["id"], choice["value"])
        elif self._text.answer(field["id"], choice["value"]):
            self._advance(field)
        return True

    def _go_on_or_open_next(self, field: Field | None) -> bool:
        following = self._after(field) if field else []
        if self._offers_next(field):
            self._workspace.open_neighbour(1, unseen=True)
        else:
            self._go(following or self._unanswered())
        return True

    def _advance(self, field: Field) -> None:
        """The next question without an answer, else the first required one; when all are answered, none."""
        self._go([each for each in self._after(field) if each["value"] is None] or self._unanswered())

    def _after(self, field: Field) -> list[Field]:
        """The questions after it; all of them if that one is not asked any more."""
        visible = self._visible()
        ids = [each["id"] for each in visible]
        return visible[ids.index(field["id"]) + 1 :] if field["id"] in ids else visible

    def _go(self, waiting: list[Field]) -> None:
        """To the first of them, or to no question."""
        self._field = waiting[0]["id"] if waiting else None
        self.changed.tell()

    def _step(self, by: int) -> bool:
        visible, field = self._visible(), self._current()
        if visible:
            at = visible.index(field) + by if field else (len(visible) - 1 if by < 0 else 0)
            self._field = visible[max(0, min(at, len(visible) - 1))]["id"]
            self.changed.tell()
        return True

    def _begin(self) -> None:
        self._go(self._unanswered() or self._visible())

    def _current(self) -> Field | None:
        """The question whose turn it is; the first if that one is not asked any more."""
        visible = self._visible() if self._field else []
        return next((f for f in visible if f["id"] == self._field), visible[0] if visible else None)

    def _visible(self) -> list[Field]:
        return [field for field in self._text.state.fields if field["visible"]]

    def _unanswered(self) -> list[Field]:
        return [field for field in self._visible() if field["value"] is None and field["required"]]

    def _offers_next(self, field: Field | None) -> bool:
        state = self._text.state
        is_done = bool(state.fields) and not state.missing and state.can_edit
        return is_done and not (field and self._after(field))
