"""Which class is meant by a number, an ROI, an answer."""

from __future__ import annotations

import pytest

from RILContourLib.errors import UsageError
from RILContourLib.explain.targets import class_label, class_named
from RILContourLib.models.description import ModelDescription, NetworkInput, NetworkOutput, OutputClass, Weights


def model(*classes: OutputClass) -> ModelDescription:
    task = "segmentation" if classes[0].roi else "classification"
    output = NetworkOutput("sigmoid", classes)
    return ModelDescription("m", "M", task, Weights("m.keras", "keras"), NetworkInput("slice"), output)  # type: ignore[arg-type]


LUNGS = model(OutputClass(1, roi="left-lung"), OutputClass(2, roi="right-lung"))
ANSWERS = model(
    OutputClass(0, field="phase", answer="arterial"),
    OutputClass(1, field="phase", answer="none"),
    OutputClass(2, field="motion", answer=True),
    OutputClass(3, field="side", answer="none"),
)


def test_a_class_is_found_by_its_roi_its_answer_or_its_number() -> None:
    assert class_named(LUNGS, "right-lung").index == 2
    assert class_named(ANSWERS, "arterial").index == 0
    assert class_named(ANSWERS, "side=none").index == 3
    assert class_named(ANSWERS, "motion=yes").index == 2
    assert class_named(LUNGS, 1).roi == "left-lung"


def test_a_number_may_be_that_of_a_class_which_stands_for_nothing() -> None:
    assert class_label(class_named(LUNGS, 0)) == "class 0"


def test_the_only_class_needs_no_name() -> None:
    assert class_named(model(OutputClass(1, roi="liver")), None).roi == "liver"


@pytest.mark.parametrize(("described", "target"), [(LUNGS, None), (LUNGS, "spleen"), (ANSWERS, "none")])
def test_what_fits_none_or_several_is_refused_and_all_are_named(described: ModelDescription, target: str) -> None:
    with pytest.raises(UsageError, match="say which of these is meant: (left-lung, right-lung|phase=arterial)"):
        class_named(described, target)
