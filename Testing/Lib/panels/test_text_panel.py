"""The form's schema, answers about everything that can be asked about, and answering by keyboard."""

import json

import pytest

from RILContourLib.panels.keyboard import KeyboardAnswers
from RILContourLib.panels.text_panel import TextPanel

FIRST, SECOND = "p1/a.nii.gz", "p1/b.nii.gz"


@pytest.fixture
def panel(workspace):
    return TextPanel(workspace)


@pytest.fixture
def keyboard(workspace, panel):
    mode = KeyboardAnswers(workspace, panel)
    workspace.open(FIRST)
    mode.switch(True)
    return mode


def field(panel, name):
    return next(each for each in panel.state.fields if each["id"] == name)


def values(panel):
    return {each["id"]: each["value"] for each in panel.state.fields if each["value"] is not None}


def test_a_form_is_plain_data_with_all_that_a_shell_draws(panel, an_open_series):
    state = panel.state
    assert json.loads(json.dumps(state.fields)) == list(state.fields)
    assert [each["id"] for each in state.fields] == ["quality", "cause", "contrast", "signs", "age"]
    quality = field(panel, "quality")
    assert (quality["kind"], quality["help"], quality["required"]) == ("choice", "Overall", True)
    assert quality["choices"] == [
        {"value": "good", "label": "good", "key": "1"},
        {"value": "motion", "label": "motion", "key": "2"},
    ]
    age = field(panel, "age")
    assert (age["minimum"], age["maximum"], age["unit"], age["max_length"]) == (0, 120, "y", None)
    assert field(panel, "cause")["max_length"] == 20
    assert state.missing == ("quality", "contrast")


def test_a_question_appears_with_the_answer_that_it_depends_on(panel, an_open_series):
    assert not field(panel, "cause")["visible"]
    panel.answer("quality", "motion")
    assert field(panel, "cause")["visible"]
    panel.answer("cause", "breathing")
    panel.answer("quality", "good")
    assert (field(panel, "cause")["visible"], field(panel, "cause")["value"]) == (False, None)


def test_refused_answers_stand_beside_their_field_until_it_is_answered_again(panel, an_open_series):
    assert not panel.answer("age", "130")
    assert "at most 120 y" in field(panel, "age")["error"]
    assert not panel.answer("age", "old")
    assert "must be a number" in field(panel, "age")["error"]
    assert panel.answer("age", "61,5")
    assert (field(panel, "age")["value"], field(panel, "age")["error"]) == (61.5, "")
    assert field(panel, "age")["maker"] == "human"
    assert an_open_series.messages.all == ()


def test_what_was_refused_is_not_forgotten_without_a_word_when_another_series_is_opened(panel, an_open_series):
    panel.answer("age", "130")
    an_open_series.open(SECOND)
    (told,) = an_open_series.messages.unseen
    assert "at most 120 y" in told.text
    assert field(panel, "age")["error"] == ""
    an_open_series.open(FIRST)
    assert len(an_open_series.messages.unseen) == 1, "there was nothing more to tell of"


def test_a_text_of_any_length_is_kept_in_its_field_until_it_fits(panel, an_open_series):
    panel.answer("quality", "motion")
    long = "a" * 100_000
    assert not panel.answer("cause", long)
    assert "longer than 20 characters" in field(panel, "cause")["error"]
    assert field(panel, "cause")["entered"] == long


def test_an_answer_is_taken_away_by_an_empty_one_and_by_undo(panel, an_open_series):
    panel.answer("age", "61")
    panel.answer("age", "")
    assert values(panel) == {}
    an_open_series.undo()
    assert values(panel) == {"age": 61}


def test_several_choices_are_chosen_one_by_one(panel, an_open_series):
    panel.toggle("signs", "varices")
    panel.toggle("signs", "ascites")
    assert values(panel) == {"signs": ["ascites", "varices"]}
    panel.toggle("signs", "varices")
    panel.toggle("signs", "ascites")
    assert values(panel) == {}


def test_slices_rois_and_points_have_questions_of_their_own(panel, an_open_series):
    panel.about_slice(3)
    panel.answer("nodule", True)
    panel.about_slice(4)
    assert values(panel) == {}
    panel.about_roi("liver")
    panel.answer("size", 12)
    panel.about_roi("spleen")
    assert panel.state.fields == ()
    point = an_open_series.opened.session["tip"].add_point((1, 2, 3))
    panel.about_point("tip", point.id)
    panel.answer("sure", False)
    text = an_open_series.opened.annotation.answers.to_json()
    assert text["slices"]["0/3"]["nodule"]["value"] is True
    assert text["rois"]["liver"]["size"]["value"] == 12
    assert text["points"]["tip/1"]["sure"]["value"] is False


