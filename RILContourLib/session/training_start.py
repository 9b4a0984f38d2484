"""Where a training begins: from the model's newest version where that fits, else from random weights."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import UsageError
from ..models.description import NetworkInput
from ..models.version import ModelVersion
from ..training.network_kinds import NetworkShape
from ..training.options import TrainOptions

if TYPE_CHECKING:
    from .project import Project

DATASET_FILE = "dataset.csv"


@dataclass(frozen=True)
class Start:
    """label : the version that is gone on from, None for random weights; reason : why not, where there is a version.

    given, shape : of the network: those of that version, so that its weights keep their sense
    """

    given: NetworkInput
    shape: NetworkShape
    label: str | None = None
    folder: Path | None = None
    reason: str = ""


def start_of(
    project: Project,
    name: str,
    shape: NetworkShape,
    classes: Sequence[str],
    given: NetworkInput,
    options: TrainOptions,
) -> Start:
    """UsageError if the version that would be gone on from has learned from series that are for testing by now."""
    fresh = Start(given, shape)
    library = project.models.libraries[0]
    if options.from_scratch or not library.numbers(name):
        return fresh
    version = library[name]
    if version.description.input.channels != given.channels:
        return replace(fresh, reason=f"{version.label} sees other images of the exam")
    made = version.description.made_from
    if made.get("network") != shape.to_json():
        network = made.get("network")
        usual = TrainOptions()
        asked = (options.depth, options.width, options.norm) != (usual.depth, usual.width, usual.norm)
        if not isinstance(network, dict) or asked or not _same_but_size(network, shape):
            return replace(fresh, reason=f"{version.label} has another network")
        shape = NetworkShape.from_json(network)
    if list(made.get("classes", ())) != list(classes):
        return replace(fresh, reason=f"{version.label} was trained for other ROI or answers")
    _refuse_tests(project, version)
    return Start(_input(version, shape, given, options), shape, version.label, version.folder)


def _input(version: ModelVersion, shape: NetworkShape, given: NetworkInput, options: TrainOptions) -> NetworkInput:
    """The version's own, unless something of it was asked for."""
    if options.spacing_mm is None and options.size is None and options.intensity is None:
        return version.description.input
    return given if given.size is not None else replace(given, multiple_of=2**shape.depth)


def _same_but_size(network: dict, shape: NetworkShape) -> bool:
    """Whether only depth, width and norm differ, which are then the version's unless others were asked for."""
    kept = ("task", "channels", "classes", "output")
    return all(network.get(key) == getattr(shape, key) for key in kept)


def _refuse_tests(project: Project, version: ModelVersion) -> None:
    for ancestor in _ancestors(project, version):
        tests = [name for name in _learned_from(ancestor) if name in project and project.subset_of(name) == "test"]
        if tests:
            message = (
                f"{ancestor.label} was trained with {tests[0]}, which is for testing now: train from scratch, so that "
                "the test series stay unseen."
            )
            raise UsageError(message)


def _ancestors(project: Project, version: ModelVersion) -> Iterator[ModelVersion]:
    """A version and those that it was gone on from, as far as they are there."""
    library = project.models.libraries[0]
    seen: set[int] = set()
    while version.number not in seen:
        seen.add(version.number)
        yield version
        start = str(version.description.made_from.get("started_from", ""))
        name, _, number = start.partition("@")
        if name != version.name or not number.isdecimal() or int(number) not in library.numbers(name):
            return
        version = library[start]


def _learned_from(version: ModelVersion) -> list[str]:
    try:
        with (version.folder / DATASET_FILE).open(encoding="utf-8", newline="") as file:
            return [row.get("series") or "" for row in csv.DictReader(file)]
    except OSError:
        return []
