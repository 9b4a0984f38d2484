"""Taking leases, keeping them, and losing them."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from store_processes import start_python

from RILContourLib.errors import CorruptStore, LeaseLost, NotAllowed, SeriesBusy, StoreError
from RILContourLib.store.beat import LeaseTimes
from RILContourLib.store.claiming import Claiming
from RILContourLib.store.entry_log import EntryLog, LogEnd
from RILContourLib.store.held_lease import HeldLease
from RILContourLib.store.holders import Watches
from RILContourLib.store.journal import JournalWriter
from RILContourLib.store.layout import TrackFolder
from RILContourLib.store.lease_keeper import LeaseKeeper
from RILContourLib.store.process_identity import this_process

QUICK = LeaseTimes(beat_s=0.05, stale_s=0.6, look_s=0.02)
SLOW = LeaseTimes(beat_s=60, stale_s=600, look_s=0.02)


class Thing:
    """What the lease of these tests is for."""

    def __init__(self, live: Path) -> None:
        self._live = live
        self.refusal: Exception | None = None

    def describe(self) -> str:
        return "a.nii"

    def check(self, end: LogEnd, reason: str) -> None:
        if self.refusal:
            raise self.refusal

    def claim_fields(self, end: LogEnd) -> Mapping[str, Any]:
        return {"series": "a.nii"}

    def recover(self, end: LogEnd) -> Mapping[str, Any]:
        return {"found": "journal"}

    def open_journal(self, nonce: str) -> JournalWriter | None:
        return JournalWriter(self._live / f"journal-{nonce}", {"nonce": nonce, "process": this_process().to_json()})


@pytest.fixture
def folder(tmp_path: Path) -> TrackFolder:
    return TrackFolder(tmp_path)


@pytest.fixture
def thing(folder: TrackFolder) -> Thing:
    return Thing(folder.live)


Acquire = Callable[..., HeldLease]


@pytest.fixture
def acquire(folder: TrackFolder, thing: Thing) -> Iterator[Acquire]:
    taken: list[HeldLease] = []
    watches = Watches(QUICK)

    def take(user: str, wait_s: float = 0.0, *, force: bool = False, times: LeaseTimes = QUICK) -> HeldLease:
        claiming = Claiming(folder, thing, user, times, watches if times is QUICK else Watches(times))
        taken.append(claiming.acquire(wait_s, force).held)
        return taken[-1]

    yield take
    for held in taken:
        held.keeper.stop()
        if held.journal:
            held.journal.close()


def ops(folder: TrackFolder) -> list[str]:
    return [entry.op for entry in EntryLog(folder.log).entries()]


def test_sign_of_life_and_journal_are_there_before_the_claim(
    folder: TrackFolder, thing: Thing, monkeypatch: pytest.MonkeyPatch, acquire: Acquire
) -> None:
    real_publish, seen = EntryLog.publish, []

    def publish(log: EntryLog, *given: Any) -> Any:
        seen.append(sorted(path.name.split("-")[0] for path in folder.live.iterdir()))
        return real_publish(log, *given)

    monkeypatch.setattr(EntryLog, "publish", publish)
    acquire("anna")
    assert seen == [["beat", "journal"]]


def test_a_second_person_is_told_who_has_it(acquire: Acquire) -> None:
    acquire("anna")
    with pytest.raises(SeriesBusy, match="a.nii is being edited by anna on .* since 20") as caught:
        acquire("ben")
    assert caught.value.holder["user"] == "anna"


def test_a_released_lease_is_free_and_leaves_nothing_alive(acquire: Acquire, folder: TrackFolder) -> None:
    acquire("anna").release()
    assert list(folder.live.iterdir()) == []
    acquire("ben").release()
    assert ops(folder) == ["claim", "release", "claim", "release"]


def test_edits_that_are_in_no_version_keep_their_journal(acquire: Acquire, folder: TrackFolder) -> None:
    held = acquire("anna")
    held.journal.append(b"edit")
    held.release()
    assert [path.name for path in folder.live.iterdir()] == [f"journal-{held.nonce}"]
    claim = acquire("ben").end.entry.data
    assert (claim["op"], claim["from"]["nonce"], claim["found"]) == ("claim", held.nonce, "journal")


def test_waiting_ends_when_the_holder_gives_the_lease_back(acquire: Acquire) -> None:
    held = acquire("anna")
    threading.Timer(0.1, held.release).start()
    assert acquire("ben", wait_s=20).user == "ben"


def test_a_claim_that_the_rules_forbid_leaves_no_trace(acquire: Acquire, folder: TrackFolder, thing: Thing) -> None:
    thing.refusal = NotAllowed("finished")
    with pytest.raises(NotAllowed):
        acquire("anna")
    assert ops(folder) == [] and list(folder.live.iterdir()) == [] and list(folder.log.iterdir()) == []


HOLDER = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_claiming import QUICK, Thing
from RILContourLib.store.claiming import Claiming
from RILContourLib.store.holders import Watches
from RILContourLib.store.layout import TrackFolder
folder = TrackFolder(Path(sys.argv[1]))
held = Claiming(folder, Thing(folder.live), "anna", QUICK, Watches(QUICK)).acquire().held
print(held.nonce, flush=True)
sys.stdin.readline()
held.release()
print("released", flush=True)
"""


