"""An image of the test subset stays out of training under whichever name it turns up."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from survival_study import keep_to, make_study, write_image

from RILContourLib import Project
from RILContourLib.errors import CorruptStore
from RILContourLib.project.definitions import Split
from RILContourLib.session.checking import check_project
from RILContourLib.session.selection import Selection
from RILContourLib.session.verifying import moved_annotations, reattach, verify

TRAIN, TEST, OTHER_TEST, NEW = "train/a.nii", "test/b.nii", "test/c.nii", "train/new.nii"


def annotate(project: Project, *names: str) -> None:
    for name in names:
        with project[name].edit() as session:
            session["liver"].mask[0, 0, 0] = True


def renewed(project: Project) -> Project:
    """As another process finds it."""
    return Project.open(project.folder, user="ana")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """One series for training and one of two for testing are annotated; all images are of one size."""
    keep_to(tmp_path, monkeypatch)
    project = make_study(tmp_path / "study", (TRAIN, TEST, OTHER_TEST))
    project.redefine(replace(project.definitions, split=Split(test=("test/**",))))
    annotate(project, TRAIN, TEST)
    return project


def copied(project: Project) -> None:
    shutil.copy(project.folder / TEST, project.folder / NEW)


def copied_before_anybody_annotated_it(project: Project) -> None:
    shutil.copy(project.folder / OTHER_TEST, project.folder / NEW)


def moved(project: Project) -> None:
    (project.folder / TEST).rename(project.folder / NEW)


def moved_without_its_annotation(project: Project) -> None:
    moved(project)
    shutil.rmtree(project.folder / f"{TEST}.ril")


@pytest.mark.parametrize(
    ("hide", "test"),
    [
        (copied, TEST),
        (copied_before_anybody_annotated_it, OTHER_TEST),
        (moved, TEST),
        (moved_without_its_annotation, TEST),
    ],
)
def test_a_test_image_under_another_name_is_not_exported_for_training(
    project: Project, tmp_path: Path, hide: Callable[[Project], None], test: str
) -> None:
    hide(project)
    project = renewed(project)
    assert project[NEW].subset == "train"
    annotate(project, NEW)
    for export, folder in ((project.export_masks, "masks"), (project.export_tables, "tables")):
        report = export(tmp_path / folder)
        assert [each.series for each in report.of("done")] == [TRAIN]
        (refused,) = report.of("failed")
        assert refused.series == NEW
        assert test in refused.reason
        assert not list((tmp_path / folder).rglob("new*"))
    found = [finding.message for finding in check_project(project.file).errors]
    assert any(NEW in message and test in message for message in found)


def test_a_reattached_test_series_stays_one(project: Project, tmp_path: Path) -> None:
    shutil.rmtree(project.folder / ".rilcontour" / "test-images")  # annotated before there were such records
    moved(project)
    project = renewed(project)
    (done,) = reattach(project, moved_annotations(project))
    assert done.done
    report = renewed(project).export_masks(tmp_path / "out")
    assert [(each.series, each.outcome) for each in report.series] == [(TRAIN, "done"), (NEW, "failed")]


def test_on_purpose_it_is_exported_and_remembered(project: Project, tmp_path: Path) -> None:
    shutil.rmtree(project.folder / ".rilcontour" / "test-images")
    report = project.export_masks(tmp_path / "out", Selection(test=True))
    assert [each.series for each in report.of("done")] == [TEST, TRAIN]
    moved_without_its_annotation(project)
    project = renewed(project)
    annotate(project, NEW)
    assert [each.series for each in project.export_masks(tmp_path / "again").of("failed")] == [NEW]


def test_who_takes_a_name_from_the_test_subset_or_removes_the_record_may_train_with_it(
    project: Project, tmp_path: Path
) -> None:
    moved(project)
    project = renewed(project)
    reattach(project, moved_annotations(project))
    (refused,) = project.export_masks(tmp_path / "out").of("failed")
    (record,) = (project.folder / ".rilcontour" / "test-images").iterdir()
    assert str(record) in refused.reason
    other = replace(project.definitions, split=Split(test=("test/c.nii",)))
    project.redefine(other)
    assert project.export_masks(tmp_path / "out2").complete
    project.redefine(replace(project.definitions, split=Split(test=("test/**",))))
    assert not project.export_masks(tmp_path / "out3").complete
    record.unlink()
    assert project.export_masks(tmp_path / "out4").complete


def test_of_a_patient_for_testing_no_image_comes_back_as_another_patients(project: Project, tmp_path: Path) -> None:
    table = project.folder / "metadata.csv"
    table.write_text(f"series,patient\n{TRAIN},1\n{TEST},2\n{OTHER_TEST},2\n")
    split = Split(test=(OTHER_TEST,), group="patient")
    project.redefine(replace(project.definitions, metadata="metadata.csv", split=split))
    assert project[TEST].subset == "test"  # for the sake of the other one of this patient
    annotate(project, OTHER_TEST)
    project.export_masks(tmp_path / "out")
    moved(project)
    table.write_text(f"series,patient\n{TRAIN},1\n{NEW},3\n{OTHER_TEST},2\n")
    project = renewed(project)
    annotate(project, NEW)
    (refused,) = project.export_masks(tmp_path / "again").of("failed")
    assert refused.series == NEW


def test_images_of_one_size_are_told_apart_without_reading_them_whole(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed = []

    def refuse(*arguments: object) -> None:
        hashed.append(arguments)

    monkeypatch.setattr("RILContourLib.session.held_out.identify", refuse)
    assert project.export_masks(tmp_path / "out").complete
    assert hashed == []


def test_a_damaged_record_lets_nothing_out(project: Project, tmp_path: Path) -> None:
    (record,) = (project.folder / ".rilcontour" / "test-images").iterdir()
    record.write_bytes(record.read_bytes()[:-20])
    project = renewed(project)
    with pytest.raises(CorruptStore, match=record.name):
        project.export_masks(tmp_path / "out")
    assert any(record.name in finding.message for finding in check_project(project.file).errors)
    assert any(finding.path == record for finding in verify(project))
    assert project.export_masks(tmp_path / "all", Selection(test=True)).complete


def test_a_project_that_cannot_remember_is_used_all_the_same(project: Project, tmp_path: Path) -> None:
    folder = project.folder / ".rilcontour" / "test-images"
    shutil.rmtree(folder)
    folder.touch()
    annotate(project, OTHER_TEST)
    with pytest.raises(CorruptStore, match="test-images"):
        project.export_masks(tmp_path / "out")


def test_groups_that_differ_in_their_letters_only_are_pointed_out(project: Project) -> None:
    write_image(project.folder / "train/d.nii", 7)
    rows = (f"{TRAIN},P1", f"{TEST},p1 ", f"{OTHER_TEST},P 1", "train/d.nii,P2")
    (project.folder / "metadata.csv").write_text("\n".join(("series,patient", *rows)))
    split = replace(project.definitions.split, group="patient")
    project.redefine(replace(project.definitions, metadata="metadata.csv", split=split))
    (hint,) = [each for each in check_project(project.file).findings if "P1" in each.message]
    assert hint.severity == "warning"
    assert all(f'"{group}"' in hint.message for group in ("P1", "p1", "P 1"))
    assert "P2" not in hint.message
