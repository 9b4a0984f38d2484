"""`rilcontour import` and `export`: masks, tables, whole annotations."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
from rilcontour_process import Rilcontour
from small_study import FIRST, SECOND, TEST, a_mask, annotate, write_mask

from RILContourLib import Project


def voxels_of(path: Path) -> np.ndarray:
    return np.asarray(nib.load(path).dataobj)


def test_masks_in_a_folder_go_to_the_series_that_they_are_called_after(rilcontour: Rilcontour, study: Project) -> None:
    masks = study.folder.parent / "masks"
    write_mask(masks / "a" / "scan_rois.nii.gz", a_mask(1))
    write_mask(masks / "a" / "second_Multiple_ROI_Mask.nii.gz", a_mask(2))
    write_mask(masks / "a" / "stranger.nii.gz", a_mask(1))
    done = rilcontour("import", "masks", "study", "masks", "--what", "atlas", "-m", "first", "--json").json
    assert done["imported"] == {FIRST: 1, SECOND: 1}
    assert done["files_without_series"] == [str(masks / "a" / "stranger.nii.gz")]
    assert study[FIRST].annotation.mask("liver").count == 24
    assert study[FIRST].head.makers == ("imported:atlas",)
    assert study[SECOND].history[0].message == "first"


def test_values_can_be_mapped_and_unknown_ones_left_out(rilcontour: Rilcontour, study: Project, tmp_path: Path) -> None:
    write_mask(tmp_path / "m.nii.gz", a_mask(7) + np.roll(a_mask(9), 5, axis=0))
    words = ("import", "masks", "study", "m.nii.gz", "--series", FIRST, "--map", "7=Spleen")
    refused = rilcontour(*words)
    assert refused.code == 1
    assert "9" in refused.out
    assert rilcontour(*words, "--leave-out-unknown").code == 0
    assert study[FIRST].annotation.mask("spleen").count == 24


def test_one_file_a_roi_in_a_folder_named_for_a_series(rilcontour: Rilcontour, study: Project, tmp_path: Path) -> None:
    for roi, shift in (("liver", 0), ("spleen", 2)):
        write_mask(tmp_path / "loose" / f"{roi}.nii.gz", np.roll(a_mask(1), shift, axis=1))
    assert rilcontour("import", "masks", "study", "loose", "--series", FIRST).code == 0
    annotation = study[FIRST].annotation
    assert [annotation.mask(roi).count for roi in ("liver", "spleen")] == [24, 24]


def test_nothing_is_replaced_unless_asked(rilcontour: Rilcontour, annotated_study: Project, tmp_path: Path) -> None:
    write_mask(tmp_path / "scan_rois.nii.gz", np.roll(a_mask(1), 4, axis=0))
    words = ("import", "masks", "study", "scan_rois.nii.gz", "--series", FIRST)
    refused = rilcontour(*words)
    assert refused.code == 1
    assert f"{FIRST}: NOT IMPORTED: " in refused.out
    assert [version.number for version in annotated_study[FIRST].history] == [1]
    assert rilcontour(*words, "--existing", "add").code == 0
    assert annotated_study[FIRST].annotation.mask("liver").count == 48


def test_importing_the_same_twice_changes_nothing_and_is_no_error(
    rilcontour: Rilcontour, study: Project, tmp_path: Path
) -> None:
    write_mask(tmp_path / "scan_rois.nii.gz", a_mask(1))
    words = ("import", "masks", "study", "scan_rois.nii.gz", "--series", FIRST)
    assert rilcontour(*words).code == 0
    again = rilcontour(*words)
    assert (again.code, again.out) == (0, f"{FIRST}: nothing to change\n0 series imported.\n")


def test_a_file_is_found_its_series_by_its_name_or_it_is_asked_for(
    rilcontour: Rilcontour, study: Project, tmp_path: Path
) -> None:
    write_mask(tmp_path / "second_rois.nii.gz", a_mask(1))
    assert rilcontour("import", "masks", "study", "second_rois.nii.gz").code == 0
    write_mask(tmp_path / "scan_rois.nii.gz", a_mask(1))
    several = rilcontour("import", "masks", "study", "scan_rois.nii.gz")
    assert several.code == 2
    assert f"could be the masks of {FIRST}, {TEST}" in several.sentence


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("nowhere",), "nowhere is not there"),
        (("scan_rois.nii.gz", "--what", "a:b"), "cannot say where masks come from"),
        (("scan_rois.nii.gz", "--series", "x.nii.gz"), "no series"),
    ],
)
def test_an_import_that_cannot_be_understood_is_exit_code_2(
    rilcontour: Rilcontour, study: Project, tmp_path: Path, words: tuple[str, ...], part: str
) -> None:
    write_mask(tmp_path / "scan_rois.nii.gz", a_mask(1))
    ran = rilcontour("import", "masks", "study", *words)
    assert (ran.code, part in ran.sentence) == (2, True), ran.err


def test_combined_masks_hold_the_values_of_the_template(rilcontour: Rilcontour, annotated_study: Project) -> None:
    report = rilcontour("export", "masks", "study", "--layout", "combined", "out", "--series", "a/*", "--json").json
    assert report["counts"] == {"done": 1, "skipped": 0, "failed": 0, "not reached": 0}
    out = annotated_study.folder.parent / "out"
    np.testing.assert_array_equal(voxels_of(out / "a" / "scan_rois.nii.gz"), a_mask(1))
    assert json.loads((out / "a" / "scan_rois.json").read_text())["version"]["number"] == 1
    assert report["report"] == str(out / "export.json")


def test_one_file_a_roi_an_earlier_version_and_copies(rilcontour: Rilcontour, annotated_study: Project) -> None:
    with annotated_study[FIRST].edit() as annotation:
        annotation["liver"].mask[...] = False
    words = ("--layout", "per-roi", "--roi", "liver", "--version", "1", "--copy-images", "--copy-annotations")
    assert rilcontour("export", "masks", "study", "out", *words).code == 0
    out = annotated_study.folder.parent / "out"
    np.testing.assert_array_equal(voxels_of(out / "a" / "scan_rois" / "liver.nii.gz"), a_mask(1))
    assert (out / FIRST).read_bytes() == annotated_study[FIRST].path.read_bytes()
    assert list(out.rglob("*.mask"))


def test_overlaps_that_cannot_be_read_back_are_refused_unless_forced(rilcontour: Rilcontour, study: Project) -> None:
    study.file.write_text(study.file.read_text().replace("value: 2", "value: 3"))
    project = Project.open(study.folder)
    with project[FIRST].edit() as annotation:
        annotation["liver"].mask[0:2, 0, 0] = True
        annotation["spleen"].mask[1:3, 0, 0] = True
    refused = rilcontour("export", "masks", "study", "out")
    assert refused.code == 1
    assert "liver and spleen overlap in 1 voxels" in refused.out
    assert rilcontour("export", "masks", "study", "out", "--force").code == 0
    assert (project.folder.parent / "out" / "a" / "scan_rois_ambiguous.csv").is_file()


def test_files_of_an_earlier_export_stay_unless_overwriting_is_asked(
    rilcontour: Rilcontour, annotated_study: Project
) -> None:
    assert rilcontour("export", "masks", "study", "out").code == 0
    again = rilcontour("export", "masks", "study", "out")
    assert again.code == 1
    assert f"{FIRST}: SKIPPED: " in again.out
    assert rilcontour("export", "masks", "study", "out", "--overwrite").code == 0


def test_series_for_testing_are_exported_only_when_asked(rilcontour: Rilcontour, annotated_study: Project) -> None:
    annotate(annotated_study, TEST)
    left_out = rilcontour("export", "masks", "study", "out")
    assert left_out.code == 0
    assert left_out.sentence == "1 series of the test subset left out; --test takes them in."
    out = annotated_study.folder.parent / "out"
    assert not (out / "b").exists()
    assert rilcontour("export", "masks", "study", "out", "--subset", "test").code == 0
    assert (out / "b" / "scan_rois.nii.gz").is_file()


def test_an_export_of_nothing_or_among_the_images_is_refused(rilcontour: Rilcontour, annotated_study: Project) -> None:
    nothing = rilcontour("export", "masks", "study", "out", "--series", SECOND)
    assert (nothing.code, nothing.sentence) == (1, "No series with a version is selected; nothing was exported.")
    among = rilcontour("export", "masks", "study", "study/a")
    assert among.code == 1
    assert "would be taken for series" in among.notes[-1]
    assert rilcontour("export", "masks", "study", "out", "--roi", "livr").code == 2


def test_tables_have_the_statistics_answers_and_metadata(rilcontour: Rilcontour, annotated_study: Project) -> None:
    report = rilcontour("export", "tables", "study", "out", "--json").json
    assert report["files"] == ["answers.csv", "points.csv", "presence.csv", "statistics.csv"]
    out = annotated_study.folder.parent / "out"
    with (out / "statistics.csv").open(newline="", encoding="utf-8") as file:
        liver = next(row for row in csv.DictReader(file) if row["roi"] == "liver")
    inside = annotated_study[FIRST].pixels()[a_mask(1) > 0]
    assert (liver["series"], liver["voxels"], float(liver["volume_ml"]), liver["age"]) == (FIRST, "24", 0.48, "61")
    assert float(liver["mean"]) == pytest.approx(inside.mean())
    assert float(liver["sd"]) == pytest.approx(inside.std())


def test_tables_can_be_one_workbook_and_other_tables(rilcontour: Rilcontour, annotated_study: Project) -> None:
    import openpyxl

    words = ("--excel", "--table", "slice-statistics", "--table", "answers")
    assert rilcontour("export", "tables", "study", "out", *words).code == 0
    book = openpyxl.load_workbook(annotated_study.folder.parent / "out" / "annotations.xlsx")
    assert book.sheetnames == ["slice statistics", "answers"]
    existing = rilcontour("export", "tables", "study", "out", *words)
    assert existing.code == 1
    assert "exists already" in existing.notes[-1]
    assert rilcontour("export", "tables", "study", "out", "--table", "volumes").code == 2


def test_a_whole_annotation_survives_json_out_and_in(rilcontour: Rilcontour, annotated_study: Project) -> None:
    before = annotated_study[FIRST].annotation
    assert rilcontour("export", "json", "study", "out", "--json").json["counts"]["done"] == 1
    with annotated_study[FIRST].edit() as annotation:
        annotation["liver"].mask[...] = False
        annotation.text["quality"] = "motion"
        annotation["tip"].remove_point("1")
    refused = rilcontour("import", "json", "study", "out")
    assert refused.code == 1
    assert "is annotated already" in refused.out
    done = rilcontour("import", "json", "study", "out", "--replace", "-m", "back", "--json").json
    assert done["imported"] == {FIRST: 3}
    after = annotated_study[FIRST].annotation
    assert after.mask("liver").same_as(before.mask("liver"))
    assert (after.answers, after.roi("tip").points) == (before.answers, before.roi("tip").points)
    assert rilcontour("import", "json", "study", "out").out == f"{FIRST}: nothing to change\n0 series imported.\n"


def test_json_from_elsewhere_keeps_the_projects_rules(rilcontour: Rilcontour, annotated_study: Project) -> None:
    rilcontour("export", "json", "study", "out")
    path = annotated_study.folder.parent / "out" / "a" / "scan_annotation.json"
    document = json.loads(path.read_text())

    other_image = rilcontour("import", "json", "study", "out/a/scan_annotation.json", "--series", SECOND)
    assert other_image.code == 1
    assert "with other bytes" in other_image.out

    def imported(**answers: str) -> str:
        document["answers"]["series"] = {name: {"value": text, "maker": "human"} for name, text in answers.items()}
        path.write_text(json.dumps(document))
        ran = rilcontour("import", "json", "study", "out/a/scan_annotation.json", "--series", FIRST, "--replace")
        assert ran.code == 1
        return ran.out

    assert 'cannot be "blurred"' in imported(quality="blurred")
    assert "is not asked there" in imported(quality="good", why="breathing")
    assert "no text field" in imported(colour="red")
    assert rilcontour("import", "json", "study", "missing.json").code == 2
