"""The store's contract: the workflow, and what lies beside the log."""

from __future__ import annotations

import pytest
from contract_basics import ContractBasics
from store_projects import A_BOX, ANOTHER_BOX, SCAN, MakeStore, commit_box, fill

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.errors import NotAllowed, SeriesBusy, StoreError, UsageError
from RILContourLib.store.protocol import AnnotationStore, Change, Head


class Rules:
    """A policy that refuses what it is told to, and remembers what it was asked."""

    def __init__(self, *refused: str) -> None:
        self.refused = refused
        self.asked: list[tuple[str, str, str | None]] = []

    def check(self, action: str, head: Head, user: str, target: str | None = None) -> None:
        self.asked.append((action, user, target))
        if action in self.refused:
            message = f"{user} may not {action}"
            raise NotAllowed(message)


def prediction(annotation: Annotation) -> Annotation:
    """What a model might say."""
    return fill(annotation, A_BOX, maker="net@3")


class WorkflowContract(ContractBasics):
    # The workflow

    @pytest.fixture
    def rules(self) -> Rules:
        return Rules()

    @pytest.mark.parametrize("action", ["edit", "takeover", "commit", "assign", "approve"])
    def test_what_the_rules_refuse_does_not_happen(self, make_store: MakeStore, action: str) -> None:
        commit_box(make_store())
        number = make_store().head(SCAN).number
        store = make_store(policy=Rules(action))
        with pytest.raises(NotAllowed, match=f"ben may not {action}"):
            self._try(action, store, make_store)
        assert store.head(SCAN).version == 1
        assert store.head(SCAN).review is None and store.head(SCAN).owner is None
        if action not in ("commit", "takeover"):
            assert store.head(SCAN).number == number

    @staticmethod
    def _try(action: str, store: AnnotationStore, make_store: MakeStore) -> None:
        if action == "assign":
            store.assign(SCAN, "ben", owner="cleo")
        elif action == "approve":
            store.decide(SCAN, "ben", "approve")
        elif action == "takeover":
            holder = make_store()
            lease = holder.acquire(SCAN, "anna")
            try:
                store.acquire(SCAN, "ben", force=True)
            finally:
                holder.release(lease)
        else:
            lease = store.acquire(SCAN, "ben")
            try:
                store.commit(lease, store.read(SCAN).annotation, reason="save")
            finally:
                store.release(lease)

    def test_the_rules_hear_who_a_series_is_assigned_to(self, make_store: MakeStore, rules: Rules) -> None:
        make_store(policy=rules).assign(SCAN, "anna", pool="reviewers")
        assert ("assign", "anna", "reviewers") in rules.asked

    def test_a_series_is_assigned_to_a_person_a_pool_or_nobody(
        self, store: AnnotationStore, another: AnnotationStore
    ) -> None:
        assert store.assign(SCAN, "anna", owner="ben").owner == "ben"
        assert another.head(SCAN).owner == "ben"
        head = another.assign(SCAN, "ben", pool="reviewers")
        assert (head.owner, head.pool) == (None, "reviewers")
        assert store.assign(SCAN, "anna").pool is None
        assert store.head(SCAN).holder is None

    def test_a_series_that_somebody_edits_cannot_be_assigned_by_another(
        self, store: AnnotationStore, another: AnnotationStore
    ) -> None:
        lease = store.acquire(SCAN, "anna")
        with pytest.raises(SeriesBusy):
            another.assign(SCAN, "ben", owner="ben")
        assert store.assign(SCAN, "anna", owner="ben", lease=lease).owner == "ben"
        store.release(lease)

    def test_an_approval_stands_until_the_next_version_or_until_it_is_reopened(self, store: AnnotationStore) -> None:
        commit_box(store)
        head = store.decide(SCAN, "cleo", "approve", message="well done")
        assert head.approved and head.review is not None
        assert (head.review.user, head.review.version, head.review.message) == ("cleo", 1, "well done")
        assert store.decide(SCAN, "cleo", "reopen").review is None
        store.decide(SCAN, "cleo", "approve")
        commit_box(store, where=ANOTHER_BOX)
        assert not store.head(SCAN).approved

    def test_a_rejection_says_what_is_missing(self, store: AnnotationStore) -> None:
        commit_box(store)
        review = store.decide(SCAN, "cleo", "reject", message="left lung").review
        assert review is not None and (review.verdict, review.message) == ("rejected", "left lung")

    def test_nothing_can_be_approved_before_there_is_a_version(self, store: AnnotationStore) -> None:
        with pytest.raises(StoreError, match="no version yet"):
            store.decide(SCAN, "cleo", "approve")

    # Beside the log

    def test_a_draft_lands_while_somebody_edits_and_disturbs_nothing(
        self, store: AnnotationStore, another: AnnotationStore
    ) -> None:
        lease = store.acquire(SCAN, "anna")
        number = store.head(SCAN).number
        output = prediction(another.read(SCAN).annotation)
        draft = another.put_draft(SCAN, output, model="net@3", user="ben", confidence={"lung": 0.9})
        assert store.head(SCAN).number == number
        store.heartbeat(lease)
        (found,) = store.drafts(SCAN)
        assert (found.id, found.model, found.confidence) == (draft.id, "net@3", {"lung": 0.9})
        assert store.read_draft(SCAN, draft.id).annotation.mask("lung").same_as(output.mask("lung"))
        store.release(lease)

    def test_a_draft_is_decided_once_and_what_it_said_is_kept(
        self, store: AnnotationStore, another: AnnotationStore
    ) -> None:
        draft = store.put_draft(SCAN, prediction(store.read(SCAN).annotation), model="net@3", user="ben")
        decided = store.resolve_draft(SCAN, draft.id, "accepted", "anna")
        assert (decided.outcome, decided.resolved_by) == ("accepted", "anna")
        with pytest.raises(StoreError, match="already by anna"):
            another.resolve_draft(SCAN, draft.id, "rejected", "ben")
        assert another.drafts(SCAN) == []
        assert [found.id for found in another.drafts(SCAN, resolved=True)] == [draft.id]
        assert another.read_draft(SCAN, draft.id).annotation.mask("lung").count == 36

    def test_a_version_names_the_drafts_that_were_accepted_into_it(self, store: AnnotationStore) -> None:
        draft = store.put_draft(SCAN, prediction(store.read(SCAN).annotation), model="net@3", user="ben")
        lease = store.acquire(SCAN, "anna")
        annotation = store.read_draft(SCAN, draft.id).annotation
        version = store.commit(lease, annotation, reason="draft accepted", accepted_drafts=[draft.id])
        store.release(lease)
        assert version.number == 1 and store.head(SCAN).makers == ("net@3",)

    @pytest.mark.parametrize("draft", ["", "../../x", "20260102T030405678-00000000"])
    def test_an_unknown_draft_is_an_error(self, store: AnnotationStore, draft: str) -> None:
        with pytest.raises(UsageError, match="no draft"):
            store.read_draft(SCAN, draft)

    def test_notes_are_left_by_anybody_at_any_time(self, store: AnnotationStore, another: AnnotationStore) -> None:
        lease = store.acquire(SCAN, "anna")
        first = another.add_note(SCAN, "Left lung, slice 3?", "ben", about={"slice": 3})
        second = another.add_note(SCAN, "Please hand over.", "cleo", kind="request")
        store.heartbeat(lease)
        assert [(note.user, note.kind, note.text) for note in store.notes(SCAN)] == [
            ("ben", "comment", "Left lung, slice 3?"),
            ("cleo", "request", "Please hand over."),
        ]
        assert store.notes(SCAN)[0].about == {"slice": 3}
        store.resolve_note(SCAN, first.id, "anna")
        assert [note.id for note in another.notes(SCAN)] == [second.id]
        assert [note.resolved_by for note in another.notes(SCAN, resolved=True)] == ["anna", None]
        store.release(lease)

    @pytest.mark.parametrize("text", ["", "  \n", "x" * 10_001])
    def test_a_note_without_text_or_with_a_book_is_refused(self, store: AnnotationStore, text: str) -> None:
        with pytest.raises(UsageError):
            store.add_note(SCAN, text, "ben")

    # Others

    def test_others_changes_arrive_as_hints(self, store: AnnotationStore, another: AnnotationStore) -> None:
        feed = store.changes()
        commit_box(another)
        changes = feed.poll()
        assert Change(SCAN, "main", 2, "commit") in changes
        assert [change.op for change in changes] == ["claim", "commit", "release"]
        assert feed.poll() == []

    def test_the_place_says_what_it_gives(self, store: AnnotationStore) -> None:
        found = store.capabilities()
        assert found.writable and found.guarantee.endswith(".") and found.refusals == ()
