"""Exported tables: rows against what the annotation holds, numbers against arithmetic done by hand."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from RILContourLib.annotation.answers import Answer, Subject
from RILContourLib.annotation.points import Point
from RILContourLib.errors import Cancelled, CorruptStore, ExchangeError, UsageError
from RILContourLib.exchange.items import SeriesSource
from RILContourLib.exchange.tables import TABLES, TableExportOptions, export_tables
from RILContourLib.progress import CancelToken
from RILContourLib.project.roi import ROI
from RILContourLib.project.text_field import TextField
from Testing.Lib.exchange.export_examples import (
    DEFINITIONS,
    LIVER,
    SHAPE,
    annotate,
    files_below,
    project_in,
    rows_of,
    scan_below,
    source_of,
    unannotated,
)
from Testing.Lib.odd_images import write_nifti

QUESTIONS = (
    TextField("quality", "Quality"),
    TextField("findings", "Findings", kind="choices", choices=("nodule", "effusion")),
    TextField("sure", "Sure", about="roi", kind="number"),
    TextField("seen", "Seen", about="slice", kind="boolean"),
)
WITH_QUESTIONS = replace(DEFINITIONS, text=QUESTIONS)


def tables(items, out, root, options=None, definitions=WITH_QUESTIONS, **project):
    sources = [source_of(item) for item in items]
    return export_tables(sources, out, project_in(root, definitions, **project), options)


@pytest.fixture
def answered(root):
    """A series with an answer about each kind of thing."""
    item = annotate(scan_below(root), {"liver": LIVER}, points={"carina": (Point("1", (1.0, 2.0, 3.0)),)})
    answers = item.annotation.answers
    answers.put(Subject.series(), "quality", Answer("=cmd()", "human"))
    answers.put(Subject.series(), "findings", Answer(("nodule", "effusion"), "unet@3"))
    answers.put(Subject.slice(10, 0), "seen", Answer(True, "human"))
    answers.put(Subject.slice(9, 0), "seen", Answer(False, "human"))
    answers.put(Subject.roi("liver"), "sure", Answer(-0.5, "human"))
    answers.put(Subject.point("carina", "1"), "quality", Answer("sharp", "human"))
    return item


def test_answers_have_a_row_for_each_thing_that_they_are_about(answered, root, out):
    tables([answered, scan_below(root, "b/unseen.nii.gz")], out, root)
    rows = rows_of(out / "answers.csv")
    assert [[row[name] for name in ("series", "about", "frame", "slice", "roi", "point")] for row in rows] == [
        ["a/scan.nii.gz", "series", "", "", "", ""],
        ["a/scan.nii.gz", "slice", "0", "9", "", ""],
        ["a/scan.nii.gz", "slice", "0", "10", "", ""],
        ["a/scan.nii.gz", "roi", "", "", "liver", ""],
        ["a/scan.nii.gz", "point", "", "", "carina", "1"],
        ["b/unseen.nii.gz", "series", "", "", "", ""],
    ]
    assert (rows[0]["quality"], rows[0]["findings"]) == ("'=cmd()", "nodule; effusion")
    assert rows[0]["makers"] == "quality: human; findings: unet@3"
    assert (rows[1]["seen"], rows[2]["seen"], rows[3]["sure"]) == ("false", "true", "-0.5")
    assert rows[5]["quality"] == ""


def test_points_are_rows_with_ras_millimetres(answered, root, out):
    tables([answered], out, root)
    (row,) = rows_of(out / "points.csv")
    assert [row[name] for name in ("roi", "point", "i", "j", "k", "slice")] == ["carina", "1", "1.0", "2.0", "3.0", "3"]
    assert [row[name] for name in ("r_mm", "a_mm", "s_mm")] == ["-89.2", "-118.6", "-32.5"]


def test_presence_counts_voxels_by_slice_and_tells_absent_from_not_looked_at(root, out):
    item = annotate(scan_below(root), {"liver": LIVER}, status={"liver": "complete", "kidney": "absent"})
    tables([item], out, root)
    rows = rows_of(out / "presence.csv")
    assert [row["slice"] for row in rows] == ["0", "1", "2", "3"]
    assert [row["liver"] for row in rows] == ["0", "9", "9", "0"]
    assert [row["kidney"] for row in rows] == ["0", "0", "0", "0"]
    assert [row["vessels"] for row in rows] == ["", "", "", ""]


def test_presence_is_unknown_in_slices_where_nobody_had_a_part_while_an_roi_is_in_progress(root, out):
    item = annotate(scan_below(root), {"liver": LIVER}, status={"liver": "in progress"}, makers={"human": [0, 1, 2]})
    tables([item], out, root)
    # Slice 0 was drawn on and is empty now; nobody has been at slice 3 yet.
    assert [row["liver"] for row in rows_of(out / "presence.csv")] == ["0", "9", "9", ""]


def test_presence_follows_the_slice_axis_and_the_frames(root, out):
    item = scan_below(root, shape=(*SHAPE, 2))
    item = annotate(item, {("liver", 1): LIVER}, status={"liver": "complete"})
    item.annotation.slice_axis = 0
    tables([item], out, root)
    found = [(row["frame"], row["slice"], row["liver"]) for row in rows_of(out / "presence.csv")]
    assert found == [("0", str(n), "0") for n in range(6)] + [("1", str(n), "6" if n < 3 else "0") for n in range(6)]


@pytest.fixture
def measured(root):
    """A series whose liver lies on the values 1, 2, 3 and 6, one of them in another slice."""
    pixels = np.full(SHAPE, -1000, np.int16)
    marked = np.zeros(SHAPE, bool)
    for place, value in {(1, 1, 1): 1, (2, 1, 1): 2, (3, 1, 1): 3, (1, 2, 3): 6}.items():
        pixels[place], marked[place] = value, True
    image = write_nifti(root / "a" / "scan.nii.gz", pixels, np.diag([1.0, 2.0, 5.0, 1.0]))
    return annotate(unannotated(image), {"liver": marked}, status={"kidney": "absent"}, makers={"human": [1, 3]})


def test_statistics_are_those_done_by_hand(measured, root, out):
    tables([measured], out, root)
    liver, kidney, vessels = rows_of(out / "statistics.csv")
    assert (liver["voxels"], liver["volume_ml"], liver["mean"]) == ("4", "0.04", "3.0")
    assert float(liver["sd"]) == pytest.approx(3.5**0.5)
    assert [float(liver[name]) for name in ("minimum", "p5", "p25", "p50", "p75", "p95", "maximum")] == pytest.approx(
        [1, 1.15, 1.75, 2.5, 3.75, 5.55, 6]
    )
    assert (kidney["status"], kidney["voxels"], kidney["volume_ml"], kidney["mean"]) == ("absent", "0", "0", "")
    assert (vessels["status"], vessels["voxels"], vessels["volume_ml"]) == ("unseen", "", "")


def test_slices_and_histograms_are_there_on_request(measured, root, out):
    tables([measured], out, root, TableExportOptions(tables=("slice statistics", "histograms")))
    assert files_below(out) == ["export.json", "histograms.csv", "slice_statistics.csv"]
    rows = rows_of(out / "slice_statistics.csv")
    assert [(row["slice"], row["voxels"], row["mean"]) for row in rows] == [("1", "3", "2.0"), ("3", "1", "6.0")]
    assert [row["makers"] for row in rows] == ["human", "human"]
    bins = rows_of(out / "histograms.csv")
    assert sum(int(row["voxels"]) for row in bins) == 4
    assert (float(bins[0]["from"]), float(bins[-1]["to"])) == (1, 6)


def test_statistics_of_frames_are_of_their_own_pixels(root, out):
    pixels = np.stack([np.full(SHAPE, 10), np.full(SHAPE, 20), np.full(SHAPE, 30)], axis=-1).astype(np.int16)
    item = unannotated(write_nifti(root / "a" / "scan.nii.gz", pixels))
    item = annotate(item, {("liver", 0): LIVER, ("liver", 2): LIVER})
    tables([item], out, root, TableExportOptions(tables=("statistics",)))
    found = [(row["frame"], row["mean"]) for row in rows_of(out / "statistics.csv") if row["roi"] == "liver"]
    assert found == [("0", "10.0"), ("2", "30.0")]


def test_metadata_is_joined_and_its_columns_keep_apart(measured, root, out):
    item = replace(measured, metadata={"patient": "-x1", "version": "late"})
    tables([item], out, root, metadata_columns=("patient", "version", "age"))
    for name in ("answers", "points", "presence", "statistics"):
        rows = rows_of(out / f"{name}.csv")
        assert all(row["patient"] == "'-x1" and row["metadata: version"] == "late" and row["age"] == "" for row in rows)
        assert all(row["version"] == "3" and row["subset"] == "train" for row in rows)


def test_excel_has_a_sheet_for_each_table(answered, root, out):
    openpyxl = pytest.importorskip("openpyxl")
    report = tables([answered], out, root, TableExportOptions(tables=TABLES, format="excel"))
    assert report.files == ["annotations.xlsx"]
    book = openpyxl.load_workbook(out / "annotations.xlsx")
    assert book.sheetnames == list(TABLES)
    titles, first, *_ = book["answers"].iter_rows(values_only=True)
    row = dict(zip(titles, first, strict=True))
    assert (row["quality"], row["version"]) == ("=cmd()", 3)
    assert book["answers"].cell(2, titles.index("quality") + 1).data_type == "s"


def test_a_series_that_cannot_be_read_is_in_no_table_and_in_the_report(answered, root, out):
    def broken():
        message = "The log of b is damaged."
        raise CorruptStore(message)

    gone = annotate(scan_below(root, "c/gone.nii.gz"), {"liver": LIVER})
    (root / "c" / "gone.nii.gz").unlink()
    sources = [SeriesSource("b", broken), source_of(answered), source_of(gone)]
    report = export_tables(sources, out, project_in(root, WITH_QUESTIONS))
    assert [each.outcome for each in report.series] == ["failed", "done", "failed"]
    assert "gone.nii.gz does not exist" in report.series[2].reason
    for name in ("answers", "presence", "statistics"):
        assert {row["series"] for row in rows_of(out / f"{name}.csv")} == {"a/scan.nii.gz"}
    assert json.loads((out / "export.json").read_text())["counts"]["failed"] == 2


def test_stopping_leaves_no_table(answered, root, out):
    cancel = CancelToken()
    sources = [source_of(answered), source_of(answered)]
    with pytest.raises(Cancelled):
        export_tables(
            sources,
            out,
            project_in(root, WITH_QUESTIONS),
            progress=lambda done, total, label: cancel.cancel() if done else None,
            cancel=cancel,
        )
    assert files_below(out) == ["export.json"]
    outcomes = [each["outcome"] for each in json.loads((out / "export.json").read_text())["series"]]
    assert outcomes == ["done", "not reached"]


def test_tables_that_are_there_are_left(answered, root, out):
    tables([answered], out, root)
    before = (out / "answers.csv").read_bytes()
    with pytest.raises(ExchangeError, match="exists already"):
        tables([answered, answered], out, root)
    assert (out / "answers.csv").read_bytes() == before
    tables([answered, answered], out, root, TableExportOptions(overwrite=True))
    assert len(rows_of(out / "answers.csv")) == 10


@pytest.mark.parametrize(
    "options",
    [TableExportOptions(tables=("other",)), TableExportOptions(tables=()), TableExportOptions(format="ods")],
)
def test_unknown_tables_and_formats_are_refused(answered, root, out, options):
    with pytest.raises(UsageError):
        tables([answered], out, root, options)
    assert not out.exists()


def test_no_column_is_there_twice(answered, root, out):
    rois = (*DEFINITIONS.rois, ROI("slice", "Slice of lemon", 8, "#FFFF00"))
    definitions = replace(DEFINITIONS, rois=rois, text=(TextField("roi", "Which one?"),))
    columns = ("patient", "Series", "roi", "liver")
    tables([answered], out, root, TableExportOptions(tables=TABLES), definitions, metadata_columns=columns)
    for path in out.glob("*.csv"):
        titles = path.read_text(encoding="utf-8").splitlines()[0].casefold().split(",")
        assert len(set(titles)) == len(titles), path.name
        assert titles[:4] == ["series", "track", "version", "subset"]
    assert "answer: roi" in rows_of(out / "answers.csv")[0]
    assert "roi: slice" in rows_of(out / "presence.csv")[0]
