"""Clocks that are wrong: nothing is decided by the time of day."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from store_projects import ANOTHER_BOX, SCAN, commit_box, open_store, paint, painted, write_project

from RILContourLib.errors import SeriesBusy
from RILContourLib.store import beat, entry_fields, held_lease, lease_free
from RILContourLib.store.beat import LeaseTimes

SLOW = LeaseTimes(beat_s=0.05, stale_s=600, look_s=0.01)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    write_project(tmp_path / "study")
    return tmp_path / "study"


@pytest.fixture
def a_clock_that_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look at it shows a day before the last one."""
    days = itertools.count()

    def utc_now() -> str:
        shown = datetime(2040, 12, 31, 12, tzinfo=UTC) - timedelta(days=next(days))
        return shown.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    for module in (entry_fields, lease_free):
        monkeypatch.setattr(module, "utc_now", utc_now)


def test_versions_keep_their_order_when_the_clock_is_set_back(study: Path, a_clock_that_goes_back: None) -> None:
    store = open_store(study)
    commit_box(store)
    commit_box(store, "ben", ANOTHER_BOX)
    times = [version.time for version in store.history(SCAN)]
    assert times[0] > times[1]
    assert [version.number for version in store.history(SCAN)] == [1, 2]
    assert painted(store) == 48
    assert list(store.verify()) == []


def test_a_holder_stays_the_holder_when_the_clock_is_set_back(study: Path, a_clock_that_goes_back: None) -> None:
    store, another = open_store(study, times=SLOW), open_store(study, times=SLOW)
    lease = store.acquire(SCAN, "anna")
    with pytest.raises(SeriesBusy):
        another.acquire(SCAN, "ben", wait_s=0.3)
    paint(store, lease, store.read(SCAN).annotation)
    store.release(lease)


def test_notes_keep_working_when_the_clock_is_set_back(study: Path, a_clock_that_goes_back: None) -> None:
    store = open_store(study)
    texts = {store.add_note(SCAN, f"note {number}", "ben").text for number in range(5)}
    assert {note.text for note in store.notes(SCAN)} == texts


def test_leases_are_judged_by_clocks_that_nobody_sets() -> None:
    for module in (beat, held_lease):
        source = Path(str(module.__file__)).read_text(encoding="utf-8")
        assert "time.time(" not in source and "datetime" not in source and "st_mtime" not in source
