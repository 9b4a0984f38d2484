"""Questions follow the slice, the ROI or the point that one is at."""

from dataclasses import dataclass, field

import pytest

from RILContourLib.errors import UsageError
from RILContourLib.panels.observing import Signal
from RILContourLib.panels.question_scope import QuestionScope
from RILContourLib.panels.roi_panel import ROIPanel
from RILContourLib.panels.text_panel import TextPanel

FIRST, SECOND = "p1/a.nii.gz", "p1/b.nii.gz"


@dataclass
class Place:
    """Where one looks."""

    place: tuple[int, int, int] = (5, 5, 3)
    frame: int = 0
    moved: Signal = field(default_factory=Signal)

    def go_to(self, *place):
        self.place = place
        self.moved.tell()


@pytest.fixture
def looking():
    return Place()


@pytest.fixture
def rois(workspace):
    return ROIPanel(workspace)


@pytest.fixture
def text(workspace):
    return TextPanel(workspace)


@pytest.fixture
def scope(workspace, text, rois, looking):
    return QuestionScope(workspace, text, rois, looking)


def test_all_kinds_that_the_project_asks_about_are_offered(scope):
    assert scope.state.kinds == ("series", "slice", "roi", "point")
    with pytest.raises(UsageError, match="volume"):
        scope.choose("volume")


def test_questions_about_a_slice_follow_the_one_that_is_seen(scope, text, looking, an_open_series):
    scope.choose("slice")
    assert (text.state.about, text.state.key, scope.state.words) == ("slice", "0/3", "Slice 4")
    text.answer("nodule", True)
    looking.go_to(5, 5, 6)
    assert (text.state.key, text.state.fields[0]["value"]) == ("0/6", None)
    looking.go_to(5, 5, 3)
    assert text.state.fields[0]["value"] is True
    an_open_series.open(SECOND)
    assert (text.state.about, text.state.key, text.state.fields[0]["value"]) == ("slice", "0/3", None)


def test_questions_about_an_roi_follow_the_current_one(scope, text, rois, an_open_series):
    scope.choose("roi")
    assert (text.state.key, [each["id"] for each in text.state.fields]) == ("liver", ["size"])
    rois.choose("spleen")
    assert (text.state.key, scope.state.words, text.state.fields) == ("spleen", "Spleen", ())


def test_a_refused_answer_stays_while_other_things_are_edited(scope, text, rois, an_open_series):
    scope.choose("roi")
    assert not text.answer("size", "99")
    rois.set_locked(True, "spleen")
    assert text.state.fields[0]["error"]
    assert text.state.fields[0]["entered"] == "99"
    assert text.answer("size", "12")
    assert (text.state.fields[0]["value"], text.state.fields[0]["entered"]) == (12, None)


def test_questions_about_points_follow_the_points_of_the_current_roi(scope, text, rois, an_open_series):
    scope.choose("point")
    assert scope.state.hint
    assert text.state.about == "series"
    rois.choose("tip")
    an_open_series.change(lambda session: session["tip"].add_point((1, 1, 1), label="apex"))
    an_open_series.change(lambda session: session["tip"].add_point((2, 2, 2)))
    assert [point.words for point in scope.state.points] == ["apex", "Point 2"]
    assert (text.state.about, text.state.key) == ("point", "tip/1")
    scope.choose_point("2")
    text.answer("sure", True)
    assert text.state.key == "tip/2"
    an_open_series.change(lambda session: session["tip"].remove_point("2"))
    assert (text.state.key, text.state.fields[0]["value"], scope.state.point) == ("tip/1", None, "1")


def test_what_was_chosen_waits_for_a_series(scope, text, workspace):
    scope.choose("slice")
    assert (text.state.about, scope.state.words) == ("series", "")
    workspace.open(FIRST)
    assert (text.state.about, text.state.key) == ("slice", "0/3")
