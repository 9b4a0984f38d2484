"""The tables that can be exported: their columns, and the rows that one series adds to each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from .answer_rows import answer_columns, answer_rows
from .items import SERIES_COLUMNS, ExportItem, ExportProject
from .points import POINT_COLUMNS, point_rows
from .roi_rows import ROIRow, roi_rows
from .statistics_rows import (
    HISTOGRAM_COLUMNS,
    SLICE_COLUMNS,
    VOLUME_COLUMNS,
    frames_with_voxels,
    histogram_rows,
    slice_counts,
    slice_rows,
    volume_rows,
)
from .table import Row, with_columns

TableName = Literal["answers", "points", "presence", "statistics", "slice statistics", "histograms"]
TABLES: tuple[TableName, ...] = get_args(TableName)
USUAL_TABLES: tuple[TableName, ...] = ("answers", "points", "presence", "statistics")
PRESENCE_COLUMNS = ("frame", "slice_axis", "slice")
_WITH_PIXELS: frozenset[TableName] = frozenset({"statistics", "slice statistics", "histograms"})


@dataclass(frozen=True)
class SeriesTables:
    """The chosen tables of one project: `columns` by table, and `rows_of` for one series.

    Each row begins with SERIES_COLUMNS and ends with the series' metadata.
    """

    project: ExportProject
    names: tuple[TableName, ...]

    def columns(self, name: TableName) -> tuple[str, ...]:
        definitions = self.project.definitions
        areas = (roi.id for roi in definitions.rois if roi.kind == "area")
        columns: Mapping[TableName, tuple[str, ...]] = {
            "answers": answer_columns(definitions.text),
            "points": (*SERIES_COLUMNS, *POINT_COLUMNS),
            "presence": with_columns((*SERIES_COLUMNS, *PRESENCE_COLUMNS), areas, "roi"),
            "statistics": (*SERIES_COLUMNS, *VOLUME_COLUMNS),
            "slice statistics": (*SERIES_COLUMNS, *SLICE_COLUMNS),
            "histograms": (*SERIES_COLUMNS, *HISTOGRAM_COLUMNS),
        }
        return with_columns(columns[name], self.project.metadata_columns, "metadata")

    def rows_of(self, item: ExportItem) -> dict[TableName, list[Row]]:
        """What the series adds to each table. Reads its pixels once if a table needs them: ImageError."""
        areas = [roi for roi in self.project.definitions.rois if roi.kind == "area"]
        rows = roi_rows(item, areas)
        pixels = frames_with_voxels(item, rows) if _WITH_PIXELS.intersection(self.names) else {}
        makers: Mapping[TableName, Callable[[], Iterable[Row]]] = {
            "answers": lambda: answer_rows(item, self.project.definitions.text),
            "points": lambda: point_rows(item, self.project.definitions.rois),
            "presence": lambda: presence_rows(item, rows),
            "statistics": lambda: volume_rows(item, rows, pixels),
            "slice statistics": lambda: slice_rows(item, rows, pixels),
            "histograms": lambda: histogram_rows(item, rows, pixels),
        }
        tail = tuple(item.metadata.get(column) for column in self.project.metadata_columns)
        return {name: [(*item.series_cells, *row, *tail) for row in makers[name]()] for name in self.names}


def presence_rows(item: ExportItem, rows: tuple[ROIRow, ...]) -> Iterator[Row]:
    """For each frame and slice the marked voxels of each ROI: 0 says that it is not there, an empty cell that nobody
    looked. While an ROI is in progress, slices in which nobody had a part are such.
    """
    axis, geometry = item.annotation.slice_axis, item.image.geometry
    for frame in range(geometry.frames):
        columns = [_presence(item, row, frame, axis) for row in rows]
        for number in range(geometry.shape[axis]):
            yield (frame, axis, number, *(column[number] for column in columns))


def _presence(item: ExportItem, row: ROIRow, frame: int, axis: int) -> list[int | None]:
    """The marked voxels of one ROI in each slice; None where nobody looked."""
    slices = item.image.geometry.shape[axis]
    if not row.looked_at:
        return [None] * slices
    here = next((each for each in row.frames if each.frame == frame), None)
    counts = (slice_counts(here, axis) if here else np.zeros(slices, np.int64)).tolist()
    if row.status in ("absent", "complete"):
        return counts
    makers = item.annotation.makers(row.roi.id, frame)
    return [count if count or makers.of_slice(number) else None for number, count in enumerate(counts)]
