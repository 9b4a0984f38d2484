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
    looked.
    """
    axis, geometry = item.annotation.slice_axis, item.image.geometry
    nothing = np.zeros(geometry.shape[axis], np.int64)
    for frame in range(geometry.frames):
        counts = []
        for row in rows:
            here = next((each for each in row.frames if each.frame == frame), None)
            counts.append((slice_counts(here, axis) if here else nothing).tolist() if row.looked_at else None)
        for number in range(geometry.shape[axis]):
            yield (frame, axis, number, *(each[number] if each is not None else None for each in counts))
