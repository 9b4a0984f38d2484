"""From a survey to a training's folder: slices as files, and the plan."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ModelError, RILContourError
from ..files import write_new_file
from ..models.description import ModelDescription, NetworkInput
from ..models.description_writer import description_text
from ..progress import CancelToken, Progress
from ..training.augmenting import has_a_side
from ..training.describing import chosen_input, described, left_right_axis
from ..training.network_kinds import NetworkShape
from ..training.options import TrainOptions
from ..training.plan import DESCRIPTION, SLICES, Plan
from .selection import Selection
from .training_start import Start, start_of
from .training_survey import LeftOut, Survey, Target, training_sources
from .training_writing import SlicesWriter

if TYPE_CHECKING:
    from .project import Project

IMAGES_LOOKED_AT = 3
"""For what their values mean."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """A plan, what of the survey could not be used after all, and why training begins where it does."""

    plan: Plan
    left_out: tuple[LeftOut, ...]
    start: Start


def prepare_training(
    project: Project,
    name: str,
    folder: Path,
    survey: Survey,
    selection: Selection | None,
    options: TrainOptions,
    progress: Progress,
    cancel: CancelToken,
) -> Prepared:
    """Write the slices and the plan to `folder`, which is empty. ModelError, Cancelled."""
    given = chosen_input([each.seen for each in survey.series], _lowest(project, survey), options)
    shape = _shape(project, survey.targets, given, options)
    start = start_of(project, name, shape, [target.name for target in survey.targets], given, options)
    given, shape = start.given, start.shape
    description = _description(name, given, shape, survey.targets, options)
    writer = SlicesWriter(project, folder, description, survey, cancel)
    _write(folder, description)
    sources = {source.series: source for source in training_sources(project, selection)}
    for number, each in enumerate(survey.series):
        cancel.check()
        progress(number, len(survey.series), each.series)
        writer.write(each, sources.get(each.series))
    series = writer.with_validation(options)
    plan = Plan(
        model=name,
        project=project.definitions.id,
        options=options,
        shape=shape,
        classes=tuple(target.name for target in survey.targets),
        series=series,
        split=writer.split,
        digest=_digest_of([each.digest for each in series], given, survey.targets),
        accepted=survey.accepted,
        left_right=left_right_axis(given) if _may_mirror(project, survey.targets, options) else None,
        start=start.label,
        start_folder=None if start.folder is None else str(start.folder),
    )
    plan.save(folder)
    return Prepared(plan, tuple(writer.left_out), start)


def _write(folder: Path, description: ModelDescription) -> None:
    """The model.yaml, as far as it is known before training, and the folder for slices."""
    try:
        (folder / SLICES).mkdir(parents=True)
        write_new_file(folder / DESCRIPTION, description_text(description).encode())
    except OSError as error:
        message = f"{folder} cannot be written to: {error.strerror or error}."
        raise ModelError(message) from error


def clear_training(folder: Path) -> None:
    """Take away what a training left, but its lock. ModelError if that cannot be done."""
    try:
        for each in folder.iterdir():
            if each.name == SLICES:
                shutil.rmtree(each)
            elif each.is_file() and each.name != "lock":
                each.unlink()
    except OSError as error:
        message = f"{folder} cannot be cleared: {error.strerror or error}."
        raise ModelError(message) from error


def _lowest(project: Project, survey: Survey) -> float:
    """The smallest value of the first images that can be read."""
    found = [0.0]
    for each in survey.series[:IMAGES_LOOKED_AT]:
        try:
            found.append(float(project[each.series].pixels().min()))
        except (RILContourError, ValueError):
            continue  # why it cannot be used is said when its slices are written
    return min(found)


def _shape(project: Project, targets: Sequence[Target], given: NetworkInput, options: TrainOptions) -> NetworkShape:
    if targets[0].field is not None:
        kind = project.definitions.text_field(targets[0].field).kind
        task, exclusive = "classification", kind == "choice" and len(targets) > 1
    else:
        task, exclusive = "segmentation", project.definitions.one_roi_per_voxel
    channels = given.adjacent * len(given.channels)
    output = "softmax" if exclusive else "sigmoid"
    return NetworkShape(task, channels, len(targets), output, options.depth, options.width, options.norm)  # type: ignore[arg-type]


def _description(
    name: str, given: NetworkInput, shape: NetworkShape, targets: Sequence[Target], options: TrainOptions
) -> ModelDescription:
    classes = [(target.roi, target.field, target.answer) for target in targets]
    return described(name, given, shape, classes, options.notes, {})


def _may_mirror(project: Project, targets: Sequence[Target], options: TrainOptions) -> bool:
    """As asked; else where no ROI, question or answer names a side."""
    if options.augmentation.flip is not None:
        return options.augmentation.flip
    words = []
    for target in targets:
        if target.roi is not None:
            roi = project.definitions.roi(target.roi)
            words += [roi.id, roi.name, "left" if roi.snomed_laterality else ""]
        elif target.field is not None:
            words += [project.definitions.text_field(target.field).ask, str(target.answer)]
    return not any(map(has_a_side, words))


def _digest_of(digests: Sequence[str], given: NetworkInput, targets: Sequence[Target]) -> str:
    """Of the whole dataset: which images, what is known of them, how they are seen; in whatever order."""
    told = json.dumps([sorted(digests), repr(given), [repr(target) for target in targets]])
    return hashlib.sha256(told.encode()).hexdigest()