def test_a_slice_that_is_not_there_is_not_asked_about(panel, an_open_series):
    panel.about_slice(8)
    panel.about_point("tip", "1")
    assert panel.state.about == "series"
    assert len(an_open_series.messages.all) == 2


def test_the_form_returns_to_the_series_when_its_point_is_removed(panel, an_open_series):
    tip = an_open_series.opened.session["tip"]
    panel.about_point("tip", tip.add_point((1, 2, 3)).id)
    tip.remove_point("1")
    assert panel.state.about == "series"


def test_a_locked_roi_says_so_beside_the_field(panel, an_open_series):
    an_open_series.opened.session["liver"].locked = True
    panel.about_roi("liver")
    assert not panel.answer("size", 3)
    assert "locked" in field(panel, "size")["error"]


def test_without_a_series_there_is_no_form_and_reading_changes_nothing(panel, workspace):
    assert panel.state.fields == ()
    workspace.open(FIRST, edit=False)
    assert not panel.answer("quality", "good")
    assert values(panel) == {}
    assert not panel.state.can_edit


def test_keys_answer_and_go_on_and_enter_opens_the_next_series(keyboard, panel, workspace):
    assert keyboard.state.field == "quality"
    assert keyboard.press("2")
    assert (keyboard.state.field, keyboard.state.typing) == ("cause", True)
    assert keyboard.enter("coughing")
    assert keyboard.state.field == "contrast"
    assert not keyboard.state.offers_next
    assert keyboard.press("N")
    assert keyboard.state.field == "signs"
    assert not keyboard.state.offers_next
    assert values(panel) == {"quality": "motion", "cause": "coughing", "contrast": False}
    keyboard.press("1")
    keyboard.press("3")
    assert values(panel)["signs"] == ["ascites", "varices"]
    keyboard.press("Enter")
    assert (keyboard.state.field, keyboard.state.offers_next) == ("age", True)
    keyboard.press("Enter")
    assert workspace.state.series == SECOND
    assert keyboard.state.field == "quality"
    assert not keyboard.state.offers_next
    assert workspace.project[FIRST].text["quality"] == "motion"


def test_keys_that_answer_nothing_are_left_to_the_shell(keyboard, panel):
    assert not keyboard.press("F5")
    assert not keyboard.press("p")
    assert values(panel) == {}
    keyboard.switch(False)
    assert not keyboard.press("1")
    assert keyboard.state.field is None


def test_digits_answer_yes_and_no_and_never_reach_the_shell(keyboard, panel):
    keyboard.go_to("contrast")
    assert all(keyboard.press(digit) for digit in "0347")
    assert values(panel) == {}
    keyboard.press("2")
    assert values(panel) == {"contrast": False}


def test_enter_goes_from_question_to_question_though_all_that_is_required_is_answered(keyboard, panel, workspace):
    panel.answer("quality", "good")
    panel.answer("contrast", True)
    keyboard.go_to("quality")
    visited = [(keyboard.press("Enter"), keyboard.state.field, keyboard.state.offers_next)[1:] for _ in range(3)]
    assert visited == [("contrast", False), ("signs", False), ("age", True)]
    assert workspace.state.series == FIRST


def test_what_was_written_is_kept_without_going_on(keyboard, panel):
    keyboard.go_to("age")
    assert keyboard.write("age", "61")
    assert (values(panel), keyboard.state.field) == ({"age": 61}, "age")


def test_enter_leaves_a_question_out_and_comes_back_to_what_is_required(keyboard):
    visited = []
    for _ in range(4):
        visited.append(keyboard.state.field)
        keyboard.press("Enter")
    assert visited == ["quality", "contrast", "signs", "age"]
    assert keyboard.state.field == "quality"


def test_one_goes_back_to_correct_an_answer(keyboard, panel):
    keyboard.press("1")
    keyboard.press("Backspace")
    assert keyboard.state.field == "quality"
    keyboard.press("Delete")
    assert values(panel) == {}
    keyboard.press("2")
    assert values(panel) == {"quality": "motion"}
    keyboard.press("Up")
    keyboard.press("Down")
    assert keyboard.state.field == "cause"


def test_a_refused_text_stays_where_it_is(keyboard, panel):
    keyboard.go_to("age")
    assert not keyboard.enter("very old")
    assert keyboard.state.field == "age"
    assert field(panel, "age")["error"]
    assert keyboard.enter("61")
    assert keyboard.state.field == "quality"


def test_when_no_question_is_left_enter_still_goes_on(keyboard, workspace):
    keyboard.press("1")
    keyboard.press("y")
    keyboard.press("1")
    keyboard.go_to("age")
    keyboard.enter("61")
    assert (keyboard.state.field, keyboard.state.offers_next) == (None, True)
    keyboard.press("Enter")
    assert workspace.state.series == SECOND
