"""A small study for tests of what survives, and what is in it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import nibabel
import numpy as np
import pytest

from RILContourLib import Project
from RILContourLib.annotation.annotation import Annotation
from RILContourLib.project.text_field import TextField
from RILContourLib.store.beat import LeaseTimes
from RILContourLib.store.file_store import FileStore
from RILContourLib.store.journal import JournalTimes

SHAPE = (12, 10, 8)
AFFINE = np.array([[-2.0, 0, 0, 11], [0, 2, 0, -7], [0, 0, 4, 3], [0, 0, 0, 1]])
SCAN = "scan.nii.gz"
AREAS = ("liver", "spleen")
POINTS = "tip"
ROIS = ({"name": "Liver"}, {"name": "Spleen"}, {"name": "Tip", "kind": "point"})
QUESTIONS = (
    TextField("quality", "Image quality", kind="choice", choices=("good", "motion", "unusable")),
    TextField("remark", "Remark"),
    TextField("nodule", "Nodule visible", about="slice", kind="boolean"),
)
QUICK_LEASE = LeaseTimes(beat_s=0.1, stale_s=1.5, look_s=0.05)
QUICK_JOURNAL = JournalTimes(deadline_s=2.0, retry_s=0.05, group_s=0.02)


def keep_to(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process and those it starts keep their own files, spools and caches, in `folder`."""
    monkeypatch.setenv("RILCONTOUR_STATE", str(folder / "state"))
    monkeypatch.setenv("RILCONTOUR_CACHE", str(folder / "cache"))
    monkeypatch.setenv("RILCONTOUR_USER", "ana")


def write_image(path: Path, seed: int = 0, shape: tuple[int, ...] = SHAPE) -> Path:
    """A NIfTI image of noise."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(-1000, 1000, shape, np.int16)
    nibabel.save(nibabel.Nifti1Image(pixels, AFFINE), path)
    return path


def make_study(folder: Path, names: Sequence[str] = (SCAN,)) -> Project:
    """A project of images named `names`, with two areas, one kind of points and three questions."""
    for seed, name in enumerate(names):
        write_image(folder / name, seed)
    return Project.create(folder, name="Study", rois=ROIS, text=QUESTIONS)


def open_quickly(folder: Path, user: str = "ana", times: LeaseTimes = QUICK_LEASE) -> Project:
    """The project as a process opens it that gives signs of life, and gives holders up, within seconds."""
    project = Project.open(folder, user=user)
    project.store = FileStore(project.file, project.definitions, times=times, journal_times=QUICK_JOURNAL)
    return project


def digest_of(annotation: Annotation) -> str:
    """One digest of all that an annotation says, from whole arrays: voxels, points, answers, status, locks."""
    sha = hashlib.sha256()
    for roi in (*AREAS, POINTS):
        held = annotation.roi(roi)
        for frame in range(annotation.frames):
            sha.update(np.packbits(annotation.mask(roi, frame).to_array()).tobytes())
        points = [(point.id, point.ijk) for point in held.points]
        sha.update(repr((roi, points, held.status, held.locked)).encode())
    answers = sorted((s.about, s.key, field, repr(answer.value)) for s, field, answer in annotation.answers)
    sha.update(repr(answers).encode())
    return sha.hexdigest()


def files_below(folder: Path) -> dict[str, bytes]:
    """The bytes of every file below a folder, by path from there; of a gigantic one the first million."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                found[str(path.relative_to(folder))] = file.read(1_000_000)
    return found


def sidecar_of(project: Project, series: str = SCAN) -> Path:
    return project.folder / f"{series}.ril" / project.definitions.id


def wait_for(what: Callable[[], object], timeout_s: float = 20.0) -> None:
    """Wait until `what()` is true; AssertionError if that takes so long that something must be wrong."""
    deadline = time.monotonic() + timeout_s
    while not what():
        assert time.monotonic() < deadline, f"waited {timeout_s} s in vain"
        time.sleep(0.01)
