"""`python -m Testing.Benchmarks.loop`: annotate, train, draft, correct, three times; fills docs/training.md.

The demonstration has one patient. Others are made of it: its CT bent, turned and scaled at random with noise added
(`RILContourLib.session.demo_copies`), the reference masks with it. Two such copies are kept for testing and never
trained with. The person who annotates and corrects is played by the deformed reference masks. So the table shows that
drafts get better as annotation grows, not how well a model would do on other people.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from RILContourLib import Project
from RILContourLib.progress import no_progress
from RILContourLib.project.definitions import Split
from RILContourLib.session.demo import SERIES, make_demo
from RILContourLib.session.demo_copies import DeformedCopy, copy_name, deformed_copy, write_copy
from RILContourLib.session.demo_models import LUNGS
from RILContourLib.session.training import train
from RILContourLib.training.options import TrainOptions

from .machine import load, machine_facts
from .report import write_between_markers

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "training.md"
TESTS = (101, 102)
ROUNDS = ((1,), (2,), (3, 4))
"""Copies that are annotated before each training: slices of the first from nothing, the others from a draft."""
AFTERWARDS = (5,)
"""Drafted after the last training, to see what would be to correct."""
FIRST_SLICES = range(8, 32, 4)
OPTIONS = TrainOptions(
    rois=LUNGS, accept="annotated", depth=3, width=8, batch=4, epochs=8, learning_rate=5e-3, validation=0.25
)


@dataclass(frozen=True)
class Round:
    """What a round came to: Dice of the test copies by ROI, and what had to be corrected in the drafts after it."""

    number: int
    annotated: str
    slices: int
    dice: Mapping[str, float]
    corrected: float
    seconds: float


def main() -> int:
    """Run the loop, print the table, and write it into the page unless told otherwise."""
    parser = argparse.ArgumentParser(prog="python -m Testing.Benchmarks.loop", description=__doc__)
    parser.add_argument("--print-only", action="store_true", help="do not write the table into docs/training.md")
    arguments = parser.parse_args()
    before = load()
    with tempfile.TemporaryDirectory(prefix="rilcontour-loop-") as folder:
        os.environ["RILCONTOUR_STATE"] = f"{folder}/state"
        os.environ["RILCONTOUR_CACHE"] = f"{folder}/cache"
        rounds = the_loop(Path(folder) / "demo")
    text = "\n".join([*table(rounds), "", *(f"- {fact}" for fact in (*machine_facts(), before))])
    print(text)
    if not arguments.print_only:
        write_between_markers(PAGE, text)
    return 0


def the_loop(folder: Path) -> list[Round]:
    """Three rounds on a new demonstration in `folder`."""
    project = make_demo(folder, user="ana")
    copies = {n: deformed_copy(project, n, LUNGS) for group in (TESTS, *ROUNDS, AFTERWARDS) for n in group}
    for copy in copies.values():
        write_copy(project, copy)
    tests = tuple(copy_name(number) for number in TESTS)
    only_copies = replace(project.definitions, exclude=(SERIES,), split=Split(test=tests))
    project.redefine(only_copies, even_if_used=True)
    project = Project.open(folder, user="ana")
    found: list[Round] = []
    for number, group in enumerate(ROUNDS, 1):
        start = time.monotonic()
        annotated = [_annotated(project, copies[each], first=number == 1) for each in group]
        report = train(project, "lungs", None, replace(OPTIONS, seed=number))
        dice = _tested(project, [copies[each] for each in TESTS])
        following = (*ROUNDS, AFTERWARDS)[number]
        corrected = _wrong_in_drafts(project, [copies[each] for each in following])
        seconds = time.monotonic() - start
        found.append(Round(number, ", ".join(annotated), report.slices, dice, corrected, seconds))
        print(found[-1], flush=True)
    return found


def table(rounds: list[Round]) -> list[str]:
    """In Markdown."""
    lines = [
        "| round | annotated before it | slices learned from | Dice right lung, test | Dice left lung, test "
        "| voxels to correct in the next drafts, per slice | seconds |",
        "| ---: | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for each in rounds:
        right, left = (f"{each.dice[roi]:.3f}" for roi in LUNGS)
        corrected, seconds = f"{each.corrected:.0f}", f"{each.seconds:.0f}"
        cells = (each.number, each.annotated, each.slices, right, left, corrected, seconds)
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return lines


def _annotated(project: Project, copy: DeformedCopy, *, first: bool) -> str:
    """Some slices of a copy from nothing; or accept its draft and mend it everywhere."""
    series = project[copy.name]
    slices = FIRST_SLICES if first else range(copy.image.shape[2])
    with series.edit() as annotation:
        for draft in series.drafts:
            draft.accept(annotation)
        for roi in LUNGS:
            for k in slices:
                annotation[roi].mask[:, :, k] = copy.masks[roi][:, :, k]
            if not first:
                annotation[roi].status = "complete"
    return f"{len(slices)} slices of {copy.name.split('/')[1]}" + ("" if first else " (draft corrected)")


def _tested(project: Project, tests: list[DeformedCopy]) -> dict[str, float]:
    """Dice by ROI, the mean of the test copies; nothing is kept of what the model says of them."""
    model = project.models["lungs"]
    said = [model.predictions(project[copy.name])[0] for copy in tests]
    return {
        roi: float(
            np.mean(
                [_dice(each.masks[roi].to_array(), copy.masks[roi]) for each, copy in zip(said, tests, strict=True)]
            )
        )
        for roi in LUNGS
    }


def _wrong_in_drafts(project: Project, copies: list[DeformedCopy]) -> float:
    """Draft copies for the next round; voxels that a person has to change, by slice."""
    model, wrong, slices = project.models["lungs"], 0, 0
    for copy in copies:
        draft = model.predict(project[copy.name], progress=no_progress)
        slices += copy.image.shape[2]
        for roi in LUNGS:
            wrong += int((draft.annotation.mask(roi).to_array() != copy.masks[roi]).sum())
    return wrong / slices


def _dice(one: np.ndarray, other: np.ndarray) -> float:
    return 2 * np.count_nonzero(one & other) / (np.count_nonzero(one) + np.count_nonzero(other))


if __name__ == "__main__":
    raise SystemExit(main())
