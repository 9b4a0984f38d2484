"""From a survey to a training's folder: slices as files, and the plan."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ModelError, RILContourError
from ..exchange.items import ExportItem
from ..images.pixels import read_pixels
from ..models.description import ModelDescription, NetworkInput
from ..models.description_writer import description_text
from ..progress import CancelToken, Progress
from ..training.augmenting import has_a_side
from ..training.describing import chosen_input, described, left_right_axis
from ..training.network_kinds import NetworkShape
from ..training.options import TrainOptions
from ..training.plan import DESCRIPTION, SLICES, DataSeries, Plan
from ..training.preparing import PreparedSlices, write_slices
from ..training.splitting import SplitKind, SplitSeries, split_series
from ..training.truth import AreaTruth, Truth
from .selection import Selection
from .training_start import Start, start_of
from .training_survey import LeftOut, SeriesSurvey, Survey, Target, training_sources, truth_of

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
    writer = _Writer(folder, given, survey, cancel)
    (folder / SLICES).mkdir(parents=True)
    sources = {source.series: source for source in training_sources(project, selection)}
    for number, each in enumerate(survey.series):
        cancel.check()
        progress(number, len(survey.series), each.series)
        writer.write(each, sources[each.series].load)
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
    (folder / DESCRIPTION).write_text(description_text(_description(name, given, shape, survey.targets, options)))
    plan.save(folder)
    return Prepared(plan, tuple(writer.left_out), start)


class _Writer:
    """Series one after the other; those that cannot be read are left out, with the reason."""

    def __init__(self, folder: Path, given: NetworkInput, survey: Survey, cancel: CancelToken) -> None:
        self._folder, self._given, self._survey, self._cancel = folder, given, survey, cancel
        self._written: list[tuple[SeriesSurvey, DataSeries]] = []
        self.left_out: list[LeftOut] = []
        self.split: SplitKind = "slices"

    def write(self, each: SeriesSurvey, load: object) -> None:
        """One series. Cancelled; ModelError if the disk is full."""
        try:
            item: ExportItem = load()  # type: ignore[operator]
            self._put(each, item)
        except ModelError as error:
            if isinstance(error.__cause__, OSError):
                raise
            self.left_out.append(LeftOut(each.series, str(error)))
        except RILContourError as error:
            self._cancel.check()
            self.left_out.append(LeftOut(each.series, str(error)))

    def with_validation(self, options: TrainOptions) -> tuple[DataSeries, ...]:
        """All that were written, some of them for validation. ModelError if there are none."""
        if not self._written:
            reason = self.left_out[0] if self.left_out else LeftOut("", "there is none.")
            message = f"No series can be trained with; {reason.series}: {reason.reason}"
            raise ModelError(message)
        series = [
            SplitSeries(each.series, each.subset, each.patient, tuple(count > 0 for count in each.marked))
            for each, _ in self._written
        ]
        kept, self.split = split_series(series, options.validation, options.seed)
        return tuple(replace(data, validation=data.name in kept) for _, data in self._written)

    def _put(self, each: SeriesSurvey, item: ExportItem) -> None:
        parts, slices, digests = [], 0, []
        for frame in range(item.annotation.frames):
            truth = truth_of(item, self._survey.targets, self._survey.accepted, frame)
            target = PreparedSlices(self._folder / SLICES, f"{len(self._written):06d}-{frame}")
            channel = read_pixels(item.image.path, frame)
            count = write_slices(target, [channel], item.image.geometry, self._given, truth, self._cancel.check)
            digests.append(_digest_of_truth(truth))
            if count:
                parts.append(target.stem)
                slices += count
        if not parts:
            message = "its slices are counted along another axis than those of most series, and not all are labelled."
            raise ModelError(message)
        sha256, version = item.image_sha256 or "", item.version
        number, approved = (version.number, version.approved) if version else (0, False)
        digest = hashlib.sha256("\n".join([sha256, *digests]).encode()).hexdigest()
        self._written.append(
            (each, DataSeries(each.series, number, approved, sha256, digest, False, tuple(parts), slices))
        )


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


def _digest_of_truth(truth: Truth) -> str:
    digest = hashlib.sha256(truth.known.tobytes())
    if isinstance(truth, AreaTruth):
        digest.update("\n".join(mask.digest for mask in truth.masks).encode())
    else:
        digest.update(truth.values.tobytes())
    return digest.hexdigest()


def _digest_of(digests: Sequence[str], given: NetworkInput, targets: Sequence[Target]) -> str:
    """Of the whole dataset: which images, what is known of them, how they are seen; in whatever order."""
    told = json.dumps([sorted(digests), repr(given), [repr(target) for target in targets]])
    return hashlib.sha256(told.encode()).hexdigest()
