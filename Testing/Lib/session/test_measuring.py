"""Versions, tracks and drafts of models measured against each other over the series of a project."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import numpy as np
import pytest
from drafting import NAMES, SHAPE, bright, make_study

from RILContourLib import Project
from RILContourLib.annotation.annotation import Annotation
from RILContourLib.annotation.extent import Extent
from RILContourLib.annotation.makers import SliceMakers
from RILContourLib.annotation.mask import Mask
from RILContourLib.errors import Cancelled, UnknownROI, UsageError
from RILContourLib.exchange.measure_tables import write_measures_csv, write_measures_excel
from RILContourLib.metrics.measured import Measured
from RILContourLib.progress import CancelToken
from RILContourLib.session.measuring import measure
from RILContourLib.session.selection import Selection

VOXEL_ML = 0.003
WHOLE = Extent((0, 0, 0), SHAPE)


@pytest.fixture
def study(tmp_path: Path) -> Project:
    """Two series: what is bright is annotated, nothing is dark in the first and nobody looked for it in the second."""
    project = make_study(tmp_path / "study", tracks=("main", "second"))
    for number, name in enumerate(NAMES):
        with project[name].edit() as annotation:
            annotation["bright"].mask |= bright(number)
            if not number:
                annotation["dark"].status = "absent"
    return project


def draft(project: Project, name: str, model: str, covered: Extent = WHOLE, **rois: np.ndarray) -> None:
    """A draft of a model, as running it leaves one."""
    annotation = Annotation(SHAPE)
    for roi, voxels in rois.items():
        annotation.set_mask(roi, 0, Mask.from_array(voxels), SliceMakers())
    details = {"covered": covered.to_json(), "frames": [0], "rois": list(rois)}
    project.store.put_draft(name, annotation, model=model, user="ana", details=details)


@pytest.fixture
def drafted_study(study: Project) -> Project:
    """net@1 drafts a slice too few of both; net@2 all of the first, but calls a slice of the second dark."""
    for number, name in enumerate(NAMES):
        fewer = bright(number)
        fewer[:, :, 4] = False
        draft(study, name, "net@1", bright=fewer)
    draft(study, NAMES[0], "net@2", bright=bright(0), dark=np.zeros(SHAPE, bool))
    slices = np.arange(SHAPE[2])
    draft(study, NAMES[1], "net@2", bright=bright(1) & (slices != 2), dark=bright(1) & (slices == 2))
    return study


def numbers(found: Measured, measure: str = "dice") -> dict[tuple[str, str, str], float]:
    return {(row.series, row.roi, row.source): row.measures.of(measure) for row in found.rows}  # type: ignore[arg-type]


def test_each_roi_is_measured_where_both_looked_at_it(drafted_study: Project) -> None:
    found = measure(drafted_study, ["net@1", "net@2"])
    dice = numbers(found)
    assert math.isnan(dice.pop((NAMES[0], "dark", "net@2")))  # both say that there is none
    assert dice == pytest.approx(
        {
            (NAMES[0], "bright", "net@1"): 6 / 7,
            (NAMES[1], "bright", "net@1"): 6 / 7,
            (NAMES[0], "bright", "net@2"): 1,
            (NAMES[1], "bright", "net@2"): 6 / 7,
        }
    )
    assert [row.measures.worst_slice for row in found.worst("dice", "net@1")] == [4, 4]
    assert (found.worst("dice")[0].series, found.worst("dice")[0].measures.worst_slice) == (NAMES[1], 2)
    assert not found.left_out and not found.failed


def test_what_is_taken_for_what_is_told_in_ml_over_all_series(drafted_study: Project) -> None:
    total = measure(drafted_study, ["net@2"]).confusion["net@2"]
    slice_ml = np.count_nonzero(bright(1)[:, :, 2]) * VOXEL_ML
    all_ml = (bright(0).sum() + bright(1).sum()) * VOXEL_ML
    assert total.volumes_ml == pytest.approx({("bright", "bright"): all_ml - slice_ml, ("bright", "dark"): slice_ml})
    assert total.part(("bright", "dark")) == pytest.approx(slice_ml / all_ml)
    # net@1 was not asked for dark, so it is not blamed for what it does not say of it.
    assert set(measure(drafted_study, ["net@1"]).confusion["net@1"].volumes_ml) == {
        ("bright", "bright"),
        ("bright", None),
    }


def test_two_models_are_compared_on_the_same_series(drafted_study: Project) -> None:
    comparison = measure(drafted_study, ["net@1", "net@2"], rois=["bright"]).compared("dice")
    assert comparison is not None
    assert [(row.series, row.first, row.second) for row in comparison.rows] == [
        (NAMES[0], pytest.approx(6 / 7), 1),
        (NAMES[1], pytest.approx(6 / 7), pytest.approx(6 / 7)),
    ]
    assert (comparison.test.larger, comparison.test.series, comparison.better) == (1, 2, "net@2")


def test_a_model_without_a_version_is_its_newest_that_drafted_anything(drafted_study: Project) -> None:
    assert drafted_study.measure(["net"]).of == ("net@2",)
    assert measure(drafted_study, ["net"], selection=Selection(names=NAMES[:1], test=True)).subsets == {
        NAMES[0]: "train"
    }


def test_versions_and_tracks_are_measured_as_models_are(study: Project) -> None:
    with study.series(NAMES[0], "second").edit() as annotation:
        annotation["bright"].mask |= bright(1)
    with study[NAMES[0]].edit() as annotation:
        annotation["bright"].mask[:, :, 4] = False
    found = measure(study, ["version:1", "track:second"])
    assert numbers(found)[NAMES[0], "bright", "version:1"] == pytest.approx(6 / 7)
    assert found.left_out == {(NAMES[1], "track:second"): "it has no version"}
    approved = measure(study, ["version:1"], "approved")
    assert not approved.rows
    assert approved.left_out[NAMES[0], "approved"] == "its newest version is not approved"


def test_roi_in_progress_are_measured_and_named(drafted_study: Project) -> None:
    assert measure(drafted_study, ["net@1"]).unfinished == dict.fromkeys(NAMES, ("bright",))
    with drafted_study[NAMES[0]].edit() as annotation:
        annotation["bright"].status = "complete"
    found = measure(drafted_study, ["net@1"])
    assert found.unfinished == {NAMES[1]: ("bright",)}
    assert found.to_json("dice")["unfinished"] == {NAMES[1]: ["bright"]}


def test_drafts_of_a_part_of_the_image_are_left_out_and_decided_ones_are_not(study: Project) -> None:
    draft(study, NAMES[0], "net@1", Extent((0, 0, 2), (12, 10, 4)), bright=bright(0))
    draft(study, NAMES[1], "net@1", bright=bright(1))
    waiting = study.store.drafts(NAMES[1])[0]
    study.store.resolve_draft(NAMES[1], waiting.id, "rejected", "ana")
    found = measure(study, ["net@1"])
    assert found.left_out == {(NAMES[0], "net@1"): "net@1 drafted a part of it only"}
    assert numbers(found) == {(NAMES[1], "bright", "net@1"): 1}


def test_one_series_that_cannot_be_read_does_not_stop_the_others(drafted_study: Project) -> None:
    for blob in (drafted_study.folder / f"{NAMES[0]}.ril").rglob("*.mask"):
        blob.write_bytes(b"spoilt")
    found = measure(drafted_study, ["net@1"])
    assert list(found.failed) == [NAMES[0]]
    assert {row.series for row in found.rows} == {NAMES[1]}


@pytest.mark.parametrize(
    ("of", "against", "words"),
    [
        (["newest"], "newest", "each source once"),
        ([], "newest", "each source once"),
        (["version:0"], "newest", "nothing that can be measured"),
        (["track:third"], "newest", "nothing that can be measured"),
        (["net@x"], "newest", "nothing that can be measured"),
        (["other"], "newest", "rilcontour predict"),
    ],
)
def test_sources_that_there_are_not_are_refused(study: Project, of: list[str], against: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        measure(study, of, against)


def test_slices_are_measured_by_themselves(drafted_study: Project) -> None:
    found = measure(drafted_study, ["net@1"], slices=(4, 5))
    assert {row.measures.dice for row in found.rows} == {0.0}  # the one that net@1 left out
    assert {row.measures.predicted_ml for row in found.rows} == {0.0}
    assert not any(predicted == "bright" for _, predicted in found.confusion["net@1"].volumes_ml)
    rest = measure(drafted_study, ["net@1"], slices=(0, 4))
    assert {row.measures.dice for row in rest.rows} == {1.0}
    with pytest.raises(UsageError, match="Slices 4 to 3 are none"):
        measure(drafted_study, ["net@1"], slices=(4, 4))


def test_rois_and_tolerances_that_there_are_not_are_refused(study: Project) -> None:
    with pytest.raises(UnknownROI):
        measure(study, ["version:1"], rois=["brigth"])
    with pytest.raises(UsageError, match="0 mm or more"):
        measure(study, ["version:1"], tolerance_mm=-1)


def test_stopping_keeps_what_was_measured(drafted_study: Project) -> None:
    cancel = CancelToken()

    def stop(done: int, total: int | None, label: str) -> None:
        cancel.cancel()

    with pytest.raises(Cancelled) as stopped:
        measure(drafted_study, ["net@1"], progress=stop, cancel=cancel)
    assert isinstance(stopped.value.report, Measured)
    assert {row.series for row in stopped.value.report.rows} == {NAMES[0]}


def test_tables_hold_all_numbers_and_no_nan(drafted_study: Project, tmp_path: Path) -> None:
    found = measure(drafted_study, ["net@1", "net@2"])
    files = write_measures_csv(found, tmp_path / "out")
    tables = {}
    for file in files:
        with file.open(encoding="utf-8", newline="") as opened:
            tables[file.stem] = list(csv.DictReader(opened))
    assert [file.stem for file in files] == sorted(tables, key=[file.stem for file in files].index)
    first = tables["measures"][0]
    assert (first["series"], first["roi"], first["source"], first["reference"]) == (
        *(NAMES[0], "bright"),
        *("net@1", "newest"),
    )
    assert float(first["dice"]) == pytest.approx(6 / 7)
    assert {(row["slice"], row["dice"]) for row in tables["measures_by_slice"][:4]} == {
        *(("1", "1.0"), ("2", "1.0")),
        *(("3", "1.0"), ("4", "0.0")),
    }
    dark = next(row for row in tables["measures"] if row["roi"] == "dark")
    assert (dark["dice"], dark["hd95_mm"]) == ("", "")
    assert {row["test"] for row in tables["tests"]} == {"Wilcoxon signed-rank, two-sided"}
    assert len(tables["paired"]) == 9 * 2
    with pytest.raises(Exception, match=r"measures\.csv"):
        write_measures_csv(found, tmp_path / "out")


def test_the_same_tables_are_sheets_of_a_workbook(drafted_study: Project, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    write_measures_excel(measure(drafted_study, ["net@1", "net@2"]), tmp_path / "m.xlsx")
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    assert book.sheetnames == ["measures", "measures by slice", "box plots", "confusion", "paired", "tests"]
    assert book["measures"]["A2"].value == NAMES[0]


def test_as_plain_data_nothing_is_lost_and_all_of_it_is_json(drafted_study: Project) -> None:
    draft(drafted_study, NAMES[0], "net@3", bright=np.zeros(SHAPE, bool))
    data = measure(drafted_study, ["net@3", "net@2"]).to_json("hd95_mm")
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert data["rois"][0]["hd95_mm"] == "inf"
    assert data["left_out"] == [{"series": NAMES[1], "source": "net@3", "why": "net@3 did not draft it"}]
    assert math.isinf(float(data["comparison"]["pairs"][0]["first"]))
