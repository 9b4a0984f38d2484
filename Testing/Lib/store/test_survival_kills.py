"""Two hundred sessions killed at random moments: every edit that was reported as saved is back."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
from store_processes import processes
from store_projects import do, open_store, write_image, write_project

from RILContourLib.annotation.extent import Extent

SHAPE = (32, 32, 16)
SESSIONS = 200
SERIES = 4


def edit_until_killed(study: Path, series: str, first: int, reports: Connection) -> None:
    """One voxel an edit, now and then a version, now and then the lease given back and taken again."""
    chance, store, voxel = random.Random(first), open_store(study), first
    while True:
        lease = store.acquire(series, "anna")
        annotation = store.read(series).annotation
        for _ in range(chance.randrange(1, 20)):
            place = tuple(int(index) for index in np.unravel_index(voxel, SHAPE))
            where = Extent(place, tuple(index + 1 for index in place))
            do(store, lease, annotation, annotation.mask_change("lung", 0, where, np.ones((1, 1, 1), bool), "human"))
            reports.send(voxel)
            voxel += 1
        store.commit(lease, annotation, reason="save")
        store.release(lease)


def kill_sessions(study: Path, series: str, count: int) -> list[int]:
    """Start and kill `count` sessions one after the other; the voxels that they reported as saved."""
    chance, reported = random.Random(series), []
    for number in range(count):
        ours, theirs = processes().Pipe(duplex=False)
        process = processes().Process(target=edit_until_killed, args=(study, series, number * 200, theirs))
        process.start()
        theirs.close()
        ours.poll(chance.choice((0.02, 0.05, None)))  # also before the first edit
        process.join(chance.uniform(0.0, 0.06))
        process.kill()
        process.join()
        assert process.exitcode not in (0, 1), f"session {number} of {series} ended by itself"
        try:
            while True:
                reported.append(ours.recv())
        except EOFError:
            ours.close()
    return reported


def test_every_saved_edit_of_two_hundred_killed_sessions_is_back(tmp_path: Path) -> None:
    study = tmp_path / "study"
    write_project(study, ())
    names = [f"{number}.nii" for number in range(SERIES)]
    for seed, name in enumerate(names):
        write_image(study / name, SHAPE, seed=seed)
    processes()
    with ThreadPoolExecutor(SERIES) as killers:
        reported = list(killers.map(lambda name: kill_sessions(study, name, SESSIONS // SERIES), names))
    store = open_store(study)
    for name, voxels in zip(names, reported, strict=True):
        assert len(voxels) > SESSIONS // SERIES
        store.release(store.acquire(name, "ben", wait_s=30))
        marked = set(np.flatnonzero(store.read(name).annotation.mask("lung").to_array()).tolist())
        assert set(voxels) <= marked
    assert [found for found in store.verify() if found.severity == "error"] == []
