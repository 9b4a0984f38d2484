"""Which series of a project a network can be trained with, and what of them is known to be true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import Cancelled, RILContourError, UsageError
from ..exchange.items import ExportItem, SeriesSource
from ..progress import CancelToken, Progress, no_progress
from ..project.definitions import Definitions
from ..project.split import group_of
from ..training.describing import SeenGeometry
from ..training.options import Accept, TrainOptions
from ..training.truth import Truth, answer_truth, area_truth
from .exporting import export_sources
from .selection import Selection
from .standing import workflow_of

if TYPE_CHECKING:
    from .project import Project

FEWEST_SLICES = 4
"""Labelled ones, without which there is nothing to learn from and to check with."""


@dataclass(frozen=True)
class Target:
    """What one class of the network is: an ROI, or an answer to a question."""

    roi: str | None = None
    field: str | None = None
    answer: Any = None

    @property
    def name(self) -> str:
        """For curves and tables."""
        if self.roi is not None:
            return self.roi
        return str(self.field) if self.answer is True else str(self.answer)


@dataclass(frozen=True, eq=False)
class SeriesSurvey:
    """A series that can be trained with: slices of which something is known, and those with each target."""

    series: str
    version: int
    subset: str
    patient: str
    seen: SeenGeometry
    slices: int
    marked: tuple[int, ...]


@dataclass(frozen=True)
class LeftOut:
    """A series that is not trained with, and why."""

    series: str
    reason: str


@dataclass(frozen=True, eq=False)
class Survey:
    """accepted : which annotation is taken for true; without : ROI or answers that are to be found nowhere."""

    accepted: Accept
    targets: tuple[Target, ...]
    series: tuple[SeriesSurvey, ...]
    left_out: tuple[LeftOut, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def slices(self) -> int:
        return sum(each.slices for each in self.series)

    @property
    def patients(self) -> int:
        return len({each.patient for each in self.series})


def training_survey(
    project: Project,
    selection: Selection | None = None,
    options: TrainOptions | None = None,
    *,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> Survey:
    """What a training would be given; reads annotations, no pixels. Never a series of the test subset.

    UnknownROI, UnknownField; UsageError for a question that is not about slices, or a selection of test series;
    ExchangeError or DefinitionsError where it cannot be known which series are for testing.
    """
    options, cancel = options or TrainOptions(), cancel or CancelToken()
    targets = targets_of(project.definitions, options)
    _check_companions(project.definitions, options)
    sources = training_sources(project, selection)
    accepted = accepted_of(project, sources, options)
    found: list[SeriesSurvey] = []
    left_out: list[LeftOut] = []
    for number, source in enumerate(sources):
        cancel.check()
        progress(number, len(sources), source.series)
        try:
            _check_has_companions(project, source.series, options)
            found.append(_surveyed(project, source.load(), targets, accepted))
        except Cancelled:
            raise
        except RILContourError as error:
            left_out.append(LeftOut(source.series, str(error)))
    progress(len(sources), len(sources), "")
    return _narrowed(Survey(accepted, targets, tuple(found), tuple(left_out)), options)


def _check_companions(definitions: Definitions, options: TrainOptions) -> None:
    known = [each.id for each in definitions.companions]
    unknown = [name for name in options.companions if name not in known]
    if unknown:
        there_are = ", ".join(known) or "none"
        message = f"The project file has no rule for companions {unknown[0]!r}; there are rules for: {there_are}."
        raise UsageError(message)


def _check_has_companions(project: Project, series: str, options: TrainOptions) -> None:
    if options.companions:
        found = project[series].companions
        missing = [name for name in options.companions if name not in found]
        if missing:
            message = f"it has no companion {missing[0]!r}."
            raise UsageError(message)


def training_sources(project: Project, selection: Selection | None) -> list[SeriesSource]:
    """The selected series that have a version, without the test subset, also under other names (see `held_out`)."""
    selection = selection or Selection()
    if selection.test or selection.subset == "test":
        message = "Series of the test subset are never trained with: leave them out of the selection."
        raise UsageError(message)
    return export_sources(project, selection)


def accepted_of(project: Project, sources: Sequence[SeriesSource], options: TrainOptions) -> Accept:
    """Approved annotation where the project has approvals, else complete, unless it was said."""
    if options.accept != "auto":
        return options.accept
    workflow = workflow_of(project)
    if workflow is not None and workflow.review:
        return "approved"
    return "approved" if any(project[source.series].head.approved for source in sources) else "complete"


def targets_of(definitions: Definitions, options: TrainOptions) -> tuple[Target, ...]:
    """The ROI asked for, all areas unless named; or all answers that a question about slices can have."""
    if options.field is None:
        rois = [definitions.roi(roi) for roi in options.rois] or [r for r in definitions.rois if r.kind == "area"]
        points = [roi.id for roi in rois if roi.kind != "area"]
        if points:
            message = f"{', '.join(points)} marks points; networks are trained to draw areas."
            raise UsageError(message)
        return tuple(Target(roi=roi.id) for roi in rois)
    field = definitions.text_field(options.field)
    if field.about != "slice" or field.kind not in ("boolean", "choice", "choices"):
        message = f"{field.id} cannot be trained: a yes-or-no or choice question about slices is needed."
        raise UsageError(message)
    answers: tuple[Any, ...] = (True,) if field.kind == "boolean" else field.choices
    return tuple(Target(field=field.id, answer=answer) for answer in answers)


def truth_of(item: ExportItem, targets: Sequence[Target], accepted: Accept, frame: int) -> Truth:
    """What a frame of a series tells. UsageError if its annotation is not of the kind that is taken for true."""
    version = item.version
    if accepted == "approved" and not (version and version.approved):
        message = "its newest version is not approved."
        raise UsageError(message)
    field = targets[0].field
    if field is not None:
        return answer_truth(item.annotation, field, tuple(target.answer for target in targets), frame)
    rois = tuple(target.roi or "" for target in targets)
    return area_truth(item.annotation, rois, frame, whole_only=accepted == "complete")


def _surveyed(project: Project, item: ExportItem, targets: Sequence[Target], accepted: Accept) -> SeriesSurvey:
    truths = [truth_of(item, targets, accepted, frame) for frame in range(item.annotation.frames)]
    known = sum(int(truth.known.any(axis=1).sum()) for truth in truths)
    if not known:
        raise UsageError(_why_nothing(project.definitions, targets, accepted))
    marked = np.sum([truth.marked.sum(axis=0) for truth in truths], axis=0)
    seen = SeenGeometry(item.image.geometry, item.annotation.slice_axis)
    patient = group_of(project.definitions, item.series, item.metadata)
    number = item.version.number if item.version else 0
    return SeriesSurvey(item.series, number, item.subset, patient, seen, known, tuple(marked.tolist()))


def _why_nothing(definitions: Definitions, targets: Sequence[Target], accepted: Accept) -> str:
    if targets[0].field is not None:
        return f"{targets[0].field} is answered on no slice."
    names = [definitions.roi(target.roi or "").name for target in targets]
    if accepted != "complete":
        return f"nobody worked on {_listed(names)}."
    if len(names) == 1:
        return f"{names[0]} is neither complete nor absent; say so once it is."
    return f"no ROI is complete or absent; say so of those that are ({_listed(names)})."


def _listed(names: Sequence[str], most: int = 3) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _narrowed(survey: Survey, options: TrainOptions) -> Survey:
    """Without targets that are to be found nowhere, unless somebody named them. UsageError if too little is left."""
    marked = np.sum([each.marked for each in survey.series], axis=0) if survey.series else np.zeros(len(survey.targets))
    kept = [n for n, count in enumerate(marked) if count > 0]
    without = tuple(target.name for n, target in enumerate(survey.targets) if n not in kept)
    named = [roi for roi in options.rois if roi in without]
    if not kept or survey.slices < FEWEST_SLICES or named:
        raise UsageError(_too_little(survey, named))
    if options.field is not None and len(kept) == 1 and marked[kept[0]] == survey.slices:
        message = f"{options.field} has the same answer on all {survey.slices} slices: answer it where it is another."
        raise UsageError(message)
    series = tuple(replace(each, marked=tuple(each.marked[n] for n in kept)) for each in survey.series)
    return replace(survey, targets=tuple(survey.targets[n] for n in kept), series=series, without=without)


def _too_little(survey: Survey, named: Sequence[str]) -> str:
    """What to annotate, in a sentence."""
    what = ", ".join(named or [target.name for target in survey.targets[:5]])
    if survey.series and (named or survey.slices >= FEWEST_SLICES):
        return f"{what} is to be found on no labelled slice: annotate it, or leave it out of the training."
    few = f"There are only {survey.slices} labelled slices of {what}"
    have = few if survey.series else f"There is no annotation of {what} that can be learned from"
    if survey.targets[0].field is not None:
        todo = f"answer {survey.targets[0].field} on at least {FEWEST_SLICES} slices"
    elif survey.accepted == "approved":
        todo = "have at least one series with it approved"
    elif survey.accepted == "complete":
        todo = "draw it in a series and set its status to complete, or accept slices of ROI in progress, too"
    else:
        todo = f"draw it on at least {FEWEST_SLICES} slices"
    return f"{have}: {todo}."
