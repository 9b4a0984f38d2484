"""Eight processes race for one series while they are killed and stopped."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from racing import SHAPE, Race
from store_projects import SCAN, open_store, write_image, write_project

from RILContourLib.store.entry import Entry
from RILContourLib.store.file_store import FileStore
from RILContourLib.store.journal_format import read_journal
from RILContourLib.store.refused import accounted_for, set_aside_until


@pytest.fixture
def study(tmp_path: Path) -> Path:
    write_project(tmp_path / "study", ())
    write_image(tmp_path / "study" / SCAN, SHAPE)
    return tmp_path / "study"


def recovered(study: Path) -> FileStore:
    """The store after somebody took over what the last holder left."""
    store = open_store(study)
    store.release(store.acquire(SCAN, "the last", wait_s=60, accept_damage=True))
    return store


def check_no_reported_edit_is_lost(store: FileStore, edits: list[int]) -> None:
    marked = set(np.flatnonzero(store.read(SCAN).annotation.mask("lung").to_array()).tolist())
    assert set(edits) <= marked, f"{len(set(edits) - marked)} of {len(edits)} edits are lost"


def check_no_version_is_lost(store: FileStore, versions: list[tuple[int, int]]) -> None:
    history = store.history(SCAN)
    assert [version.number for version in history] == list(range(1, len(history) + 1))
    made_by = {version.number: version.user for version in history}
    assert [made_by[number] for _, number in versions] == [f"user {own}" for own, _ in versions]


def check_nobody_published_without_the_lease(store: FileStore) -> None:
    """Replays the log by hand: who holds, and whose entry comes next."""
    holder = None
    for entry in reversed(list(store.parts.place(SCAN, "main").log.standing())):
        assert isinstance(entry, Entry)
        if entry.op == "claim":
            assert holder is None
            holder = entry.data["lease"]
        elif entry.op == "takeover":
            assert holder == entry.data["from"]["nonce"]
            holder = entry.data["lease"]
        else:
            assert holder == entry.data["lease"]
            holder = None if entry.op == "release" else holder


def check_every_journalled_edit_is_in_a_version_or_set_aside(store: FileStore) -> None:
    place = store.parts.place(SCAN, "main")
    accounted = accounted_for(place.log)
    for path in place.live.glob("journal-*"):
        nonce = path.name.removeprefix("journal-")
        late = [record for record in read_journal(path).records if record.sequence > accounted.get(nonce, (0, 0))[1]]
        assert not late or late[-1].end <= set_aside_until(place.live, nonce)


@pytest.mark.parametrize(
    ("missing", "edits"), [((), 100), (("link",), 30), (("link", "rename"), 30)], ids=["links", "renames", "creates"]
)
def test_never_two_holders_and_nothing_lost(study: Path, missing: tuple[str, ...], edits: int) -> None:
    account = Race(study, 8, missing).run(edits, kills=edits // 10, stops=edits // 10)
    assert len(account.edits) >= edits
    store = recovered(study)
    check_nobody_published_without_the_lease(store)
    check_no_reported_edit_is_lost(store, account.edits)
    check_no_version_is_lost(store, account.versions)
    check_every_journalled_edit_is_in_a_version_or_set_aside(store)
    assert [found for found in store.verify() if found.severity == "error"] == []
