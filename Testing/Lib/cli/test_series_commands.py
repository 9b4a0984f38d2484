"""`rilcontour series list`, `series show`, `history` and `restore`."""

from __future__ import annotations

import re

import pytest
from rilcontour_process import Rilcontour
from small_study import FIRST, SECOND, TEST, annotate

from RILContourLib import Project


def listed(rilcontour: Rilcontour, *words: str) -> list[str]:
    """The names that a filter selects."""
    ran = rilcontour("series", "list", "study", "--columns", "series", "--json", *words)
    return [row["series"] for row in ran.json] if ran.code == 0 else []


def test_the_list_has_status_and_required_answers_of_all_subsets(
    rilcontour: Rilcontour, annotated_study: Project
) -> None:
    lines = rilcontour("series", "list", "study").out.splitlines()
    assert lines[0].split() == ["series", "status", "version", "user", "owner", "quality"]
    assert lines[2].split() == [FIRST, "in", "progress", "1", "ana", "good"]
    assert [line.split()[0] for line in lines[2:]] == [FIRST, SECOND, TEST]


def test_json_has_everything_that_a_list_can_show(rilcontour: Rilcontour, annotated_study: Project) -> None:
    row = rilcontour("series", "list", "study", "--json").json[0]
    assert row["series"] == FIRST
    assert (row["tags"], row["makers"], row["points"], row["subset"]) == (["urgent", "old"], ["human"], 1, "train")
    assert (row["quality"], row["liver"], row["spleen"], row["age"]) == ("good", "in progress", "unseen", "61")


def test_columns_are_chosen_and_sorted_by(rilcontour: Rilcontour, annotated_study: Project) -> None:
    words = ("--columns", "metadata:age,series,roi:liver", "--sort", "metadata:age")
    lines = rilcontour("series", "list", "study", *words).out.splitlines()
    assert lines[0].split() == ["age", "series", "liver"]
    assert [line.split()[0] for line in lines[2:]] == ["47", "61", TEST]
    reverse = rilcontour("series", "list", "study", *words, "--reverse").out.splitlines()
    assert [line.split()[0] for line in reverse[2:]] == ["61", "47", TEST]


def test_a_column_that_there_is_not_is_exit_code_2(rilcontour: Rilcontour, study: Project) -> None:
    unknown = rilcontour("series", "list", "study", "--columns", "qality")
    assert unknown.code == 2
    assert "did you mean quality?" in unknown.sentence


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("--series", "a/*"), [FIRST, SECOND]),
        (("--series", FIRST, "--series", "b/**"), [FIRST, TEST]),
        (("--status", "unseen"), [SECOND, TEST]),
        (("--person", "ana"), [FIRST]),
        (("--tag", "urgent"), [FIRST]),
        (("--subset", "test"), [TEST]),
        (("--maker", "human"), [FIRST]),
        (("--answer", "quality=good"), [FIRST]),
        (("--answer", "quality=motion"), []),
        (("--answer", "findings=cyst;fat"), [FIRST]),
        (("--status", "unseen", "--subset", "train"), [SECOND]),
    ],
)
def test_the_filter_selects_what_fits_all_that_is_asked(
    rilcontour: Rilcontour, annotated_study: Project, words: tuple[str, ...], names: list[str]
) -> None:
    with annotated_study[FIRST].edit() as annotation:
        annotation.text["findings"] = ["fat", "cyst"]
    assert listed(rilcontour, *words) == names


def test_a_filter_with_a_wrong_name_field_or_value_is_an_error(rilcontour: Rilcontour, study: Project) -> None:
    for words, code, part in [
        (("--series", "a/scam.nii.gz"), 2, "did you mean a/scan.nii.gz?"),
        (("--answer", "qualty=good"), 2, "did you mean quality?"),
        (("--answer", "quality=god"), 1, "did you mean good?"),
    ]:
        ran = rilcontour("series", "list", "study", *words)
        assert (ran.code, part in ran.sentence) == (code, True), ran.err
    assert rilcontour("series", "list", "study", "--status", "done").code == 2


