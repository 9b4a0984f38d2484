"""The ROI of a project, new or not: named one by one, from a list or another project, or from masks that exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import UsageError
from ..progress import CancelToken, Progress, no_progress
from ..project.completing import completed
from ..project.definitions import PROJECT_FILE
from ..project.roi import ROI
from ..project.template import rois_from_project, rois_from_terms, rois_from_values, with_powers_of_two
from ..project.term_lists import read_terms, term_index
from ..project.terms import Term, folded

_MASK_PATTERNS = ("*.nii", "*.nii.gz", "*.seg.nrrd")
_MANY_VALUES = 200  # an atlas may have as many; an image has more


@dataclass(frozen=True)
class Template:
    """The ROI, and sentences about what could not be used as it was given."""

    rois: tuple[ROI, ...]
    remarks: tuple[str, ...] = ()


def template_of_names(areas: Iterable[str], points: Iterable[str] = (), *, powers_of_two: bool = False) -> Template:
    """An ROI for each name, areas first; one that the bundled list knows by that name or synonym gets its codes.

    Names that are nearly those of terms are remarked on. UsageError for a name that is given twice.
    """
    areas, points = _each_once(areas), _each_once(points)
    held = _of_names(areas, (), powers_of_two)
    placed = _of_names(points, held, False)
    rois = (*held, *(replace(roi, kind="point", value=0) for roi in placed))
    return Template(rois, tuple(_remarks(rois)))


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    """UsageError for a name that was given twice: one of them would be another ROI of nearly the same id."""
    held: dict[str, str] = {}
    for name in names:
        key = folded(name) or name
        if key in held:
            message = f"The ROI {name!r} is named twice; leave one out, or tell them apart by their names."
            raise UsageError(message)
        held[key] = name
    return tuple(held.values())


def _remarks(rois: Iterable[ROI]) -> Iterator[str]:
    """Names that are nearly, but not quite, those of terms."""
    for roi in rois:
        near = None if roi.codes or roi.radlex else term_index().nearest(roi.name)
        if near and folded(near) != folded(roi.name):
            yield f"{roi.name!r} is no term of the list, so it gets no codes (did you mean {near}?)."


def _of_names(names: Sequence[str], existing: Sequence[ROI], powers_of_two: bool) -> tuple[ROI, ...]:
    index = term_index()
    known: list[Term | None] = []
    for name in names:
        found = index.search(name, limit=1)
        is_it = bool(found) and folded(name) in map(folded, (found[0].name, *found[0].synonyms))
        known.append(found[0] if is_it else None)
    rois = rois_from_terms([Term(name) for name in names], existing, powers_of_two=powers_of_two)
    return tuple(
        replace(roi, radlex=term.radlex, codes=term.codes) if term else roi
        for roi, term in zip(rois, known, strict=True)
    )


def template_of_source(source: Path, *, powers_of_two: bool = False) -> Template:
    """The ROI of a CSV list (see docs/terms.md), or of another project: its folder or its file. DefinitionsError."""
    if source.is_dir() or source.suffix in (".yaml", ".yml"):
        rois = rois_from_project(source / PROJECT_FILE if source.is_dir() else source)
        return Template(with_powers_of_two(rois) if powers_of_two else rois)
    terms = read_terms(source)
    remarks = tuple(f"{source.name}:{finding}" for finding in terms.findings)
    return Template(rois_from_terms(terms.terms, powers_of_two=powers_of_two), remarks)


def template_of_masks(
    files: Sequence[Path],
    *,
    powers_of_two: bool = False,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> Template:
    """An ROI for each value in NIfTI mask files, and one for each segment of Slicer segmentations (.seg.nrrd).

    UsageError for both kinds at once; ExchangeError or ImageError for a file that cannot be read.
    """
    from ..exchange.masks_in import values_in
    from ..exchange.seg_nrrd import SUFFIX, read_seg_nrrd
    from ..exchange.seg_nrrd_in import template_from_segments

    segmentations = [file for file in files if file.name.lower().endswith(SUFFIX)]
    if segmentations and len(segmentations) < len(files):
        message = "Take the template either from NIfTI masks or from Slicer segmentations (.seg.nrrd), not from both."
        raise UsageError(message)
    if powers_of_two and not segmentations:
        message = "ROI made from the values in masks keep these values, or the masks could not be imported by them."
        raise UsageError(message)
    values: set[int] = set()
    segments = {}
    for number, file in enumerate(files):
        progress(number, len(files), file.name)
        if cancel:
            cancel.check()
        if segmentations:
            segments.update({segment.name: segment for segment in read_seg_nrrd(file).segments})
        else:
            values.update(values_in(file))
    if segments:
        return Template(template_from_segments(list(segments.values()), powers_of_two=powers_of_two))
    remark = f"{len(values)} values were found: are these masks, or images? Each of them would be an ROI."
    return Template(rois_from_values(dict.fromkeys(values)), (remark,) if len(values) > _MANY_VALUES else ())


def mask_files(source: Path) -> list[Path]:
    """A file of masks, or all that lie in a folder and those below. UsageError if there are none."""
    if not source.is_dir():
        return [source]
    files = sorted({file for pattern in _MASK_PATTERNS for file in source.rglob(pattern)})
    if not files:
        message = f"There are no masks in {source}: neither NIfTI nor Slicer's .seg.nrrd."
        raise UsageError(message)
    return files


def template_beyond(held: Sequence[ROI], found: Template) -> Template:
    """What `found` has beyond the template of a project, to be added to it, with remarks on what changes by that.

    An ROI of the same id or name is left out, as is a value in masks that an ROI of the project has. Ids, names and
    codes stay; a value that is taken, or a colour that is, becomes another.
    """
    ids, names = {roi.id for roi in held}, {folded(roi.name) or roi.name for roi in held}
    owners = {roi.value: roi for roi in held if roi.value}
    colours = {roi.color.casefold() for roi in held}
    new, remarks = [], list(found.remarks)
    for roi in found.rois:
        owner = owners.get(roi.value)
        if roi.id in ids or (folded(roi.name) or roi.name) in names:
            remarks.append(f"{roi.name!r} is in the project already.")
        elif owner and roi.name == f"Value {roi.value}":
            remarks.append(f"The value {roi.value} is that of {owner.name!r}.")
        else:
            colour = "" if roi.color.casefold() in colours else roi.color
            new.append((roi, replace(roi, value=0 if owner else roi.value, color=colour)))
    added = completed([partial for _roi, partial in new], held)
    for (roi, _partial), made in zip(new, added, strict=True):
        if roi.value != made.value:
            remarks.append(f"{roi.name!r} has the value {made.value}: {roi.value} is that of another ROI.")
    return Template(added, tuple(remarks))
