"""What holds after entries."""

from __future__ import annotations

from typing import Any

import pytest

from RILContourLib.errors import CorruptStore
from RILContourLib.store.log_state import State, state_after

WHO: dict[str, Any] = {"user": "anna", "host": "ward", "time": "2026-01-01T00:00:00.000Z"}
CONTENT: dict[str, Any] = {
    "definitions": "d" * 64,
    "slice_axis": 2,
    "rois": {"lung": {"status": "complete", "makers": {"0": {"human": [[1, 2]], "net@3": [[2, 2]]}}}},
    "points": {"carina": [{"maker": "imported"}]},
    "answers": {"series": {"quality": {"value": "good"}}, "slices": {"0/3": {"nodule": {}}}, "rois": {}, "points": {}},
}


def claim(nonce: str, **more: Any) -> dict[str, Any]:
    return {"op": "claim", "lease": nonce, "claim": {"beat": f"beat-{nonce}"}, **WHO, **more}


def after(*entries: dict[str, Any]) -> State:
    state: State = {}
    for number, entry in enumerate(entries, 1):
        state = state_after(state, number, entry)
    return state


def test_a_claim_makes_its_writer_the_holder() -> None:
    state = after(claim("n", series="a.nii", image={"size": 7, "sha256": "e" * 64, "shape": [1, 2, 3]}))
    assert state["lease"]["user"] == "anna" and state["lease"]["entry"] == 1
    assert state["lease"]["beat"] == "beat-n"
    assert (state["series"], state["image"]) == ("a.nii", {"size": 7, "sha256": "e" * 64})
    assert state["version"] == 0


def test_a_commit_makes_a_version_and_says_how_much_of_the_journal_it_has() -> None:
    journal = {"name": "journal-n", "bytes": 90, "crc": 5, "records": 4}
    state = after(claim("n"), {"op": "commit", "lease": "n", "version": 1, "journal": journal, **WHO, **CONTENT})
    assert (state["version"], state["commit"], state["definitions"]) == (1, 2, "d" * 64)
    assert state["lease"]["folded"] == {"bytes": 90, "crc": 5, "records": 4}
    assert state["summary"] == {
        "status": {"lung": "complete"},
        "answers": {"quality": "good"},
        "points": {"carina": 1},
        "makers": ["human", "imported", "net@3"],
        "fields": ["nodule", "quality"],
    }


def test_a_release_ends_the_lease_and_keeps_the_rest() -> None:
    commit = {"op": "commit", "lease": "n", "version": 1, **WHO, **CONTENT}
    state = after(claim("n"), commit, {"op": "release", "lease": "n", **WHO})
    assert state["lease"] is None and state["version"] == 1


def test_a_takeover_passes_the_lease_on_with_the_recovered_version() -> None:
    takeover = claim("m") | {"op": "takeover", "from": {"nonce": "n", "user": "ben"}, "version": 1} | CONTENT
    state = after(claim("n"), takeover)
    assert (state["lease"]["nonce"], state["version"], state["commit"]) == ("m", 1, 2)
    assert state["made"]["user"] == "ben"


def test_edits_that_a_release_left_behind_are_known_until_the_next_claim() -> None:
    state = after(claim("n"), {"op": "release", "lease": "n", "unfolded": 2, **WHO})
    assert state["lease"] is None and state["left"]["nonce"] == "n"
    recovered = claim("m") | {"from": {"nonce": "n", "user": "anna"}, "version": 1} | CONTENT
    state = state_after(state, 3, recovered)
    assert state["left"] is None and state["version"] == 1


def test_an_approval_names_the_version_and_ends_with_the_next() -> None:
    commit = {"op": "commit", "lease": "n", "version": 1, **WHO, **CONTENT}
    approve = {"op": "approve", "lease": "n", "message": "fine", **WHO}
    state = after(claim("n"), commit, approve)
    assert state["review"] == {
        "verdict": "approved",
        "version": 1,
        "message": "fine",
        "user": "anna",
        "time": WHO["time"],
    }
    assert after(claim("n"), commit, approve, {"op": "reopen", "lease": "n", **WHO})["review"] is None
    assert state_after(state, 4, commit | {"version": 2})["review"] is None


def test_a_rejection_stands_while_it_is_worked_on() -> None:
    commit = {"op": "commit", "lease": "n", "version": 1, **WHO, **CONTENT}
    reject = {"op": "reject", "lease": "n", "message": "left lung", **WHO}
    state = after(claim("n"), commit, reject, commit | {"version": 2})
    assert state["review"]["verdict"] == "rejected" and state["review"]["version"] == 1


def test_assigning_sets_owner_and_pool() -> None:
    state = after(claim("n"), {"op": "assign", "lease": "n", "owner": "ben", "pool": None, **WHO})
    assert (state["owner"], state["pool"]) == ("ben", None)


@pytest.mark.parametrize(
    "entry",
    [
        claim("m"),
        {"op": "commit", "lease": "m", "version": 1, **WHO, **CONTENT},
        {"op": "release", "lease": None, **WHO},
        claim("m") | {"op": "takeover", "from": {"nonce": "x"}},
    ],
)
def test_an_entry_that_goes_with_another_lease_cannot_follow(entry: dict[str, Any]) -> None:
    with pytest.raises(CorruptStore, match="goes with the lease"):
        after(claim("n"), entry)


def test_an_unknown_op_is_not_guessed_at() -> None:
    with pytest.raises(CorruptStore, match="does not know"):
        after(claim("n"), {"op": "purge", "lease": "n", **WHO})
