"""Which series are trained with: accepted ones, and never those that are for testing."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest

from RILContourLib import Project
from RILContourLib.annotation.annotation import Annotation
from RILContourLib.annotation.makers import SliceMakers
from RILContourLib.annotation.mask import Mask
from RILContourLib.errors import ModelError, UsageError
from RILContourLib.models.description import Step
from RILContourLib.progress import CancelToken, no_progress
from RILContourLib.project.definitions import Companion
from RILContourLib.session.handing_on import acquire, decide
from RILContourLib.session.selection import Selection
from RILContourLib.session.training_preparing import prepare_training
from RILContourLib.session.training_survey import Survey, training_survey
from RILContourLib.training.options import TrainOptions
from RILContourLib.training.plan import PLAN, Plan
from Testing.Lib.training.ball_study import BALL, CUBE, answer, ball, draw, make_balls, name_of

BALLS = TrainOptions(rois=(BALL,))
SOMETIMES = replace(BALLS, accept="annotated")


@pytest.fixture(scope="module")
def annotated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five patients: three are complete, one is in progress, the last is for testing and complete."""
    folder = tmp_path_factory.mktemp("survey")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RILCONTOUR_STATE", str(folder / "state"))
        patch.setenv("RILCONTOUR_CACHE", str(folder / "cache"))
        project = make_balls(folder / "study", 5, test=(4,))
        for number in (0, 1, 2, 4):
            draw(project, number)
        draw(project, 3, slices=(3, 4), complete=False)
    return project.folder


