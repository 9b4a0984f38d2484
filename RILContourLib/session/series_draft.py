"""A model's draft of one series: looked at, accepted or rejected by ROI, by slices, or as a whole."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ..annotation.annotation import Annotation
from ..annotation.answers import Subject
from ..annotation.edit import Edit
from ..annotation.extent import Extent
from ..errors import CorruptStore, LockedROI, RILContourError, UsageError
from ..store.values import Draft, DraftOutcome
from .accepting import Acceptance, Drafted, mask_changes, mask_parts
from .answer_rules import answer_changes
from .draft_parts import EVERYTHING, Choice, Parts, parts_of

if TYPE_CHECKING:
    from .edit_session import EditSession
    from .series import Series

logger = logging.getLogger(__name__)
TOOL = "accept draft"


class SeriesDraft:
    """`id`, `model` (name@version), `user`, `time`, and `confidence` by ROI or field, are those of the stored draft.

    What is accepted through an edit session counts as decided once the session made a version of it; undoing it there
    makes it undecided again, unless that version settled all of the draft, which is for good.
    """

    def __init__(self, series: Series, draft: Draft) -> None:
        self.series = series
        self._draft = draft
        self._accepted = Parts()
        self._reopened = Parts()
        self._edits: dict[int, Parts] = {}
        self._session: EditSession | None = None

    def __repr__(self) -> str:
        return f"<Draft of {self.series.name} by {self.model}: {', '.join((*self.rois, *self.answers)) or 'nothing'}>"

    # What the model said

    @property
    def id(self) -> str:
        return self._draft.id

    @property
    def model(self) -> str:
        return self._draft.model

    @property
    def user(self) -> str:
        return self._draft.user

    @property
    def time(self) -> str:
        return self._draft.time

    @property
    def outcome(self) -> DraftOutcome | None:
        """`accepted` or `rejected` once all is decided; None while it waits."""
        return self._draft.outcome

    @property
    def confidence(self) -> Mapping[str, float]:
        """By ROI the mean probability of the voxels marked, by field that of the answer; 0 to 1."""
        return self._draft.confidence

    @cached_property
    def annotation(self) -> Annotation:
        """Its masks and answers. CorruptStore if a mask is damaged."""
        return self.series.project.store.read_draft(self.series.name, self.id, self.series.track).annotation

    @property
    def rois(self) -> tuple[str, ...]:
        """The ROI that the model was asked for, whether it found them or not."""
        return tuple(self._detail("rois"))

    @property
    def frames(self) -> tuple[int, ...]:
        """The frames that the model looked at."""
        return tuple(self._detail("frames"))

    @property
    def fields(self) -> tuple[str, ...]:
        """The text fields that the model has something to say about."""
        return tuple(self._detail("probabilities"))

    @property
    def answers(self) -> dict[str, Any]:
        """The answers about the series, by field."""
        return {name: answer.value for name, answer in self.annotation.answers.of(Subject.series()).items()}

    def confidence_by_slice(self, roi: str, frame: int = 0) -> np.ndarray:
        """(slices along `sweep_axis`,) mean probability of the voxels marked; NaN where none is."""
        held = self._detail("confidence_by_slice").get(roi, {}).get(str(frame), [])
        return np.array([np.nan if value is None else value for value in held], float)

    def probabilities(self, field: str, frame: int = 0) -> dict[Any, np.ndarray]:
        """By answer: (slices along `sweep_axis`,) its probability; NaN where the network did not look."""
        held = self._detail("probabilities").get(field, {}).get(str(frame), [])
        return {answer: np.array([np.nan if p is None else p for p in values], float) for answer, values in held}

    @property
    def sweep_axis(self) -> int:
        """The image's axis (0, 1, 2) that the network went along."""
        return int(self._detail("axis"))

    # What is decided

    @cached_property
    def parts(self) -> Parts:
        """All that can be decided on."""
        return parts_of(self.annotation)

    @property
    def undecided(self) -> Parts:
        """What nobody decided on yet."""
        return self.parts - self._decided if self.outcome is None else Parts()

    def next_undecided(self, after: int = -1) -> tuple[str, int, int] | None:
        """ROI, frame and number of the next undecided slice after slice `after`, from the first one on at the end."""
        waiting = [
            (number <= after, frame, number, roi)
            for (roi, frame), numbers in self.undecided.slices.items()
            for number in numbers
        ]
        if not waiting:
            return None
        _, frame, number, roi = min(waiting)
        return roi, frame, number

    @property
    def _decided(self) -> Parts:
        decided = Parts()
        try:
            for each in self._draft.decisions:
                parts = Parts.from_json(each["parts"])
                decided = decided - parts if each["outcome"] == "undecided" else decided | parts
        except (KeyError, TypeError, ValueError) as error:
            message = f"A decision on the draft {self.id} is damaged ({error!r}); run  rilcontour verify  to see all."
            raise CorruptStore(message) from error
        return (decided - self._reopened) | self._accepted

    def accept(
        self, session: EditSession | None = None, choice: Choice = EVERYTHING, *, replace_human: bool = False
    ) -> Acceptance:
        """Make the chosen undecided parts of it the series' own, marked as made by the model.

        session : where the series is open; else it is opened for this and closed. What was edited there before becomes
        a version of its own first. replace_human : take also slices, and answers, that people made; otherwise these
        stay and remain undecided.

        LockedROI for a locked ROI that was named (unnamed ones are left out), UsageError if it was decided already or
        is another series' draft, NotAllowed, SeriesBusy.
        """
        if self.outcome is not None:
            message = f"This draft of {self.series.name} was {self.outcome} already by {self._draft.resolved_by}."
            raise UsageError(message)
        if session is None:
            with self.series.edit() as opened:
                return self.accept(opened, choice, replace_human=replace_human)
        if (session.lease.series, session.lease.track) != (self.series.name, self.series.track):
            message = f"This is a draft of {self.series.name}, not of {session.lease.series}."
            raise UsageError(message)
        with session.exclusively():
            return self._accept(session, choice, replace_human)

    def reject(self, choice: Choice = EVERYTHING) -> Parts:
        """Decide that the chosen undecided parts are not wanted; the annotation stays as it is. Returns them."""
        parts = choice.of(self.undecided)
        if self.outcome is None and (parts or choice.whole):
            self._keep("rejected", parts)
        return parts

    def _accept(self, session: EditSession, choice: Choice, replace_human: bool) -> Acceptance:
        present, draft = session.annotation, self._drafted()
        taken, kept, locked = mask_parts(present, draft, choice, replace_human=replace_human)
        named = [roi for roi in locked if choice.rois is not None and roi in choice.rois]
        if named:
            message = f"{', '.join(named)} is locked; unlock it to accept what {self.model} drafted."
            raise LockedROI(message)
        if session.has_unsaved_edits and not session.accepts_drafts:
            session.save(reason="before draft")
        self._listen(session)
        before = session.saving.appended
        with session.using(maker=self.model, tool=TOOL):
            changes = mask_changes(session.definitions, present, draft, taken, replace_human=replace_human)
            self._do(session, changes, Parts({key: held & self.parts.of(key) for key, held in taken.slices.items()}))
            answered, left = self._accept_answers(session, choice, replace_human)
        accepted = Parts({key: held & self.parts.of(key) for key, held in taken.slices.items()}) | answered
        self._accepted, self._reopened = self._accepted | accepted, self._reopened - accepted
        if session.saving.appended == before:
            self._settle()  # all of it was there already: no version will be made for it
        else:
            session.accept_draft(self.id, self._settle)
        return Acceptance(accepted, Parts(kept.slices) | left, locked)

    def _accept_answers(self, session: EditSession, choice: Choice, replace_human: bool) -> tuple[Parts, Parts]:
        accepted, kept = set(), set()
        for subject, name in choice.of(self.undecided).answers:
            answer = self.annotation.answers.get(subject, name)
            held = session.annotation.answers.get(subject, name)
            if answer is None:
                continue
            if held is not None and "@" not in held.maker and not replace_human:
                kept.add((subject, name))
                continue
            changes = answer_changes(session.definitions, session.annotation, subject, name, answer.value, self.model)
            self._do(session, changes, Parts(answers=frozenset([(subject, name)])))
            accepted.add((subject, name))
        return Parts(answers=frozenset(accepted)), Parts(answers=frozenset(kept))

    def _do(self, session: EditSession, changes: Any, parts: Parts) -> None:
        if session.do(changes, tool=TOOL):
            self._edits[session.saving.appended] = parts

    def _drafted(self) -> Drafted:
        covered = Extent.from_json(self._detail("covered"))
        return Drafted(self.annotation, covered, self.frames, self.rois, self.model, self._decided)

    def _listen(self, session: EditSession) -> None:
        if self._session is not session:
            self._session = session
            self._edits = {}
            session.listen(self._heard)

    def _heard(self, edit: Edit) -> None:
        """Undoing makes undecided again; redoing decides anew."""
        undone, redone = self._edits.get(edit.undoes or 0), self._edits.get(edit.redoes or 0)
        assert self._session is not None
        if undone:
            self._accepted, self._reopened = self._accepted - undone, self._reopened | undone
        elif redone:
            self._accepted, self._reopened = self._accepted | redone, self._reopened - redone
            self._edits[self._session.saving.appended] = redone
        if undone or redone:
            self._session.accept_draft(self.id, self._settle, part_of_version=bool(self._accepted))

    def _settle(self) -> None:
        """Keep what is decided by now; after the version that holds it."""
        accepted, reopened = self._accepted, self._reopened
        try:
            if reopened:
                self._keep("undecided", reopened)
            if accepted or not self.parts:
                self._keep("accepted", accepted)
            self._accepted = self._reopened = Parts()
        except RILContourError as error:
            # The version has what was accepted; only the draft goes on being shown as undecided.
            logger.warning("It could not be kept that %s was decided on: %s", self.id, error)

    def _keep(self, outcome: str, parts: Parts) -> None:
        store, name, track = self.series.project.store, self.series.name, self.series.track
        user = self.series.project.user
        if parts:
            self._draft = store.decide_draft(name, self.id, {"outcome": outcome, "parts": parts.to_json()}, user, track)
        waiting = outcome == "undecided" or (outcome == "rejected" and self._accepted)  # for the version that holds it
        if not waiting and not self.parts - self._decided:
            accepted = outcome == "accepted" or any(each["outcome"] == "accepted" for each in self._draft.decisions)
            self._draft = store.resolve_draft(name, self.id, "accepted" if accepted else "rejected", user, track)

    def _detail(self, key: str) -> Any:
        try:
            return self._draft.details[key]
        except KeyError as error:
            message = f"The draft {self.id} of {self.series.name} lacks {key!r}; run the model again."
            raise CorruptStore(message) from error
