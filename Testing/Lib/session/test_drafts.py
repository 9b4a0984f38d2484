"""What models say lands as drafts; what a person accepts of them becomes the series' own, and nothing else does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from drafting import BRIGHT_ONLY, NAMES, RATING, SEGMENTING, SHAPE, DirectRunner, Rating, bright, make_study, publish

from RILContourLib import Project
from RILContourLib.annotation.extent import Extent
from RILContourLib.errors import AnswerRefused, LockedROI, ModelError, UnknownROI, UsageError
from RILContourLib.models.approval import Approvals
from RILContourLib.models.description import NetworkOutput, OutputClass
from RILContourLib.session import predicting_many
from RILContourLib.session.draft_parts import Choice
from RILContourLib.session.draft_tables import slice_rows, statistics_rows
from RILContourLib.session.model import Model
from RILContourLib.session.predicting import PredictOptions
from RILContourLib.session.selection import Selection
from RILContourLib.session.series_draft import SeriesDraft


@pytest.fixture(autouse=True)
def _own_user_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RILCONTOUR_STATE", str(tmp_path / "user" / "state"))
    monkeypatch.setenv("RILCONTOUR_CACHE", str(tmp_path / "user" / "cache"))


@pytest.fixture
def study(tmp_path: Path) -> Project:
    return make_study(tmp_path / "study")


@pytest.fixture
def net(study: Project) -> Model:
    return publish(study)


@pytest.fixture
def draft(study: Project, net: Model) -> SeriesDraft:
    return net.predict(study[NAMES[0]], runner=DirectRunner())


def test_a_draft_waits_beside_the_annotation_and_changes_nothing(study: Project, draft: SeriesDraft) -> None:
    series = study[NAMES[0]]
    assert [each.id for each in series.drafts] == [draft.id]
    assert (draft.model, draft.rois, draft.outcome) == ("net@1", ("bright",), None)
    np.testing.assert_array_equal(draft.annotation.mask("bright").to_array(), bright())
    assert draft.confidence["bright"] == pytest.approx(0.9)
    np.testing.assert_allclose(draft.confidence_by_slice("bright"), [np.nan, 0.9, 0.9, 0.9, 0.9, np.nan])
    assert (series.head.version, series.annotation.mask("bright").count) == (0, 0)


def test_a_series_that_somebody_holds_gets_its_draft_all_the_same(study: Project, net: Model) -> None:
    series = study[NAMES[0]]
    with series.edit() as held:
        held["dark"].mask[0, 0, 0] = True
        found = net.predict(Project.open(study.folder, user="ben")[series.name], runner=DirectRunner())
        assert found.user == "ben"
        held["dark"].mask[1, 0, 0] = True
    assert series.annotation.mask("dark").count == 2
    assert len(series.drafts) == 1


def test_accepting_all_makes_a_version_that_says_which_model_made_it(study: Project, draft: SeriesDraft) -> None:
    series = study[NAMES[0]]
    came = draft.accept()
    assert came.accepted.of(("bright", 0)) == {1, 2, 3, 4}
    np.testing.assert_array_equal(series.annotation.mask("bright").to_array(), bright())
    assert series.annotation.makers("bright").to_json() == {"net@1": [[1, 4]]}
    assert series.annotation.roi("bright").status == "in progress"
    assert (draft.outcome, series.drafts) == ("accepted", [])
    entry = sorted((study.folder / "a").rglob("log/*.json"))[1].read_text()
    assert f'"accepted_drafts":["{draft.id}"]' in entry.replace(" ", "")


def test_slices_that_people_made_stay_until_they_are_named_in_so_many_words(study: Project, draft: SeriesDraft) -> None:
    series = study[NAMES[0]]
    with series.edit() as session:
        session["bright"].mask[0, 0, 2] = True
        came = draft.accept(session)
        assert came.kept.of(("bright", 0)) == {2}
        assert session["bright"].mask[:, :, 2].sum() == 1
        np.testing.assert_array_equal(np.asarray(session["bright"].mask)[:, :, 3], bright()[:, :, 3])
    assert draft.undecided.of(("bright", 0)) == {2}
    assert [version.reason for version in series.history] == ["before draft", "close"]
    assert series.drafts[0].undecided.of(("bright", 0)) == {2}
    draft.accept(replace_human=True)
    np.testing.assert_array_equal(series.annotation.mask("bright").to_array(), bright())
    assert series.annotation.makers("bright").to_json() == {"net@1": [[1, 4]]}
    assert series.drafts == []


def test_a_slice_that_a_person_emptied_is_a_slice_that_a_person_made(study: Project, draft: SeriesDraft) -> None:
    with study[NAMES[0]].edit() as session:
        session["bright"].mask[0, 0, 2] = True
        session["bright"].mask[:, :, 2] = False
        assert draft.accept(session).kept.of(("bright", 0)) == {2}
        assert not session["bright"].mask[:, :, 2].any()


def test_locked_roi_never_change(study: Project, draft: SeriesDraft) -> None:
    series = study[NAMES[0]]
    with series.edit() as session:
        session["bright"].locked = True
        assert draft.accept(session).locked == ("bright",)
        with pytest.raises(LockedROI, match="unlock it to accept"):
            draft.accept(session, Choice(rois=["bright"]), replace_human=True)
        assert not np.asarray(session["bright"].mask).any()
    assert series.drafts[0].undecided.of(("bright", 0)) == {1, 2, 3, 4}


def test_slices_are_accepted_and_rejected_one_by_one_until_all_are_decided(study: Project, draft: SeriesDraft) -> None:
    series = study[NAMES[0]]
    with series.edit() as session:
        draft.accept(session, Choice(slices=(1, 3)))
        assert draft.undecided.of(("bright", 0)) == {3, 4}
    assert series.drafts[0].undecided.of(("bright", 0)) == {3, 4}
    again = series.drafts[0]
    again.reject(Choice(rois=["bright"], slices=(3, 5)))
    assert (again.outcome, series.drafts) == ("accepted", [])
    expected = bright()
    expected[:, :, 3:] = False
    np.testing.assert_array_equal(series.annotation.mask("bright").to_array(), expected)
    with pytest.raises(UsageError, match="was accepted already by ana"):
        again.accept()


def test_the_next_undecided_slice_is_found_from_any_slice_on(draft: SeriesDraft) -> None:
    draft.reject(Choice(slices=(3, 4)))
    assert draft.next_undecided() == ("bright", 0, 1)
    assert draft.next_undecided(after=2) == ("bright", 0, 4)
    assert draft.next_undecided(after=4) == ("bright", 0, 1)
    draft.reject()
    assert draft.next_undecided() is None


def test_what_was_said_of_slices_is_a_table(study: Project, draft: SeriesDraft) -> None:
    rows = list(slice_rows(draft))
    assert [(row["about"], row["slice"], row["probability"]) for row in rows] == [
        ("bright", n, 0.9) for n in range(1, 5)
    ]
    rating = publish(study, RATING, "rating").predict(study[NAMES[0]], runner=DirectRunner(Rating()))
    seen = [row["probability"] for row in slice_rows(rating) if row["about"] == "seen"]
    assert seen == [0.1, 0.9, 0.9, 0.9, 0.9, 0.1]
    (row,) = [row for row in statistics_rows(rating) if row["about"] == "quality"]
    assert (row["answer"], row["confidence"]) == ("good", pytest.approx(0.8))


def test_rejecting_all_leaves_no_trace_in_the_annotation(study: Project, draft: SeriesDraft) -> None:
    draft.reject()
    assert (draft.outcome, study[NAMES[0]].drafts, study[NAMES[0]].head.version) == ("rejected", [], 0)


def test_what_was_rejected_is_not_accepted_with_the_rest(study: Project, draft: SeriesDraft) -> None:
    draft.reject(Choice(slices=(2, 3)))
    draft.accept()
    expected = bright()
    expected[:, :, 2] = False
    np.testing.assert_array_equal(study[NAMES[0]].annotation.mask("bright").to_array(), expected)


def test_a_part_that_was_accepted_counts_also_if_the_rest_is_rejected_before_there_is_a_version(
    study: Project, draft: SeriesDraft
) -> None:
    series = study[NAMES[0]]
    with series.edit() as session:
        draft.accept(session, Choice(slices=(1, 3)))
        draft.reject()
        assert (draft.outcome, not draft.undecided) == (None, True)
    assert (draft.outcome, series.drafts) == ("accepted", [])
    assert [each["outcome"] for each in draft._draft.decisions] == ["rejected", "accepted"]


def test_what_was_accepted_waits_again_if_it_is_undone_after_the_rest_was_rejected(
    study: Project, draft: SeriesDraft
) -> None:
    series = study[NAMES[0]]
    with series.edit() as session:
        draft.accept(session, Choice(slices=(1, 3)))
        draft.reject()
        session.undo()
    assert series.drafts[0].undecided.of(("bright", 0)) == {1, 2}


def test_undoing_makes_undecided_again(study: Project, draft: SeriesDraft) -> None:
    series = study[NAMES[0]]
    with series.edit() as session:
        draft.accept(session)
        assert not draft.undecided
        session.undo()
        assert draft.undecided.of(("bright", 0)) == {1, 2, 3, 4}
        session.redo()
        assert not draft.undecided
        session.undo()
    assert series.drafts[0].undecided.of(("bright", 0)) == {1, 2, 3, 4}
    assert "accepted_drafts" not in sorted((study.folder / "a").rglob("log/*.json"))[-2].read_text()


def test_a_newer_version_replaces_what_an_older_one_drafted_and_empties_what_it_does_not_see(study: Project) -> None:
    series = study[NAMES[0]]
    with series.edit() as session, session.using(maker="net@1"):
        session["bright"].mask[:, :, 0] = True
        session["bright"].mask[0, 0, 1] = True
    publish(study)
    found = publish(study).predict(series, runner=DirectRunner())
    found.accept()
    np.testing.assert_array_equal(series.annotation.mask("bright").to_array(), bright())
    assert series.annotation.makers("bright").to_json() == {"net@2": [[0, 4]]}


def test_a_draft_of_some_slices_leaves_the_others_alone(study: Project, net: Model) -> None:
    series = study[NAMES[0]]
    with series.edit() as session, session.using(maker="net@1"):
        session["bright"].mask[0, 0, :] = True
    net.predict(series, PredictOptions(slices=(3, 5)), runner=DirectRunner()).accept()
    held = series.annotation.mask("bright").to_array()
    np.testing.assert_array_equal(held[:, :, 3:5], bright()[:, :, 3:5])
    assert held[:, :, :3].sum() == 3 and held[0, 0, 5]


def test_a_draft_of_a_box_leaves_what_is_beside_it_alone(study: Project, net: Model) -> None:
    series = study[NAMES[0]]
    with series.edit() as session:
        session["bright"].mask[0, 0, 3] = True
    box = Extent((3, 2, 2), (6, 9, 6))
    draft = net.predict(series, PredictOptions(slices=(1, 4), box=box), runner=DirectRunner())
    assert draft.undecided.of(("bright", 0)) == {2, 3}
    draft.accept(replace_human=True)
    expected = np.zeros(SHAPE, bool)
    expected[0, 0, 3] = True
    expected[3:6, 3:7, 2:4] = bright()[3:6, 3:7, 2:4]
    np.testing.assert_array_equal(series.annotation.mask("bright").to_array(), expected)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (PredictOptions(box=Extent((0, 0, 0), (13, 10, 6))), "not within a/scan.nii.gz, which has 12 x 10 x 6"),
        (PredictOptions(slices=(0, 2), box=Extent((0, 0, 3), (12, 10, 6))), "holds none of the slices"),
        (PredictOptions(slices=(5, 7)), "no slices 5 to 6"),
    ],
)
def test_a_part_that_there_is_not_is_refused(study: Project, net: Model, options: PredictOptions, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        net.predict(study[NAMES[0]], options, runner=DirectRunner())


def test_a_part_that_was_drafted_does_not_stand_for_the_whole(
    study: Project, net: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(predicting_many, "shared_runner", DirectRunner)
    monkeypatch.setattr(Approvals, "check", lambda *_: None)  # the network's file is none
    outcomes = []
    for options in (PredictOptions(slices=(1, 3)), PredictOptions(slices=(2, 3)), PredictOptions(), PredictOptions()):
        report = predicting_many.predict_many(study, net, Selection(names=(NAMES[0],)), options)
        outcomes.append(report.series[0].outcome)
    assert outcomes == ["drafted", "skipped", "drafted", "skipped"]


def test_with_one_roi_a_voxel_people_keep_their_voxels_in_other_roi(tmp_path: Path) -> None:
    study = make_study(tmp_path / "exclusive", one_roi_per_voxel=True)
    series = study[NAMES[0]]
    with series.edit() as session:
        session["dark"].mask[4, 4, 2] = True
        with session.using(maker="old@1"):
            session["dark"].mask[4, 4, 3] = True
    found = publish(study).predict(series, runner=DirectRunner())
    found.accept()
    held = series.annotation
    assert held.mask("dark").to_array()[4, 4, 2] and not held.mask("bright").to_array()[4, 4, 2]
    assert held.mask("bright").to_array()[4, 4, 3] and not held.mask("dark").to_array()[4, 4, 3]


def test_answers_of_series_and_slices_are_drafted_with_their_probabilities(study: Project) -> None:
    series = study[NAMES[0]]
    rating = publish(study, RATING, "rating")
    found = rating.predict(series, runner=DirectRunner(Rating()))
    assert found.answers == {"quality": "good"} and found.confidence["quality"] == pytest.approx(0.8)
    np.testing.assert_allclose(found.probabilities("seen")[True], [0.1, 0.9, 0.9, 0.9, 0.9, 0.1], atol=1e-4)
    found.accept(choice=Choice(fields=["seen"]))
    assert series.text == {}
    with series.edit() as session:
        assert [session.slice(n).text.get("seen") for n in range(SHAPE[2])] == [False, True, True, True, True, False]
        session.text["quality"] = "bad"
        came = series.drafts[0].accept(session)
        assert len(came.kept.answers) == 1
    assert series.text["quality"] == "bad"
    series.drafts[0].accept(replace_human=True)
    assert series.text["quality"] == "good"
    assert series.drafts == []


def test_a_model_that_does_not_fit_the_project_is_refused_before_it_runs(study: Project) -> None:
    series, runner = study[NAMES[0]], DirectRunner()
    with pytest.raises(UnknownROI):
        publish(study, NetworkOutput("softmax", (OutputClass(1, roi="brain"),)), "brain").predict(series, runner=runner)
    wrong = NetworkOutput("softmax", (OutputClass(0, field="quality", answer="superb"),))
    with pytest.raises(AnswerRefused, match="quality"):
        publish(study, wrong, "wrong").predict(series, runner=runner)
    with pytest.raises(ModelError, match="does not draft dark"):
        publish(study, BRIGHT_ONLY, "b").predict(series, PredictOptions(rois=frozenset(["dark"])), runner=runner)
    assert runner.jobs == []


def test_a_draft_that_found_nothing_can_be_accepted_too(study: Project) -> None:
    found = publish(study, SEGMENTING, "dark").predict(
        study[NAMES[0]], PredictOptions(rois=frozenset(["dark"])), runner=DirectRunner()
    )
    assert not found.parts
    found.accept()
    assert found.outcome == "accepted" and study[NAMES[0]].drafts == []
