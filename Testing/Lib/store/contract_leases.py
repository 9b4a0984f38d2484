"""The store's contract: leases, journals, recovery."""

from __future__ import annotations

import threading

import pytest
from contract_basics import ContractBasics
from store_projects import A_BOX, ANOTHER_BOX, SCAN, commit_box, fill, paint, painted

from RILContourLib.errors import LeaseLost, SeriesBusy
from RILContourLib.store.protocol import AnnotationStore


class LeaseContract(ContractBasics):
    # Leases

    def test_one_holds_and_the_other_is_told_who(self, store: AnnotationStore, another: AnnotationStore) -> None:
        lease = store.acquire(SCAN, "anna")
        holder = another.head(SCAN).holder
        assert holder is not None and (holder.user, holder.nonce) == ("anna", lease.nonce)
        session = another.open_session(SCAN)
        assert session is not None and (session.holder, session.ended, session.edits) == (holder, None, 0)
        with pytest.raises(SeriesBusy, match="anna") as caught:
            another.acquire(SCAN, "ben")
        assert caught.value.holder["user"] == "anna"
        another.release(another.acquire("b.nii", "ben"))
        store.release(lease)
        assert another.head(SCAN).holder is None and another.open_session(SCAN) is None
        another.release(another.acquire(SCAN, "ben"))

    def test_waiting_ends_when_the_lease_is_given_back(self, store: AnnotationStore, another: AnnotationStore) -> None:
        lease = store.acquire(SCAN, "anna")
        threading.Timer(0.1, store.release, [lease]).start()
        waited = another.acquire(SCAN, "ben", wait_s=30)
        assert waited.user == "ben" and waited.recovered is None
        another.release(waited)

    def test_tracks_are_held_and_kept_apart(self, store: AnnotationStore, another: AnnotationStore) -> None:
        main, replica = store.acquire(SCAN, "anna"), another.acquire(SCAN, "ben", "replica-1")
        annotation = another.read(SCAN, track="replica-1").annotation
        paint(another, replica, annotation)
        another.commit(replica, annotation, reason="save")
        assert store.head(SCAN).version == 0
        assert store.head(SCAN, "replica-1").version == 1
        store.release(main)
        another.release(replica)

    def test_a_lease_that_was_given_back_is_of_no_use(self, store: AnnotationStore) -> None:
        lease = store.acquire(SCAN, "anna")
        annotation = store.read(SCAN).annotation
        store.release(lease)
        for use in (store.journal, store.heartbeat, lambda held: store.commit(held, annotation, reason="save")):
            with pytest.raises(LeaseLost):
                use(lease)
        store.release(lease)

    def test_a_lease_taken_on_request_is_lost_to_its_holder(
        self, store: AnnotationStore, another: AnnotationStore
    ) -> None:
        lost = store.acquire(SCAN, "anna")
        annotation = store.read(SCAN).annotation
        lease = another.acquire(SCAN, "ben", force=True)
        with pytest.raises(LeaseLost, match="ben"):
            store.heartbeat(lost)
        with pytest.raises(LeaseLost):
            paint(store, lost, annotation)
        with pytest.raises(LeaseLost):
            store.commit(lost, annotation, reason="save")
        store.release(lost)
        another.heartbeat(lease)
        assert another.head(SCAN).version == 0
        another.release(lease)

    # The journal

    def test_journalled_edits_are_saved_then_safe(self, store: AnnotationStore) -> None:
        lease = store.acquire(SCAN, "anna")
        annotation = store.read(SCAN).annotation
        assert [paint(store, lease, annotation, where) for where in (A_BOX, ANOTHER_BOX)] == [1, 2]
        journal = store.journal(lease)
        assert journal.state.in_project and journal.state.saved == 2
        assert journal.wait_until_safe(30).safe == 2
        store.release(lease)

    def test_edits_in_no_version_come_back_when_the_lease_is_taken_over(
        self, store: AnnotationStore, another: AnnotationStore
    ) -> None:
        commit_box(store)
        lost = store.acquire(SCAN, "anna")
        annotation = store.read(SCAN).annotation
        paint(store, lost, annotation, ANOTHER_BOX)
        paint(store, lost, annotation, ANOTHER_BOX, "heart")
        lease = another.acquire(SCAN, "ben", force=True)
        assert lease.recovered is not None
        assert (lease.recovered.former.user, lease.recovered.edits, lease.recovered.version) == ("anna", 2, 2)
        assert another.read(SCAN).annotation.mask("lung").same_as(annotation.mask("lung"))
        assert another.read(SCAN).annotation.mask("heart").count == 12
        version = another.history(SCAN)[-1]
        assert (version.reason, version.user) == ("recovered", "anna")
        assert version.recovered_from is not None and version.recovered_from.nonce == lost.nonce
        another.release(lease)
        store.release(lost)

    def test_edits_in_no_version_come_back_when_the_lease_was_given_back(
        self, store: AnnotationStore, another: AnnotationStore
    ) -> None:
        lease = store.acquire(SCAN, "anna")
        paint(store, lease, store.read(SCAN).annotation)
        store.release(lease)
        lease = another.acquire(SCAN, "ben")
        assert lease.recovered is not None and lease.recovered.edits == 1
        assert painted(another) == 36
        another.release(lease)
        lease = another.acquire(SCAN, "ben")
        assert lease.recovered is None
        another.release(lease)

    def test_only_edits_that_no_version_has_are_recovered(
        self, store: AnnotationStore, another: AnnotationStore
    ) -> None:
        lost = store.acquire(SCAN, "anna")
        annotation = store.read(SCAN).annotation
        paint(store, lost, annotation, A_BOX)
        store.commit(lost, annotation, reason="save")
        paint(store, lost, annotation, ANOTHER_BOX)
        lease = another.acquire(SCAN, "ben", force=True)
        assert lease.recovered is not None and lease.recovered.edits == 1
        assert painted(another) == 48 and len(another.history(SCAN)) == 2
        another.release(lease)
        store.release(lost)

    def test_a_copy_committed_in_the_background_leaves_later_edits_in_the_journal(
        self, store: AnnotationStore, another: AnnotationStore
    ) -> None:
        lost = store.acquire(SCAN, "anna")
        annotation = store.read(SCAN).annotation
        copy = store.read(SCAN).annotation
        through = paint(store, lost, annotation, A_BOX)
        fill(copy, A_BOX)
        paint(store, lost, annotation, ANOTHER_BOX)
        store.commit(lost, copy, reason="idle", through=through)
        assert painted(store) == 36
        lease = another.acquire(SCAN, "ben", force=True)
        assert lease.recovered is not None and lease.recovered.edits == 1
        assert painted(another) == 48
        another.release(lease)
        store.release(lost)
