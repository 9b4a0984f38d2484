"""`rilcontour verify` and `reattach`."""

from __future__ import annotations

from pathlib import Path

from rilcontour_process import Rilcontour
from small_study import FIRST, SECOND, annotate, write_image

from RILContourLib import Project


def a_blob(project: Project) -> Path:
    return next((project.folder / f"{FIRST}.ril").rglob("*.mask"))


def test_a_sound_project_is_as_it_was_written(rilcontour: Rilcontour, annotated_study: Project) -> None:
    ran = rilcontour("verify", "study")
    assert (ran.code, ran.out) == (0, "3 series verified, all is as it was written.\n")
    assert rilcontour("verify", "study", FIRST, "--json").json == {
        "series": 1,
        "errors": 0,
        "warnings": 0,
        "findings": [],
    }


def test_an_altered_mask_is_named(rilcontour: Rilcontour, annotated_study: Project) -> None:
    blob = a_blob(annotated_study)
    content = blob.read_bytes()
    blob.write_bytes(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:])
    ran = rilcontour("verify", "study", "--json")
    assert ran.code == 1
    assert ran.json["errors"] >= 1
    assert str(blob) in {finding["path"] for finding in ran.json["findings"]}
    assert rilcontour("verify", "study", SECOND).code == 0


def test_verify_of_an_unknown_series_is_exit_code_2(rilcontour: Rilcontour, study: Project) -> None:
    unknown = rilcontour("verify", "nothing.nii.gz", folder=study.folder)
    assert unknown.code == 2
    assert "nothing.nii.gz" in unknown.sentence


def test_a_renamed_image_gets_its_annotation_back_on_request_only(
    rilcontour: Rilcontour, annotated_study: Project
) -> None:
    image = annotated_study.folder / FIRST
    image.rename(image.with_name("renamed.nii.gz"))
    assert "whose image is not there; run  rilcontour reattach" in rilcontour("verify", "study").out
    looked = rilcontour("reattach", "study", "--json")
    assert looked.code == 1
    assert [(each["was"], each["series"], each["moved"]) for each in looked.json] == [
        (FIRST, "a/renamed.nii.gz", False)
    ]
    done = rilcontour("reattach", "study", "--apply")
    assert (done.code, done.out) == (0, f"{FIRST}: is re-attached to a/renamed.nii.gz\n")
    assert [version.number for version in Project.open(annotated_study.folder)["a/renamed.nii.gz"].history] == [1]
    assert rilcontour("reattach", "study").out == "Every annotation is beside its image.\n"


def test_of_several_copies_of_an_image_one_has_to_be_chosen(rilcontour: Rilcontour, annotated_study: Project) -> None:
    image = annotated_study.folder / FIRST
    content = image.read_bytes()
    image.unlink()
    for name in ("one.nii.gz", "two.nii.gz"):
        (image.parent / name).write_bytes(content)
    left = rilcontour("reattach", "study", "--apply")
    assert left.code == 1
    assert "a/one.nii.gz, a/two.nii.gz; choose one" in left.out
    assert rilcontour("reattach", "study", "--apply", "--to", "a/two.nii.gz").code == 0


def test_a_replaced_image_is_gone_on_with_only_when_it_is_accepted(
    rilcontour: Rilcontour, annotated_study: Project
) -> None:
    write_image(annotated_study.folder / FIRST, seed=99)
    changed = rilcontour("restore", "study", FIRST, "1")
    assert changed.code == 1
    assert "rilcontour reattach --accept-image" in changed.sentence
    assert rilcontour("reattach", "study", "--accept-image", FIRST, "--json").json == {"accepted": {FIRST: 2}}
    assert rilcontour("restore", "study", FIRST, "1").code == 0


def test_going_on_from_a_damaged_log_has_to_be_asked_for(rilcontour: Rilcontour, annotated_study: Project) -> None:
    annotate(annotated_study, FIRST, quality="motion")
    log = annotated_study.folder / f"{FIRST}.ril" / annotated_study.definitions.id / "main" / "log"
    newest_version = sorted(log.iterdir())[-2]
    newest_version.write_bytes(newest_version.read_bytes()[:-20])
    damaged = rilcontour("restore", "study", FIRST, "1")
    assert damaged.code == 1
    assert "--accept-damage" in damaged.sentence
    assert rilcontour("restore", "study", FIRST, "1", "--accept-damage").code == 0
