"""What a new version of the definitions would do to annotations that exist."""

from __future__ import annotations

from dataclasses import replace

import pytest

from RILContourLib.project.changes import difference
from RILContourLib.project.definitions import Definitions
from RILContourLib.project.roi import ROI
from RILContourLib.project.text_field import DependsOn, TextField

LUNG = ROI("lung", "Lung", 1, "#112233")
TIP = ROI("tip", "Tip", 0, "#445566", kind="point")
QUALITY = TextField("quality", "Quality", kind="choice", choices=("good", "poor"))
SIZE = TextField("size", "Size", kind="number", minimum=0, maximum=10)
OLD = Definitions("p", "P", rois=(LUNG, TIP), text=(QUALITY, SIZE), tracks=("a", "b"))


def actions(new: Definitions) -> list[tuple[str, str]]:
    return [(question.action, question.subject) for question in difference(OLD, new)]


@pytest.mark.parametrize(
    "new",
    [
        OLD,
        replace(OLD, name="Other", one_roi_per_voxel=False, rois=(TIP, LUNG), text=(SIZE, QUALITY)),
        replace(OLD, rois=(replace(LUNG, name="Lungs", color="#FFFFFF", locked=True), TIP, replace(LUNG, id="new"))),
        replace(OLD, text=(replace(QUALITY, ask="?", required=True, choices=("poor", "x", "good")), SIZE)),
        replace(OLD, text=(QUALITY, replace(SIZE, minimum=None, maximum=11, unit="mm"))),
        replace(OLD, rois=(LUNG, replace(TIP, value=5)), tracks=("a", "b", "c")),
    ],
)
def test_additions_names_and_wider_limits_raise_no_question(new: Definitions) -> None:
    assert difference(OLD, new) == []


@pytest.mark.parametrize(
    ("new", "action", "subject"),
    [
        (replace(OLD, rois=(TIP,)), "roi deleted", "lung"),
        (replace(OLD, rois=(replace(LUNG, id="lungs"), TIP)), "roi deleted", "lung"),
        (replace(OLD, rois=(replace(LUNG, value=2), TIP)), "roi renumbered", "lung"),
        (replace(OLD, rois=(replace(LUNG, kind="point"), TIP)), "roi kind changed", "lung"),
        (replace(OLD, text=(SIZE,)), "field deleted", "quality"),
        (replace(OLD, text=(replace(QUALITY, choices=("good",)), SIZE)), "choices deleted", "quality"),
        (replace(OLD, text=(replace(QUALITY, kind="text", choices=()), SIZE)), "field changed", "quality"),
        (replace(OLD, text=(replace(QUALITY, about="slice"), SIZE)), "field changed", "quality"),
        (replace(OLD, text=(QUALITY, replace(SIZE, maximum=9))), "field changed", "size"),
        (
            replace(OLD, text=(QUALITY, replace(SIZE, depends_on=DependsOn("quality", ("good",))))),
            *("field changed", "size"),
        ),
        (replace(OLD, one_roi_per_voxel=True), "overlap forbidden", ""),
        (replace(OLD, tracks=("a",)), "track deleted", "b"),
        (replace(OLD, annotations="elsewhere"), "folder changed", ""),
        (replace(OLD, id="q"), "id changed", ""),
    ],
)
def test_what_could_take_meaning_from_annotations_is_asked_about(new: Definitions, action: str, subject: str) -> None:
    assert actions(new) == [(action, subject)]
    assert difference(OLD, new)[0].consequence.endswith(".")


def test_the_choices_that_go_are_named() -> None:
    question = difference(OLD, replace(OLD, text=(replace(QUALITY, choices=("poor",)), SIZE)))[0]
    assert question.values == ("good",)
    assert "good" in question.consequence


def test_limiting_a_question_to_some_roi_is_asked_about() -> None:
    old = replace(OLD, text=(TextField("t", "T", about="roi"),))
    limited = replace(OLD, text=(TextField("t", "T", about="roi", rois=("lung",)),))
    assert [question.action for question in difference(old, limited)] == ["field changed"]
    assert difference(limited, old) == []
