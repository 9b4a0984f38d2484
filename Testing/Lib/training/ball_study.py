"""Studies of bright balls: small images of which it is known what is to be learned."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np

from RILContourLib import Project
from RILContourLib.project.definitions import Split
from RILContourLib.project.text_field import TextField

SHAPE = (30, 26, 8)
BALL, CUBE = "ball", "cube"


def ball(number: int, shape: tuple[int, int, int] = SHAPE) -> np.ndarray:
    """bool (i, j, k): a ball whose place goes with the series' number; the outermost slices have none of it."""
    generator = np.random.default_rng(number)
    centre = np.array(shape) / 2 + generator.uniform(-3, 3, 3) * (1, 1, 0.2)
    away = (np.indices(shape).T - centre).T * np.array([1, 1, 3.0])[:, None, None, None]
    return (away**2).sum(axis=0) < 7.5**2


def upper(shape: tuple[int, int, int] = SHAPE) -> np.ndarray:
    """bool (i, j, k): the anterior half of the image."""
    return np.broadcast_to(np.arange(shape[1])[:, None] >= shape[1] // 2, shape)


def pixels(number: int, shape: tuple[int, int, int] = SHAPE, *, halves: bool = False) -> np.ndarray:
    """int16: the ball is bright, the rest is not, and both are noisy; of `halves` the upper one is brighter still."""
    noise = np.random.default_rng(1000 + number).normal(0, 10, shape)
    inside = np.where(upper(shape) & halves, 180, 100)
    return (np.where(ball(number, shape), inside, 20) + noise).astype(np.int16)


def name_of(number: int) -> str:
    return f"p{number}/scan.nii.gz"


def make_balls(
    folder: Path,
    count: int,
    *,
    test: Iterable[int] = (),
    shape: tuple[int, int, int] = SHAPE,
    halves: bool = False,
    **more: Any,
) -> Project:
    """A patient each; `test` are kept for testing."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        path = folder / name_of(number)
        path.parent.mkdir()
        nib.save(nib.Nifti1Image(pixels(number, shape, halves=halves), np.diag((1.0, 1.0, 3.0, 1.0))), path)
    return Project.create(
        folder,
        name="Balls",
        rois=[{"name": "Ball", "value": 1}, {"name": "Cube", "value": 2}],
        text=(
            TextField("ball-here", "Ball in the slice", about="slice", kind="boolean"),
            TextField("height", "Height", about="slice", kind="choice", choices=("low", "high")),
        ),
        split=Split(test=tuple(f"p{number}/**" for number in test), group="patient"),
        user="ana",
        **more,
    )


def draw(project: Project, number: int, *, slices: Iterable[int] = range(SHAPE[2]), complete: bool = True) -> None:
    """Mark the ball in some slices of a series, and say that it is complete if it is."""
    truth = ball(number)
    with project[name_of(number)].edit() as annotation:
        for k in slices:
            annotation[BALL].mask[:, :, k] = truth[:, :, k]
        if complete:
            annotation[BALL].status = "complete"


def answer(project: Project, number: int, field: str = "ball-here") -> None:
    """Answer a question on every slice of a series."""
    seen = ball(number).any(axis=(0, 1))
    with project[name_of(number)].edit() as annotation:
        for k in range(SHAPE[2]):
            value = bool(seen[k]) if field == "ball-here" else ("low" if k < 4 else "high")
            annotation.slice(k).text[field] = value
