"""Processes that edit one series against each other while somebody kills and stops them, and the account of it.

Every edit sets one voxel that nobody else sets, and is reported through a pipe once `append` has returned. So in the
end each reported voxel must be in the newest version, whoever was killed, stopped or fenced off meanwhile.
"""

from __future__ import annotations

import errno
import os
import random
import signal
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

import numpy as np
from store_processes import processes
from store_projects import SCAN, do, open_store

from RILContourLib.annotation.extent import Extent
from RILContourLib.errors import CorruptStore, LeaseLost, SeriesBusy
from RILContourLib.store import publishing
from RILContourLib.store.beat import LeaseTimes

SHAPE = (32, 32, 64)
TIMES = LeaseTimes(beat_s=0.1, stale_s=1.2, look_s=0.2)


def _refuse(*_: object) -> None:
    raise OSError(errno.EPERM, os.strerror(errno.EPERM))


def race(study: Path, own: int, first: int, missing: tuple[str, ...], reports: Connection) -> None:
    """Hold, edit, commit and give back, again and again. `first`: the first voxel of this process' own."""
    if "link" in missing:
        os.link = _refuse
    if "rename" in missing:
        publishing.rename_exclusively = _refuse
    chance = random.Random(first)
    store = open_store(study, times=TIMES)
    voxel = first
    while True:
        try:
            lease = store.acquire(SCAN, f"user {own}", wait_s=0.5, accept_damage=True)
        except (SeriesBusy, CorruptStore):
            continue
        try:
            annotation = store.read(SCAN).annotation
            for _ in range(chance.randrange(1, 12)):
                place = np.unravel_index(voxel, SHAPE)
                where = Extent(tuple(map(int, place)), tuple(int(index) + 1 for index in place))
                change = annotation.mask_change("lung", 0, where, np.ones((1, 1, 1), bool), "human")
                do(store, lease, annotation, change)
                reports.send(("edit", voxel))
                voxel += 1
                if chance.random() < 0.2:
                    reports.send(("version", store.commit(lease, annotation, reason="save").number))
            if chance.random() < 0.7:
                reports.send(("version", store.commit(lease, annotation, reason="close").number))
        except LeaseLost:
            reports.send(("lost", voxel))
            voxel += 1
        finally:
            store.release(lease)


@dataclass
class Account:
    """What the processes reported."""

    edits: list[int] = field(default_factory=list)
    versions: list[tuple[int, int]] = field(default_factory=list)  # (process, number)
    lost: int = 0
    killed: int = 0
    stopped: int = 0

    def add(self, own: int, report: tuple[str, Any]) -> None:
        what, value = report
        if what == "edit":
            self.edits.append(value)
        elif what == "version":
            self.versions.append((own, value))
        else:
            self.lost += 1


class Race:
    """Starts the processes, disturbs them, and starts a new one for each that is killed."""

    def __init__(self, study: Path, processes: int, missing: tuple[str, ...] = (), seed: int = 1) -> None:
        self._study = study
        self._missing = missing
        self._chance = random.Random(seed)
        self._started = 0
        self.account = Account()
        self._running: dict[Connection, tuple[int, Any]] = {}
        self._asleep: list[tuple[float, int]] = []
        for own in range(processes):
            self._start(own)

    def _start(self, own: int) -> None:
        ours, theirs = processes().Pipe(duplex=False)
        first = self._started * 500 % (SHAPE[0] * SHAPE[1] * SHAPE[2])
        process = processes().Process(target=race, args=(self._study, own, first, self._missing, theirs), daemon=True)
        process.start()
        theirs.close()
        self._started += 1
        self._running[ours] = own, process

    def run(self, edits: int, kills: int, stops: int, longest_s: float = 120.0) -> Account:
        """Let them race until so much has happened, however slow the disk is, then end all of them by kill -9."""
        begun = time.monotonic()
        next_kill, next_stop = begun + 0.5, begun + 0.3
        while not self._has_happened(edits, kills, stops) and time.monotonic() < begun + longest_s:
            self._listen(0.02)
            now = time.monotonic()
            if now >= next_kill:
                next_kill = now + self._chance.uniform(0.3, 0.9)
                self._kill_one()
            if now >= next_stop:
                next_stop = now + self._chance.uniform(0.3, 0.9)
                self._stop_one(now)
            self._wake(now)
        self._wake(float("inf"))
        for ours in list(self._running):
            self._kill(ours)
        return self.account

    def _has_happened(self, edits: int, kills: int, stops: int) -> bool:
        account = self.account
        return len(account.edits) >= edits and account.killed >= kills and account.stopped >= stops

    def _listen(self, seconds: float) -> None:
        for ours in wait(list(self._running), seconds):
            try:
                while ours.poll():
                    self.account.add(self._running[ours][0], ours.recv())
            except EOFError:
                own, process = self._running.pop(ours)
                process.join()
                assert process.exitcode == -signal.SIGKILL, f"process {own} ended by itself"

    def _holder_or_any(self) -> Connection:
        """Mostly the holder, for to disturb those who wait proves little; nobody who is asleep."""
        holder = open_store(self._study).head(SCAN).holder
        asleep = {pid for _, pid in self._asleep}
        awake = {ours: own for ours, (own, process) in self._running.items() if process.pid not in asleep}
        for ours, own in awake.items():
            if holder and holder.user == f"user {own}" and self._chance.random() < 0.7:
                return ours
        return self._chance.choice(list(awake or self._running))

    def _kill_one(self) -> None:
        ours = self._holder_or_any()
        own = self._running[ours][0]
        self._kill(ours)
        self.account.killed += 1
        self._start(own)

    def _kill(self, ours: Connection) -> None:
        own, process = self._running.pop(ours)
        process.kill()
        process.join()
        try:
            while True:
                self.account.add(own, ours.recv())
        except EOFError:
            ours.close()

    def _stop_one(self, now: float) -> None:
        pid = self._running[self._holder_or_any()][1].pid
        os.kill(pid, signal.SIGSTOP)
        self.account.stopped += 1
        self._asleep.append((now + self._chance.choice((0.2, 0.8, 2.5)), pid))

    def _wake(self, now: float) -> None:
        for until, pid in list(self._asleep):
            if now >= until:
                self._asleep.remove((until, pid))
                if any(process.pid == pid for _, process in self._running.values()):
                    os.kill(pid, signal.SIGCONT)
