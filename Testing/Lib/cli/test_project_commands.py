"""`rilcontour project create`, `status` and `check`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from rilcontour_process import Rilcontour
from small_study import FIRST, SECOND, TEST, a_mask, write_image, write_mask

from RILContourLib import Project


def test_a_new_project_finds_its_images_and_knows_the_codes_of_common_terms(
    rilcontour: Rilcontour, tmp_path: Path
) -> None:
    write_image(tmp_path / "new" / "scan.nii")
    words = ("--name", "My study", "--roi", "Right lung", "--roi", "My own lesion", "--point", "Carina")
    made = rilcontour("project", "create", "new", *words, "--powers-of-two", "--json").json
    assert (made["name"], made["series"], made["file"]) == ("My study", 1, str(tmp_path / "new" / "rilcontour.yaml"))
    rois = [(roi["id"], roi["kind"], roi["value"], roi["radlex"]) for roi in made["rois"]]
    assert rois[:2] == [("right-lung", "area", 1, "RID1302"), ("my-own-lesion", "area", 2, None)]
    assert rois[2][:3] == ("carina", "point", None)
    assert Project.open(tmp_path / "new").definitions.roi("right-lung").snomed == "39607008"


def test_nothing_is_overwritten(rilcontour: Rilcontour, study: Project) -> None:
    before = study.file.read_bytes()
    refused = rilcontour("project", "create", "study", "--name", "Another")
    assert refused.code == 1
    assert "is there already" in refused.sentence
    assert study.file.read_bytes() == before


def test_a_template_comes_from_a_list_from_another_project_or_from_masks(
    rilcontour: Rilcontour, study: Project, tmp_path: Path
) -> None:
    (tmp_path / "terms.csv").write_text("name,value,colour\nSmall thing,7,#102030\nLarge thing,9,\n")
    write_mask(tmp_path / "masks.nii.gz", a_mask(3) + np.roll(a_mask(5), 5, axis=0))

    def values(*words: str | Path) -> dict[str, int]:
        made = rilcontour("project", "create", f"p{len(words)}{words[1]}".replace("/", ""), "--name", "x", *words)
        assert made.code == 0, made.err
        folder = tmp_path / Path(made.out.split()[1]).parent
        return {roi.id: roi.value for roi in Project.open(folder).definitions.rois}

    assert values("--template", "terms.csv") == {"small-thing": 7, "large-thing": 9}
    assert values("--template", "study", "--one-roi-per-voxel") == {"liver": 1, "spleen": 2, "tip": 0}
    assert values("--labels", "masks.nii.gz") == {"value-3": 3, "value-5": 5}


def test_the_ways_to_give_roi_exclude_each_other(rilcontour: Rilcontour) -> None:
    both = rilcontour("project", "create", "new", "--name", "x", "--roi", "Liver", "--labels", "masks.nii.gz")
    assert both.code == 2
    assert "in one way" in both.sentence
    renumbered = rilcontour("project", "create", "new", "--name", "x", "--labels", "m.nii.gz", "--powers-of-two")
    assert renumbered.code == 2
    assert "keep these values" in renumbered.sentence


def test_status_counts_series_of_all_subsets_and_the_status_of_each_roi(
    rilcontour: Rilcontour, annotated_study: Project
) -> None:
    found = rilcontour("project", "status", "study", "--json").json
    assert found["series"] == 3
    assert found["status"] == {"unseen": 2, "in progress": 1, "complete": 0, "approved": 0}
    assert found["subsets"] == {"train": 2, "validation": 0, "test": 1}
    assert (found["without_owner"], found["owners"], found["warnings"]) == (3, {}, [])
    liver = found["rois"][0]
    assert (liver["id"], liver["value"], liver["series"]["in progress"], liver["series"]["unseen"]) == (
        "liver",
        1,
        1,
        2,
    )


def test_status_says_who_edits_now(rilcontour: Rilcontour, annotated_study: Project) -> None:
    with annotated_study[SECOND].edit():
        shown = rilcontour("project", "status", "study").out
    assert f"{SECOND}  ana on " in shown


def test_a_project_is_found_from_a_folder_within_it(rilcontour: Rilcontour, study: Project) -> None:
    inside = rilcontour("project", "status", "--json", folder=study.folder / "a").json
    assert inside["id"] == study.definitions.id
    outside = rilcontour("project", "status")
    assert outside.code == 2
    assert "There is no rilcontour.yaml in" in outside.sentence


def test_a_sound_project_has_nothing_to_remark(rilcontour: Rilcontour, study: Project) -> None:
    checked = rilcontour("project", "check", "study")
    assert (checked.code, checked.out) == (0, "3 series, nothing to remark\n")


def test_everything_wrong_with_the_project_file_is_listed_with_its_place(
    rilcontour: Rilcontour, study: Project
) -> None:
    text = study.file.read_text().replace("value: 2", "value: 1").replace("one_roi_per_voxel", "one_roi_per_voxle")
    study.file.write_text(text + "nonsense: 1\n")
    checked = rilcontour("project", "check", "study", "--json")
    assert checked.code == 1
    found = checked.json
    assert found["series"] is None
    assert found["errors"] >= 2
    lines = text.splitlines()
    twice = next(each for each in found["findings"] if "value" in each["message"])
    assert "value: 1" in lines[twice["line"] - 1]
    assert twice["column"] > 1
    assert any("nonsense" in each["message"] for each in found["findings"])


def test_metadata_without_series_unknown_tags_and_twins_are_remarks(rilcontour: Rilcontour, study: Project) -> None:
    (study.folder / "metadata.csv").write_text(f"series,tags\na/scan.nii,\n{FIRST},urgnt\n")
    write_image(study.folder / "a" / "SCAN.nii.gz")
    checked = rilcontour("project", "check", "study", "--json")
    assert checked.code == 0
    messages = " ".join(each["message"] for each in checked.json["findings"])
    for expected in ('"a/scan.nii"', '"urgnt" (did you mean urgent?)', "differ only in capitals"):
        assert expected in messages
    assert {each["severity"] for each in checked.json["findings"]} == {"warning"}


def test_a_link_to_a_folder_and_a_workflow_with_an_error_are_errors(rilcontour: Rilcontour, study: Project) -> None:
    (study.folder / "linked").symlink_to(study.folder / "a")
    (study.folder / "workflow.yaml").write_text("pools: {analysts: [ana]}\nstart: reviewers\n")
    study.file.write_text(study.file.read_text() + "workflow: workflow.yaml\n")
    checked = rilcontour("project", "check", "study")
    assert checked.code == 1
    assert "linked: error: linked is a link to a folder" in checked.out
    assert "workflow.yaml:2: error: " in checked.out


def test_a_split_that_matches_nothing_is_a_remark(rilcontour: Rilcontour, study: Project) -> None:
    (study.folder / TEST).unlink()
    assert "'b/**' matches no series" in rilcontour("project", "check", "study").out