def test_no_series_selected_is_exit_code_1_with_a_remark(rilcontour: Rilcontour, study: Project) -> None:
    ran = rilcontour("series", "list", "study", "--tag", "other")
    assert (ran.code, ran.out, ran.sentence) == (1, "", "No series is selected; the project has 3.")


def test_show_tells_everything_of_a_series_that_is_named_by_its_image(
    rilcontour: Rilcontour, annotated_study: Project
) -> None:
    shown = rilcontour("series", "show", str(annotated_study[FIRST].path), "--json", folder=annotated_study.folder).json
    assert (shown["series"], shown["status"], shown["version"]) == (FIRST, "in progress", 1)
    image = shown["image"]
    assert (image["shape"], image["spacing_mm"], image["axes"]) == ([12, 10, 6], [2.0, 2.0, 5.0], "RAS")
    liver, _, tip = shown["rois"]
    assert (liver["voxels"], liver["volume_ml"], liver["makers"]) == (24, 0.48, ["human"])
    assert tip["points"] == [
        {"id": "1", "ijk": [4.5, 4.0, 2.0], "ras_mm": [9.0, 8.0, 10.0], "frame": 0, "label": "top", "maker": "human"}
    ]
    assert shown["answers"]["series"] == {"quality": {"value": "good", "maker": "human"}}
    assert [version["version"] for version in shown["versions"]] == [1]


def test_show_for_people_has_voxels_points_answers_notes_and_versions(
    rilcontour: Rilcontour, annotated_study: Project
) -> None:
    annotated_study.store.add_note(FIRST, "Look at slice 2", "ben")
    text = rilcontour("series", "show", "study", FIRST).out
    for expected in ("12 x 10 x 6", "2 x 2 x 5 mm", "0.5", "top", "good", "Look at slice 2", "close"):
        assert expected in text


def test_a_series_without_annotation_is_shown_too(rilcontour: Rilcontour, study: Project) -> None:
    text = rilcontour("series", "show", "study", SECOND).out
    assert re.search(r"version +none yet", text)
    assert re.search(r"Liver +unseen", text)


def test_show_of_an_unknown_series_is_exit_code_2(rilcontour: Rilcontour, study: Project) -> None:
    unknown = rilcontour("series", "show", "study", "a/other.nii.gz")
    assert unknown.code == 2
    assert "The project has no series" in unknown.sentence
    assert rilcontour("series", "show", "--track").code == 2


def test_history_lists_versions_and_restore_adds_one(rilcontour: Rilcontour, annotated_study: Project) -> None:
    annotate(annotated_study, FIRST, quality="motion")
    restored = rilcontour("restore", "study", FIRST, "1", "-m", "good after all", "--json").json
    assert restored == {"series": FIRST, "restored": 1, "version": 3}
    versions = rilcontour("history", "study", FIRST, "--json").json
    assert [(version["version"], version["restored"]) for version in versions] == [(1, None), (2, None), (3, 1)]
    assert (versions[2]["message"], versions[2]["reason"], versions[2]["user"]) == ("good after all", "restore", "ana")
    assert "restore of 1" in rilcontour("history", "study", FIRST).out
    assert annotated_study[FIRST].text["quality"] == "good"


def test_history_without_a_version_is_an_empty_list_and_a_remark(rilcontour: Rilcontour, study: Project) -> None:
    ran = rilcontour("history", "study", SECOND, "--json")
    assert (ran.code, ran.out) == (0, "[]\n")
    assert ran.sentence == f"{SECOND} has no version yet."


def test_restore_refuses_a_version_that_there_is_not_and_a_series_that_is_held(
    rilcontour: Rilcontour, annotated_study: Project
) -> None:
    missing = rilcontour("restore", "study", FIRST, "9")
    assert missing.code == 2
    assert "has no version 9" in missing.sentence
    assert rilcontour("restore", "study", FIRST, "zero").code == 2
    with annotated_study[FIRST].edit():
        held = rilcontour("restore", "study", FIRST, "1")
    assert held.code == 1
    assert "ana on " in held.sentence
