"""Only what somebody looked at is learned from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from RILContourLib import Project
from RILContourLib.training.truth import answer_truth, area_truth
from Testing.Lib.training.ball_study import BALL, CUBE, SHAPE, answer, ball, draw, make_balls, name_of

NUMBER = 0


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("RILCONTOUR_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("RILCONTOUR_CACHE", str(tmp_path / "cache"))
    return make_balls(tmp_path / "study", 1)


def test_all_slices_of_a_complete_roi_are_known_and_none_of_one_that_nobody_looked_at(project: Project) -> None:
    draw(project, NUMBER)
    truth = area_truth(project[name_of(NUMBER)].annotation, (BALL, CUBE), 0, whole_only=True)
    assert truth.known[:, 0].all() and not truth.known[:, 1].any()
    np.testing.assert_array_equal(truth.marked[:, 0], ball(NUMBER).any(axis=(0, 1)))


def test_an_absent_roi_is_known_to_be_nowhere(project: Project) -> None:
    with project[name_of(NUMBER)].edit() as annotation:
        annotation[CUBE].status = "absent"
    truth = area_truth(project[name_of(NUMBER)].annotation, (CUBE,), 0, whole_only=True)
    assert truth.known.all() and not truth.marked.any()


def test_of_an_roi_in_progress_only_slices_that_somebody_worked_in_are_known_and_only_if_asked_for(
    project: Project,
) -> None:
    draw(project, NUMBER, slices=(3, 4), complete=False)
    annotation = project[name_of(NUMBER)].annotation
    asked = area_truth(annotation, (BALL,), 0, whole_only=False)
    np.testing.assert_array_equal(np.flatnonzero(asked.known[:, 0]), [3, 4])
    assert not area_truth(annotation, (BALL,), 0, whole_only=True).known.any()


def test_a_slice_that_was_erased_is_known_to_be_empty(project: Project) -> None:
    draw(project, NUMBER, slices=(3, 4), complete=False)
    with project[name_of(NUMBER)].edit() as annotation:
        annotation[BALL].mask[:, :, 4] = False
    truth = area_truth(project[name_of(NUMBER)].annotation, (BALL,), 0, whole_only=False)
    assert truth.known[4, 0] and not truth.marked[4, 0]


def test_answers_are_known_only_where_they_were_given(project: Project) -> None:
    with project[name_of(NUMBER)].edit() as annotation:
        annotation.slice(2).text["ball-here"] = True
        annotation.slice(3).text["ball-here"] = False
        annotation.slice(4).text["height"] = "high"
    annotation = project[name_of(NUMBER)].annotation
    seen = answer_truth(annotation, "ball-here", (True,), 0)
    assert seen.known[:, 0].tolist() == [n in (2, 3) for n in range(SHAPE[2])]
    assert np.flatnonzero(seen.marked[:, 0]).tolist() == [2]
    height = answer_truth(annotation, "height", ("low", "high"), 0)
    assert height.values[4].tolist() == [False, True] and height.known.any(axis=1).sum() == 1


def test_every_answer_of_a_series_is_one_slice(project: Project) -> None:
    answer(project, NUMBER, "height")
    truth = answer_truth(project[name_of(NUMBER)].annotation, "height", ("low", "high"), 0)
    assert truth.marked.sum(axis=0).tolist() == [4, 4]
