"""The text panel: the project's questions about the series, a slice, an ROI or a point of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..annotation.answers import Subject
from ..annotation.edit import Edit
from ..errors import AnswerRefused, LockedROI, RILContourError
from ..session.edit_session import EditSession
from ..session.text_answers import TextAnswers
from .form import Field, asked_fields, check_subject, entered, form_fields
from .observing import Panel
from .opened import OpenSeries
from .translation import _
from .workspace import Workspace


@dataclass(frozen=True)
class TextState:
    """`fields` as `form.form_fields` describes; `missing` are the required questions that have no answer yet."""

    about: str
    key: str
    fields: tuple[Field, ...]
    missing: tuple[str, ...]
    can_edit: bool


class TextPanel(Panel):
    """Shows the questions about one subject at a time; a shell may have one panel for each kind of subject.

    Answers that are refused stand in the field's `error` until it is answered again: a form needs no pop-up.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._subject = Subject.series()
        self._errors: dict[str, str] = {}
        self._refused: dict[str, Any] = {}
        self._subscriptions += [workspace.switched.subscribe(self._switched), workspace.edited.subscribe(self._edited)]

    @property
    def state(self) -> TextState:
        opened, subject = self._workspace.opened, self._subject
        if opened is None:
            return TextState(subject.about, subject.key, (), (), False)
        fields = form_fields(opened.definitions, opened.annotation, subject, self._errors, self._refused)
        missing = tuple(f["id"] for f in fields if f["visible"] and f["required"] and f["value"] is None)
        return TextState(subject.about, subject.key, fields, missing, opened.session is not None)

    # What it is about

    def about_series(self) -> None:
        self._show(Subject.series())

    def about_slice(self, number: int, frame: int = 0) -> None:
        """`number` along the annotation's slice axis."""
        self._show(Subject.slice(number, frame))

    def about_roi(self, roi: str) -> None:
        self._show(Subject.roi(roi))

    def about_point(self, roi: str, point: str) -> None:
        self._show(Subject.point(roi, point))

    # Answers

    def answer(self, field: str, value: Any) -> bool:
        """Answer a question; None or an empty text takes the answer away. False if it is refused."""
        refused: list[str] = []

        def give(session: EditSession) -> None:
            try:
                TextAnswers(session, self._subject)[field] = entered(session.definitions.text_field(field), value)
            except (AnswerRefused, LockedROI) as error:
                refused.append(str(error))

        done = self._workspace.change(give)
        if done:
            self._errors.pop(field, None)
            self._refused.pop(field, None)
            if refused:
                self._errors[field], self._refused[field] = refused[0], value
            self.changed.tell()
        return done and not refused

    def toggle(self, field: str, choice: str) -> bool:
        """Choose one of several, or take it back."""
        opened = self._workspace.opened
        answer = opened.annotation.answers.get(self._subject, field) if opened else None
        chosen = list(answer.value) if answer else []
        return (
            self.answer(field, [each for each in chosen if each != choice] or None)
            if choice in chosen
            else (self.answer(field, [*chosen, choice]))
        )

    def _show(self, subject: Subject) -> None:
        opened = self._workspace.opened
        if opened and not self._is_there(opened, subject):
            return
        if subject != self._subject:
            self._tell_of_refused()
            self._subject, self._errors, self._refused = subject, {}, {}
        self.changed.tell()

    def _is_there(self, opened: OpenSeries, subject: Subject) -> bool:
        return self._workspace.messages.attempt(lambda: check_subject(opened.annotation, opened.definitions, subject))

    def _switched(self) -> None:
        """Another series: what was asked about a part of the last one may not be there."""
        self._tell_of_refused()
        self._errors, self._refused = {}, {}
        self._stay_or_return()
        self.changed.tell()

    def _tell_of_refused(self) -> None:
        """Nothing that was written goes without a word."""
        for field, error in self._errors.items():
            text = _("What was written last for {field} is not kept: {error}").format(field=field, error=error)
            self._workspace.messages.say(text, "warning", until_seen=True)

    def _edited(self, edit: Edit) -> None:
        self._stay_or_return()  # the point that is asked about may be gone
        self._drop_errors_of_hidden_fields()
        self.changed.tell()

    def _stay_or_return(self) -> None:
        opened = self._workspace.opened
        try:
            if opened:
                check_subject(opened.annotation, opened.definitions, self._subject)
        except RILContourError:
            self._subject, self._errors = Subject.series(), {}

    def _drop_errors_of_hidden_fields(self) -> None:
        opened = self._workspace.opened
        if opened and self._errors:
            asked = {field.id for field in asked_fields(opened.definitions, opened.annotation, self._subject)}
            self._errors = {field: error for field, error in self._errors.items() if field in asked}
