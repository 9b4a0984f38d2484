"""Which questions are asked depends on other answers, on the ROI, and on conditions of conditions."""

from __future__ import annotations

import pytest

from RILContourLib.project.applicability import applicable_fields, inapplicable_answers, missing_required
from RILContourLib.project.definitions import Definitions
from RILContourLib.project.text_field import DependsOn, TextField

YES = (True,)


@pytest.fixture
def a_project_with_conditions() -> Definitions:
    return Definitions(
        id="p",
        name="P",
        text=(
            TextField("nodule", "Nodule?", kind="boolean", required=True),
            TextField("sides", "Where?", kind="choices", choices=("l", "r"), depends_on=DependsOn("nodule", YES)),
            TextField("left-size", "Size?", required=True, depends_on=DependsOn("sides", ("l",))),
            TextField("in-slice", "Here?", about="slice", kind="boolean", depends_on=DependsOn("nodule", YES)),
            TextField("sharp", "Sharp?", about="slice", required=True, depends_on=DependsOn("in-slice", YES)),
            TextField("texture", "Texture?", about="roi", required=True, rois=("nodule", "mass")),
            TextField("doubt", "Doubt?", about="roi"),
        ),
    )


def ids(fields: tuple[TextField, ...]) -> list[str]:
    return [field.id for field in fields]


def test_a_question_is_asked_once_its_condition_is_met(a_project_with_conditions: Definitions) -> None:
    project = a_project_with_conditions
    assert ids(applicable_fields(project, "series", {})) == ["nodule"]
    assert ids(applicable_fields(project, "series", {"nodule": True})) == ["nodule", "sides"]
    assert ids(applicable_fields(project, "series", {"nodule": True, "sides": ("l", "r")}))[-1] == "left-size"
    assert ids(applicable_fields(project, "series", {"nodule": True, "sides": ("r",)})) == ["nodule", "sides"]


def test_a_stale_answer_to_a_question_not_asked_opens_nothing(a_project_with_conditions: Definitions) -> None:
    answers = {"nodule": False, "sides": ("l",), "left-size": "3"}
    assert ids(applicable_fields(a_project_with_conditions, "series", answers)) == ["nodule"]
    assert inapplicable_answers(a_project_with_conditions, "series", answers) == ("sides", "left-size")


def test_slices_can_depend_on_the_series_and_on_themselves(a_project_with_conditions: Definitions) -> None:
    project = a_project_with_conditions
    assert applicable_fields(project, "slice", {"in-slice": True}) == ()
    seen = {"nodule": True}
    assert ids(applicable_fields(project, "slice", {}, series_answers=seen)) == ["in-slice"]
    assert ids(applicable_fields(project, "slice", {"in-slice": True}, series_answers=seen)) == ["in-slice", "sharp"]


def test_roi_questions_are_for_the_roi_they_name(a_project_with_conditions: Definitions) -> None:
    assert ids(applicable_fields(a_project_with_conditions, "roi", {}, roi="mass")) == ["texture", "doubt"]
    assert ids(applicable_fields(a_project_with_conditions, "roi", {}, roi="lung")) == ["doubt"]


def test_only_required_questions_that_are_asked_can_be_missing(a_project_with_conditions: Definitions) -> None:
    project = a_project_with_conditions
    assert ids(missing_required(project, "series", {})) == ["nodule"]
    assert ids(missing_required(project, "series", {"nodule": False})) == []
    assert ids(missing_required(project, "series", {"nodule": True, "sides": ("l",)})) == ["left-size"]
    assert ids(missing_required(project, "roi", {}, roi="lung")) == []
    assert ids(missing_required(project, "roi", {}, roi="mass")) == ["texture"]


def test_no_is_not_the_word_for_it() -> None:
    project = Definitions(
        id="p",
        name="P",
        text=(
            TextField("a", "A", kind="boolean"),
            TextField("b", "B", depends_on=DependsOn("a", YES)),
        ),
    )
    assert ids(applicable_fields(project, "series", {"a": 1})) == ["a"]
