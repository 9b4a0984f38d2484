"""The main job on the demonstration project, step by step, with what really happens at each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import wrap
from typing import Any

import numpy as np

from ..errors import AnswerRefused
from ..exchange.masks_out import MaskExportOptions
from ..exchange.report import ExportReport
from ..exchange.tables import TableExportOptions, TableFormat
from ..session.demo import REFERENCE, SERIES
from ..session.edit_session import EditSession
from ..session.picturing import picture_of
from ..session.project import Project
from ..session.selection import Selection
from ..session.series import Series
from ..session.series_details import roi_details
from ..session.shapes import sphere
from ..session.tables import statistics_of, tables_of
from .commands.history import version_as_data, version_rows
from .output import table
from .texts import counted, millilitres, shortened, whole

# In the CT's voxels: vessels at the right hilum, which the reference leaves out of the lung; and the tracheal carina.
HILUM_IJ, HILUM_SLICES, RADIUS_MM = (74, 61), (17, 18, 16, 19, 15, 20), 20
CARINA_IJK = (62.2, 64.4, 23.4)
LUNG, CARINA = "right-lung", "carina"
COLUMNS = 76
WINDOW_HU = (-1050.0, 450.0)
_TABLES: tuple[TableFormat, ...] = ("csv", "excel")


@dataclass
class Walk:
    """What the steps share: the project, where exports go, and what was found and made on the way."""

    project: Project
    exports: Path
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def series(self) -> Series:
        return self.project[SERIES]


def the_series(walk: Walk) -> Iterator[str]:
    series = walk.series
    geometry = series.image.geometry
    shape, spacing = (" x ".join(f"{value:.4g}" for value in held) for held in (geometry.shape, geometry.spacing_mm))
    walk.data["series"] = [each.name for each in walk.project]
    yield from table(("series", "voxels", "mm", "status"), [(series.name, shape, spacing, series.status)])


def the_reference(walk: Walk) -> Iterator[str]:
    series = walk.series
    first = series.history[0]
    details = roi_details(series.read(first.number).annotation, walk.project.definitions, series.image)
    areas = [each for each in details if each.roi.kind == "area"]
    walk.data["reference"] = {each.roi.id: each.voxels for each in areas}
    yield f"Version {first.number} is what came with the CT; who made it is imported:{REFERENCE}."
    yield ""
    rows = [(each.roi.name, each.roi.value, whole(each.voxels), millilitres(each.volume_ml)) for each in areas]
    yield from table(("ROI", "value", "voxels", "mL"), rows)
    yield ""
    yield "They overlap; values that are powers of two let one mask file hold them all."


def an_edit(walk: Walk) -> Iterator[str]:
    series = walk.series
    slice_number = HILUM_SLICES[len(series.history) % len(HILUM_SLICES)]
    with series.edit() as annotation:
        yield _mark_vessels(annotation, series, slice_number)
        state = annotation.store.journal(annotation.lease).wait_until_safe(timeout_s=5.0)
        edits = counted(state.appended, "edit")
        yield f"Journal: {edits}; saved {state.saved} (survives a crash), safe {state.safe} (a power loss, too)"
        yield _place_carina(annotation, series)
        version = annotation.save("Vessels at the right hilum belong to the lung")
    walk.data["edit"] = {"saved": state.saved, "safe": state.safe, "version": version and version.number}
    if version:
        yield f"Saved as version {version.number}; version {version.number - 1} stays as it was."


def _mark_vessels(annotation: EditSession, series: Series, slice_number: int) -> str:
    """Add a sphere to the lung; where it has all of that already, take it away."""
    lung = annotation[LUNG]
    before = lung.mask.sum()
    box, inside = sphere(series.image.geometry, (*HILUM_IJ, slice_number), RADIUS_MM)
    present = lung.mask[box]
    lung.mask[box] = present | inside if (inside & ~present).any() else present & ~inside
    changed = lung.mask.sum() - before
    what = f"{abs(changed)} voxels {'added' if changed > 0 else 'taken away'}"
    volume_ml = abs(changed) * series.image.geometry.voxel_volume_ml
    place = (*HILUM_IJ, slice_number)
    return f"Right lung: a sphere of {RADIUS_MM} mm at {place}: {what}, {millilitres(volume_ml)} mL"


def _place_carina(annotation: EditSession, series: Series) -> str:
    carina = annotation[CARINA]
    if carina.points:
        carina.move_point(carina.points[0].id, CARINA_IJK)
    else:
        carina.add_point(CARINA_IJK)
    r, a, s = series.image.geometry.ijk_to_ras_mm(np.array(CARINA_IJK))
    return f"Carina: a point at voxel {CARINA_IJK}, in RAS {r:.1f}, {a:.1f}, {s:.1f} mm"


def answers(walk: Walk) -> Iterator[str]:
    series = walk.series
    with series.edit() as annotation:
        given = [
            ("Image quality", "good", annotation.text, "quality"),
            ("Findings", ["none"], annotation.text, "findings"),
            ("Comment", f"Walked through from version {len(series.history)} on", annotation.text, "comment"),
            ("Nodule visible in slice 17", False, annotation.slice(17).text, "nodule-in-slice"),
            ("Part of the right lung in the image", 100, annotation[LUNG].text, "completeness"),
        ]
        for _, value, text, question in given:
            text[question] = value
        yield from table(("question", "answer"), [(title, _shown(value)) for title, value, _, _ in given])
        try:
            annotation.text["quality"] = "blurred"
        except AnswerRefused as refusal:
            walk.data["refused"] = str(refusal)
            yield ""
            yield from wrap(f"Refused: {refusal}", COLUMNS)
        version = annotation.save("Answers")
    if version:
        yield f"Saved as version {version.number}."
    walk.data["answers"] = dict(series.text)


def _shown(value: object) -> object:
    return ", ".join(value) if isinstance(value, list) else value


def statistics(walk: Walk) -> Iterator[str]:
    found = statistics_of(walk.series)
    rows = []
    for each in found:
        numbers = each.statistics
        mean, sd = (f"{value:,.1f}" if value is not None else None for value in (numbers.mean, numbers.sd))
        rows.append((each.roi.name, millilitres(numbers.volume_ml), mean, sd))
    walk.data["statistics"] = {
        each.roi.id: {"volume_ml": each.statistics.volume_ml, "mean": each.statistics.mean, "sd": each.statistics.sd}
        for each in found
    }
    yield from table(("ROI", "mL", "mean HU", "SD"), rows)


def history(walk: Walk) -> Iterator[str]:
    versions = [version.info for version in walk.series.history]
    walk.data["history"] = [version_as_data(version) for version in versions]
    yield from (shortened(line, COLUMNS) for line in version_rows(versions))


def restoring(walk: Walk) -> Iterator[str]:
    series = walk.series
    newest = series.history[-1].number
    back = series.restore(1, message="As it came")
    yield f"Version 1 is back, as version {back.number}: history only grows."
    again = series.restore(newest, message="The edited one after all")
    yield f"And so is version {newest}, as version {again.number}: nothing was lost by it."
    walk.data["restored"] = {"1": back.number, str(newest): again.number}


def exporting(walk: Walk) -> Iterator[str]:
    masks, tables = walk.exports / "masks", walk.exports / "tables"
    selection = Selection(names=(SERIES,))
    written = [(masks, walk.project.export_masks(masks, selection, MaskExportOptions(overwrite=True)))]
    for form in _TABLES:
        options = TableExportOptions(format=form, overwrite=True)
        written.append((tables, tables_of(walk.project, tables, selection, options)))
    picture = walk.exports / "three-planes.png"
    picture_of(walk.series, picture, ijk=(*HILUM_IJ, HILUM_SLICES[0]), window=WINDOW_HU, overwrite=True)
    files = [folder / name for folder, report in written for name in _files_of(report)]
    walk.data["files"] = [str(path) for path in (*files, picture)]
    yield from walk.data["files"]


def _files_of(report: ExportReport) -> Iterator[str]:
    yield from report.files
    for series in report.series:
        yield from series.files


STEPS = (
    ("The series", the_series),
    ("The reference segments, imported as a version", the_reference),
    ("An edit by script, and a point", an_edit),
    ("Answers to the project's questions", answers),
    ("Statistics", statistics),
    ("History", history),
    ("An earlier version brought back", restoring),
    ("Export: masks, tables, a picture of three planes", exporting),
)
