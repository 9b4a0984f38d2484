"""How far sources agree over many series: what models drafted, versions, tracks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..annotation.mask import Mask
from ..errors import Cancelled, RILContourError, UsageError
from ..metrics.comparison import MeasuredROI
from ..metrics.confusion import Confusion, confusion
from ..metrics.cropping import within_slices
from ..metrics.measured import ConfusionTotal, Measured
from ..metrics.pair import USUAL_TOLERANCE_MM, measure_pair
from ..progress import CancelToken, Progress, no_progress
from .measure_sources import NothingSaid, Said, Source, parse_source, said_by, with_version
from .selection import Selection

if TYPE_CHECKING:
    from .project import Project
    from .series import Series

ALL_SUBSETS = Selection(test=True)


def measure(
    project: Project,
    of: Sequence[str],
    against: str = "newest",
    selection: Selection = ALL_SUBSETS,
    *,
    rois: Sequence[str] = (),
    slices: tuple[int, int] | None = None,
    tolerance_mm: float = USUAL_TOLERANCE_MM,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> Measured:
    """The measures of what each source `of` says against what the source `against` says, series by series.

    slices : [start, stop) along each annotation's slice axis; None: all

    Sources: `newest` (version), `approved` (the newest version, where a reviewer approved it), `version:N`,
    `track:NAME` (its newest version), a model's draft as `NAME@VERSION`, or `NAME` for the newest version of it that
    drafted any of the series. An ROI is measured where both sources looked at it: in a version that is where it has
    voxels or another status than `unseen`; in a draft where the model was asked for it. On images of several frames,
    frames on which neither marks it are left out. Of an ROI in progress all slices count, also those that nobody came
    to yet: `unfinished` in the result names them.

    UsageError for a source that there is not; UnknownROI. What goes wrong with a series is in `failed`, and the others
    are measured all the same. Cancelled, whose `report` holds what was measured by then.
    """
    for roi in rois:
        project.definitions.roi(roi)
    chosen = list(project.select(selection))
    sources = [with_version(parse_source(text, project.definitions.tracks), chosen) for text in of]
    reference = with_version(parse_source(against, project.definitions.tracks), chosen)
    if not sources or len({each.text for each in (*sources, reference)}) <= len(sources):
        message = "Name what is to be measured, and against what: each source once."
        raise UsageError(message)
    if not tolerance_mm >= 0:
        message = f"A tolerance is 0 mm or more, {tolerance_mm} is not."
        raise UsageError(message)
    if slices is not None and not 0 <= slices[0] < slices[1]:
        message = f"Slices {slices[0]} to {slices[1] - 1} are none: say the first and the one after the last."
        raise UsageError(message)
    found = Measured(tuple(each.text for each in sources), reference.text)
    found.confusion = {each.text: ConfusionTotal() for each in sources}
    wanted = _Wanted(frozenset(rois), slices, tolerance_mm)
    for done, series in enumerate(chosen):
        _check(cancel, found)
        progress(done, len(chosen), series.name)
        try:
            _measure(series, sources, reference, wanted, found)
        except RILContourError as error:
            found.failed[series.name] = str(error)
    progress(len(chosen), len(chosen), "measured")
    return found


def _check(cancel: CancelToken | None, found: Measured) -> None:
    try:
        (cancel or CancelToken()).check()
    except Cancelled as stopped:
        stopped.report = found
        raise


@dataclass(frozen=True)
class _Wanted:
    """What of each series is measured: these ROI (all, if none), these slices (all, if None)."""

    rois: frozenset[str]
    slices: tuple[int, int] | None
    tolerance_mm: float


def _measure(series: Series, sources: Sequence[Source], reference: Source, wanted: _Wanted, found: Measured) -> None:
    """One series. Its rows are added at the end, so that one that fails leaves none."""
    truth = _said(reference, series, found)
    if truth is None:
        return
    rows: list[MeasuredROI] = []
    confusions: list[tuple[str, Confusion]] = []
    for source in sources:
        said = _said(source, series, found)
        if said is not None:
            rows += _rows(series, source, said, truth, wanted)
            confusions += [(source.text, each) for each in _confusions(said, truth, wanted)]
    found.rows += rows
    if unfinished := sorted(truth.unfinished & {row.roi for row in rows}):
        found.unfinished[series.name] = tuple(unfinished)
    for text, each in confusions:
        found.confusion[text].add(each, series.image.geometry.voxel_volume_ml)
    found.subsets[series.name] = series.subset


def _said(source: Source, series: Series, found: Measured) -> Said | None:
    try:
        return said_by(source, series)
    except NothingSaid as why:
        found.left_out[series.name, source.text] = str(why)
        return None


def _rows(series: Series, source: Source, said: Said, truth: Said, wanted: _Wanted) -> Iterator[MeasuredROI]:
    geometry, axis = series.image.geometry, truth.annotation.slice_axis
    for roi, frame in sorted(truth.about & said.about):
        predicted, expected = (
            within_slices(each.annotation.mask(roi, frame), axis, wanted.slices) for each in (said, truth)
        )
        nothing = predicted.extent is None and expected.extent is None
        if (wanted.rois and roi not in wanted.rois) or (nothing and said.annotation.frames > 1):
            continue
        measures = measure_pair(
            predicted,
            expected,
            geometry.spacing_mm,
            geometry.voxel_volume_ml,
            axis=axis,
            tolerance_mm=wanted.tolerance_mm,
        )
        yield MeasuredROI(series.name, roi, frame, source.text, measures)


def _confusions(said: Said, truth: Said, wanted: _Wanted) -> Iterator[Confusion]:
    """By frame, of all ROI that either looked at; that one found nothing counts only where it looked for that ROI."""
    for frame in sorted({frame for _, frame in truth.about} & {frame for _, frame in said.about}):
        found = confusion(*(_within(each.masks(frame), truth.annotation.slice_axis, wanted) for each in (said, truth)))
        voxels = {
            (reference, predicted): count
            for (reference, predicted), count in found.voxels.items()
            if (predicted is not None or (reference, frame) in said.about)
            and (reference is not None or (predicted, frame) in truth.about)
        }
        yield Confusion(voxels, found.reference)


def _within(masks: Mapping[str, Mask], axis: int, wanted: _Wanted) -> dict[str, Mask]:
    return {roi: within_slices(mask, axis, wanted.slices) for roi, mask in masks.items()}