@pytest.fixture
def project(annotated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A copy of it for each test."""
    monkeypatch.setenv("RILCONTOUR_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("RILCONTOUR_CACHE", str(tmp_path / "cache"))
    shutil.copytree(annotated, tmp_path / "study")
    return Project.open(tmp_path / "study", user="ana")


def names(survey: Survey) -> list[str]:
    return [each.series for each in survey.series]


def planned(project: Project, folder: Path, options: TrainOptions = BALLS) -> Plan:
    folder.mkdir(parents=True)
    survey = training_survey(project, None, options)
    return prepare_training(project, "balls", folder, survey, None, options, no_progress, CancelToken()).plan


def test_complete_series_are_taken_and_others_named_with_the_reason(project: Project) -> None:
    survey = training_survey(project, None, BALLS)
    assert names(survey) == [name_of(0), name_of(1), name_of(2)] and survey.accepted == "complete"
    assert [(each.series, each.reason) for each in survey.left_out] == [
        (name_of(3), "Ball is neither complete nor absent; say so once it is.")
    ]


def test_slices_of_roi_in_progress_are_taken_on_request(project: Project) -> None:
    survey = training_survey(project, None, SOMETIMES)
    assert names(survey) == [name_of(n) for n in (0, 1, 2, 3)]
    assert survey.series[-1].slices == 2


def test_where_anything_is_approved_only_that_is_taken(project: Project) -> None:
    acquire(project, [name_of(1)])
    decide(project, [name_of(1)], "approve")
    survey = training_survey(project, None, BALLS)
    assert survey.accepted == "approved" and names(survey) == [name_of(1)]
    assert names(training_survey(project, None, replace(BALLS, accept="complete"))) == [name_of(n) for n in (0, 1, 2)]


def test_test_series_are_never_taken_whatever_is_asked(project: Project) -> None:
    for selection in (Selection(test=True), Selection(subset="test")):
        with pytest.raises(UsageError, match="never trained with"):
            training_survey(project, selection, BALLS)
    with pytest.raises(UsageError, match="no annotation of ball that can be learned from"):
        training_survey(project, Selection(names=(name_of(4),)), BALLS)


def test_the_image_of_a_test_series_under_another_name_is_left_out(project: Project) -> None:
    copy = project.folder / "p9" / "renamed.nii.gz"
    copy.parent.mkdir()
    shutil.copy(project.folder / name_of(4), copy)
    project.refresh()
    with project["p9/renamed.nii.gz"].edit() as annotation:
        annotation[BALL].mask[5, 5, 5] = True
        annotation[BALL].status = "complete"
    survey = training_survey(project, None, BALLS)
    assert "p9/renamed.nii.gz" not in names(survey)
    assert any("which is for testing" in each.reason for each in survey.left_out)


def test_no_pixel_of_a_test_series_is_prepared(project: Project, tmp_path: Path) -> None:
    """Its voxels are of a value that no other image has."""
    path = project.folder / name_of(4)
    nib.save(nib.Nifti1Image(np.full((30, 26, 8), 31_000, np.int16), np.diag((1.0, 1.0, 3.0, 1.0))), path)
    as_they_are = replace(SOMETIMES, intensity=(Step("scale", {"by": 1.0}),))
    plan = planned(project, tmp_path / "run", as_they_are)
    assert [each.name for each in plan.series] == [name_of(n) for n in (0, 1, 2, 3)]
    assert all(50 < part.images().max() < 1000 for _, part in plan.prepared(tmp_path / "run"))
    assert b"p4/" not in (tmp_path / "run" / "plan.json").read_bytes()


def test_too_little_is_said_with_what_to_annotate(project: Project, tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match="no annotation of cube that can be learned from: draw it on at least 4 slices"
    ):
        training_survey(project, None, TrainOptions(rois=(CUBE,), accept="annotated"))
    other = make_balls(tmp_path / "other", 1)
    with pytest.raises(UsageError, match="no annotation of ball .* set its status to complete"):
        training_survey(other, None, BALLS)
    draw(other, 0, slices=(3, 4), complete=False)
    with pytest.raises(UsageError, match="only 2 labelled slices of ball: draw it on at least 4 slices"):
        training_survey(other, None, SOMETIMES)


def test_roi_that_nobody_drew_are_left_out_unless_named(project: Project) -> None:
    survey = training_survey(project)
    assert [target.name for target in survey.targets] == [BALL] and survey.without == (CUBE,)


def test_an_absent_roi_is_learned_as_nowhere_where_others_have_it(project: Project) -> None:
    with project[name_of(3)].edit() as annotation:
        annotation[BALL].mask[...] = False
        annotation[BALL].status = "absent"
    survey = training_survey(project, None, BALLS)
    assert survey.series[-1].series == name_of(3)
    assert survey.series[-1].slices == 8 and survey.series[-1].marked == (0,)


def test_the_digest_is_that_of_what_is_learned_from(project: Project, tmp_path: Path) -> None:
    first = planned(project, tmp_path / "a")
    assert planned(project, tmp_path / "b").digest == first.digest
    with project[name_of(0)].edit() as annotation:
        annotation[BALL].mask[0, 0, 0] = True
    changed = planned(project, tmp_path / "c")
    assert changed.digest != first.digest
    assert [each.digest for each in changed.series[1:]] == [each.digest for each in first.series[1:]]
    assert [each.version for each in changed.series] == [2, 1, 1]


def test_patients_are_kept_together_and_the_projects_split_goes_first(project: Project, tmp_path: Path) -> None:
    plan = planned(project, tmp_path / "a")
    assert plan.split == "patients" and sum(each.validation for each in plan.series) == 1
    project.redefine(replace(project.definitions, split=replace(project.definitions.split, validation=("p1/**",))))
    plan = planned(Project.open(project.folder, user="ana"), tmp_path / "b")
    assert plan.split == "project" and [each.name for each in plan.series if each.validation] == [name_of(1)]


def test_nothing_is_mirrored_where_an_roi_has_a_side(project: Project, tmp_path: Path) -> None:
    assert planned(project, tmp_path / "a").left_right == 0
    ball, cube = project.definitions.rois
    project.redefine(replace(project.definitions, rois=(replace(ball, name="Left ball"), cube)))
    assert planned(project, tmp_path / "b").left_right is None


def test_a_question_about_slices_can_be_learned_and_no_other(project: Project) -> None:
    answer(project, 0, "height")
    answer(project, 1, "ball-here")
    height = training_survey(project, None, TrainOptions(field="height"))
    assert [target.name for target in height.targets] == ["low", "high"] and names(height) == [name_of(0)]
    with project[name_of(2)].edit() as annotation:
        for k in range(3, 6):
            annotation.slice(k).text["height"] = "high"
    only = Selection(names=(name_of(2),))
    with pytest.raises(UsageError, match="only 3 labelled slices of low, high"):
        training_survey(project, only, TrainOptions(field="height"))
    with project[name_of(2)].edit() as annotation:
        annotation.slice(6).text["height"] = "high"
    with pytest.raises(UsageError, match="height has the same answer on all 4 slices"):
        training_survey(project, only, TrainOptions(field="height"))
    seen = training_survey(project, None, TrainOptions(field="ball-here"))
    assert [target.name for target in seen.targets] == ["ball-here"] and seen.series[0].slices == 8


def test_drafts_that_wait_are_not_learned_from_and_those_accepted_are(project: Project) -> None:
    series = project[name_of(3)]
    said = Annotation((30, 26, 8))
    said.set_mask(BALL, 0, Mask.from_array(ball(3)), SliceMakers({"other@1": range(2, 7)}))
    told = {"rois": [BALL], "frames": [0], "covered": [[0, 29], [0, 25], [0, 7]]}
    project.store.put_draft(series.name, said, model="other@1", user="ana", details=told)
    waiting = training_survey(project, None, SOMETIMES).series[-1]
    assert (waiting.series, waiting.slices) == (name_of(3), 2)
    with series.edit() as annotation:
        series.drafts[0].accept(annotation)
    marked = int(ball(3).any(axis=(0, 1)).sum())
    assert training_survey(project, None, SOMETIMES).series[-1].slices == marked


def test_a_full_disk_while_slices_are_prepared_ends_it_with_a_sentence(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    with pytest.raises(ModelError, match="cannot be written to .*No space left on device"):
        planned(project, tmp_path / "run")
    assert not (tmp_path / "run" / PLAN).exists()


def test_a_series_that_cannot_be_read_is_left_out_and_the_others_are_trained_with(
    project: Project, tmp_path: Path
) -> None:
    (project.folder / name_of(1)).write_bytes(b"no image")
    survey = training_survey(project, None, BALLS)
    assert names(survey) == [name_of(0), name_of(2)]
    assert name_of(1) in {each.series for each in survey.left_out}


def with_companions(project: Project, *numbers: int) -> Project:
    """The project with a rule for `second`, images that are 7 less a third of the first; only these series have one."""
    for number in numbers:
        image = nib.load(project.folder / name_of(number))
        other = 7 - np.asanyarray(image.dataobj) / 3
        nib.save(
            nib.Nifti1Image(other.astype(np.float32), image.affine), project.folder / f"p{number}/scan_second.nii.gz"
        )
    rule = Companion("second", "{stem}_second.nii.gz")
    project.redefine(replace(project.definitions, companions=(rule,)))
    return Project.open(project.folder, user="ana")


def test_companions_are_further_channels_in_the_place_of_the_image(project: Project, tmp_path: Path) -> None:
    project = with_companions(project, 0, 1)
    options = replace(BALLS, companions=("second",), intensity=(Step("scale", {"by": 1.0}),))
    survey = training_survey(project, None, options)
    assert {each.series: each.reason for each in survey.left_out}[name_of(2)] == "it has no companion 'second'."
    plan = planned(project, tmp_path / "run", options)
    assert plan.shape.channels == 2
    assert [each.name for each in plan.series] == [name_of(0), name_of(1)]
    for _, part in plan.prepared(tmp_path / "run"):
        seen = part.images()
        inside = seen[..., 0] != seen[..., 0].min()  # not what pads the slice
        np.testing.assert_allclose(seen[..., 1][inside], 7 - seen[..., 0][inside] / 3, atol=1e-4)
    assert TrainOptions.from_json(options.to_json()).companions == ("second",)


def test_a_companion_that_changed_is_another_dataset(project: Project, tmp_path: Path) -> None:
    project = with_companions(project, 0, 1)
    options = replace(BALLS, companions=("second",))
    before = planned(project, tmp_path / "before", options).digest
    path = project.folder / "p0/scan_second.nii.gz"
    image = nib.load(path)
    nib.save(nib.Nifti1Image(np.asanyarray(image.dataobj) + 1, image.affine), path)
    assert planned(project, tmp_path / "after", options).digest != before
