"""What models drafted, as tables: volumes, intensities and confidence by ROI, and probabilities by slice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ..errors import RILContourError
from ..exchange.csv_writer import write_csv
from ..exchange.export_paths import refuse_among_annotations
from ..exchange.output_files import refuse_existing
from ..progress import CancelToken, Progress, no_progress
from ..session.draft_tables import COLUMNS, SLICE_COLUMNS, Row, slice_rows, statistics_rows
from ..session.project import Project
from ..session.series_draft import SeriesDraft

TABLE, SLICE_TABLE = "drafts.csv", "draft-slices.csv"
_Cells = tuple[Any, ...]


def write_draft_tables(
    project: Project,
    drafted: Sequence[tuple[str, str]],
    folder: Path,
    *,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> list[str]:
    """Write both tables into a folder, for series and model labels; returns sentences about series left out.

    ExchangeError if one of the files is there already; Cancelled, then nothing is written.
    """
    refuse_among_annotations(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in (TABLE, SLICE_TABLE):
        refuse_existing(folder / name)
    rows: list[Row] = []
    by_slice: list[Row] = []
    left_out = []
    for done, (name, model) in enumerate(dict.fromkeys(drafted)):
        progress(done, len(drafted), name)
        (cancel or CancelToken()).check()
        try:
            draft = _newest(project, name, model)
            found = (list(statistics_rows(draft)), list(slice_rows(draft))) if draft else ([], [])
        except (RILContourError, OSError) as error:
            left_out.append(f"{name}: {error}")
            continue
        rows += found[0]
        by_slice += found[1]
    write_csv(folder / TABLE, COLUMNS, _cells(rows, COLUMNS))
    write_csv(folder / SLICE_TABLE, SLICE_COLUMNS, _cells(by_slice, SLICE_COLUMNS))
    return left_out


def _newest(project: Project, name: str, model: str) -> SeriesDraft | None:
    """The model's last draft of a series, decided on or not."""
    series = project[name]
    stored = project.store.drafts(series.name, series.track, resolved=True)
    found = [each for each in stored if each.model == model]
    return SeriesDraft(series, found[-1]) if found else None


def _cells(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[_Cells]:
    return (tuple(row.get(column) for column in columns) for row in rows)
