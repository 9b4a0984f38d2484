"""Signs of life."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from RILContourLib.store.beat import Beat, LeaseTimes, StalenessWatch, clock_that_runs_in_sleep, read_beat

TIMES = LeaseTimes(beat_s=10, stale_s=120, look_s=5)


class Clock:
    """A clock that goes on when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def live(tmp_path: Path) -> Path:
    folder = tmp_path / "live"
    folder.mkdir()
    return folder


@pytest.fixture
def a_beat(live: Path) -> Beat:
    return Beat(live, "n")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def a_watch(live: Path, clock: Clock) -> StalenessWatch:
    return StalenessWatch(live, lambda: read_beat(live, "n"), TIMES, clock)


def look_for(watch: StalenessWatch, clock: Clock, seconds: float, every_s: float = 5.0) -> bool:
    """Look again and again; whether the last look found the holder gone."""
    gone = watch.look()
    for _ in range(int(seconds / every_s)):
        clock.now += every_s
        gone = watch.look()
    return gone


def test_each_sign_differs_and_has_the_same_length(a_beat: Beat, live: Path) -> None:
    signs = {read_beat(live, "n")}
    for _ in range(20):
        a_beat.give()
        signs.add(read_beat(live, "n"))
    assert len(signs) == 21
    assert len({len(sign) for sign in signs if sign}) == 1


def test_a_sign_that_somebody_removed_comes_back(a_beat: Beat, live: Path) -> None:
    a_beat.path.unlink()
    assert read_beat(live, "n") is None
    a_beat.give()
    assert read_beat(live, "n")


def test_silence_for_the_whole_time_counts_as_gone(a_beat: Beat, a_watch: StalenessWatch, clock: Clock) -> None:
    assert not look_for(a_watch, clock, 115)
    clock.now += 5
    assert a_watch.look()


def test_any_sign_begins_the_count_anew(a_beat: Beat, a_watch: StalenessWatch, clock: Clock) -> None:
    assert not look_for(a_watch, clock, 115)
    a_beat.give()
    assert not look_for(a_watch, clock, 115)


def test_a_missing_sign_counts_as_silence(a_watch: StalenessWatch, clock: Clock) -> None:
    assert look_for(a_watch, clock, 120)


def test_a_watcher_that_slept_learns_nothing_from_the_time_it_slept(
    a_beat: Beat, a_watch: StalenessWatch, clock: Clock
) -> None:
    a_watch.look()
    clock.now += 3600
    assert not a_watch.look()
    assert a_watch.silent_s == 10


def test_time_in_which_the_watcher_could_not_write_does_not_count(
    a_beat: Beat, a_watch: StalenessWatch, clock: Clock, live: Path
) -> None:
    assert not look_for(a_watch, clock, 100)
    moved = live.rename(live.with_name("away"))
    assert not look_for(a_watch, clock, 300)
    moved.rename(live)
    clock.now += 5
    assert not a_watch.look()
    assert a_watch.silent_s == 100
    assert look_for(a_watch, clock, 20)


def test_a_sign_given_while_the_watcher_was_cut_off_counts(
    a_beat: Beat, a_watch: StalenessWatch, clock: Clock, live: Path
) -> None:
    look_for(a_watch, clock, 100)
    shutil.move(live, live.with_name("away"))
    a_watch.look()
    shutil.move(live.with_name("away"), live)
    a_beat.give()
    a_watch.look()
    assert a_watch.silent_s == 0


def test_the_watcher_leaves_nothing_behind(a_beat: Beat, a_watch: StalenessWatch, live: Path) -> None:
    a_watch.look()
    assert [path.name for path in live.iterdir()] == ["beat-n"]


def test_the_holders_clock_never_goes_back() -> None:
    readings = [clock_that_runs_in_sleep() for _ in range(1000)]
    assert readings == sorted(readings)