@pytest.fixture
def a_holding_process(folder: TrackFolder) -> Iterator[Any]:
    process = start_python(HOLDER, folder.folder, Path(__file__).parent, stdin=-1)
    process.nonce = process.stdout.readline().strip()
    yield process
    process.kill()
    process.communicate()


def test_the_lease_of_a_killed_process_passes_on_at_once(
    a_holding_process: Any, acquire: Acquire, folder: TrackFolder
) -> None:
    with pytest.raises(SeriesBusy):
        acquire("ben", times=SLOW)
    a_holding_process.send_signal(signal.SIGKILL)
    a_holding_process.wait()
    held = acquire("ben", times=SLOW)
    takeover = held.end.entry.data
    assert (takeover["op"], takeover["reason"], takeover["found"]) == ("takeover", "process gone", "journal")
    assert takeover["from"]["nonce"] == a_holding_process.nonce


def test_the_lease_of_a_stopped_process_passes_on_when_it_was_silent_for_long_and_it_hears_of_that(
    a_holding_process: Any, acquire: Acquire, folder: TrackFolder
) -> None:
    a_holding_process.send_signal(signal.SIGSTOP)
    with pytest.raises(SeriesBusy):
        acquire("ben", wait_s=0.1)
    held = acquire("ben", wait_s=20)
    assert held.end.entry.data["reason"] == "no sign of life"
    a_holding_process.send_signal(signal.SIGCONT)
    output, _ = a_holding_process.communicate("\n")
    assert output == "released\n"
    held.publish("release", lambda end: {})
    assert ops(folder) == ["claim", "takeover", "release"]


def test_short_attempts_add_up_to_the_time_of_silence(a_holding_process: Any, acquire: Acquire) -> None:
    a_holding_process.send_signal(signal.SIGSTOP)
    attempts = 0
    while True:
        try:
            acquire("ben")
            break
        except SeriesBusy:
            attempts += 1
            time.sleep(0.02)
    assert attempts >= 15


def test_a_lease_taken_on_request_is_lost_to_its_holder(acquire: Acquire) -> None:
    first = acquire("anna")
    second = acquire("ben", force=True)
    assert second.end.entry.data["reason"] == "on request"
    with pytest.raises(LeaseLost, match="ended by ben"):
        first.check()
    with pytest.raises(LeaseLost):
        first.publish("release", lambda end: {})
    second.check()


def test_the_keeper_finds_out_by_itself_that_the_lease_was_lost(acquire: Acquire) -> None:
    first = acquire("anna")
    acquire("ben", force=True)
    deadline = time.monotonic() + 20
    while first.keeper.lost is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_lease_left_behind_in_this_process_is_free(acquire: Acquire) -> None:
    held = acquire("anna")
    held.let_go()
    assert acquire("anna", times=SLOW).end.entry.data["reason"] == "process gone"


def test_a_damaged_end_of_the_log_keeps_others_out_while_somebody_lives(
    acquire: Acquire, folder: TrackFolder, a_holding_process: Any
) -> None:
    path = EntryLog(folder.log).path(1)
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(CorruptStore, match="damaged or still being written"):
        acquire("ben", times=SLOW)
    a_holding_process.send_signal(signal.SIGKILL)
    a_holding_process.wait()
    held = acquire("ben", times=SLOW)
    assert held.end.number == 2
    assert held.end.entry.data["void"] == [1]


def test_a_holder_that_others_void_hears_of_it(acquire: Acquire, folder: TrackFolder) -> None:
    held = acquire("anna")
    path = EntryLog(folder.log).path(1)
    path.write_bytes(b"")
    held.keeper.stop()
    other = acquire("ben", wait_s=20)
    assert other.end.entry.data["op"] == "claim"
    with pytest.raises(LeaseLost):
        held.publish("release", lambda end: {})


def test_a_holder_that_was_silent_for_long_does_not_trust_an_old_listing(
    acquire: Acquire, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = acquire("anna", times=SLOW)
    refreshed: list[EntryLog] = []
    real_refreshed = EntryLog.refreshed
    monkeypatch.setattr(EntryLog, "refreshed", lambda log: (refreshed.append(log), real_refreshed(log))[1])
    held.check()
    assert refreshed == []
    monkeypatch.setattr(LeaseKeeper, "is_overdue", True)
    held.check()
    assert refreshed == [held.log]


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class QuietBeat:
    path = Path("beat")

    def give(self) -> None:
        return


def test_a_holder_that_slept_has_the_log_read_before_it_goes_on() -> None:
    clock, checks = Clock(), []
    keeper = LeaseKeeper(QuietBeat(), lambda: checks.append(clock.now), SLOW, clock)
    keeper.start()
    assert keeper.confirm() and checks == []
    clock.now = 1000.0
    assert keeper.confirm()
    assert checks == [1000.0]
    keeper.stop()


def test_a_holder_that_cannot_read_the_log_is_told_so_and_not_kept_waiting_again() -> None:
    clock, gate = Clock(), threading.Event()

    def check() -> None:
        gate.wait(20)
        message = "no connection"
        raise StoreError(message)

    keeper = LeaseKeeper(QuietBeat(), check, SLOW, clock)
    keeper.start()
    clock.now = 1000.0
    assert not keeper.confirm(timeout_s=0.05)
    began = time.monotonic()
    assert not keeper.confirm(timeout_s=20)
    assert time.monotonic() - began < 10
    gate.set()
    keeper.stop()
