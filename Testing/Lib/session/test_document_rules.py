"""Annotations from elsewhere under the project's rules."""

from __future__ import annotations

import numpy as np
import pytest
from memory_store import SHAPE, definitions

from RILContourLib.annotation.annotation import Annotation
from RILContourLib.annotation.answers import Answer, Subject
from RILContourLib.annotation.changes import Status
from RILContourLib.annotation.makers import SliceMakers
from RILContourLib.annotation.mask import Mask
from RILContourLib.annotation.points import Point
from RILContourLib.errors import (
    AnswerRefused,
    EditRefused,
    GeometryMismatch,
    RILContourError,
    UnknownField,
    UnknownROI,
)
from RILContourLib.session.document_rules import check_against_definitions


@pytest.fixture
def annotation() -> Annotation:
    """Liver and spleen that overlap in one voxel, a point, answers: all as the project allows."""
    annotation = Annotation(SHAPE)
    for roi, start in (("liver", 0), ("spleen", 3)):
        voxels = np.zeros(SHAPE, bool)
        voxels[start : start + 4, 0, 0] = True
        annotation.set_mask(roi, 0, Mask.from_array(voxels), SliceMakers({"human": [0]}))
    annotation.held("carina").points = (Point("1", (2.0, 2.0, 2.0)),)
    for roi in annotation.rois.values():
        roi.status = "in progress"
    for subject, field, value in (
        (Subject.series(), "quality", "motion"),
        (Subject.series(), "why", "breathing"),
        (Subject.slice(3), "artefact", True),
        (Subject.point("carina", "1"), "sure", True),
    ):
        annotation.answers.put(subject, field, Answer(value, "human"))
    return annotation


def refusal_of(annotation: Annotation, **more: object) -> RILContourError:
    with pytest.raises(RILContourError) as refused:
        check_against_definitions(definitions(**more), annotation, "the document")
    return refused.value


def test_what_the_project_allows_is_let_through(annotation: Annotation) -> None:
    check_against_definitions(definitions(), annotation, "the document")


def test_overlaps_are_refused_with_one_roi_a_voxel(annotation: Annotation) -> None:
    refusal = refusal_of(annotation, one_roi_per_voxel=True)
    assert isinstance(refusal, EditRefused)
    assert "liver and spleen overlap in 1 voxels" in str(refusal)


def test_unknown_roi_and_marks_of_the_wrong_kind_are_refused(annotation: Annotation) -> None:
    annotation.held("liver").points = (Point("1", (1.0, 1.0, 1.0)),)
    assert str(refusal_of(annotation)) == "the document has points of liver, which marks an area in this project."
    annotation.held("liver").points = ()
    annotation.held("heart")
    assert isinstance(refusal_of(annotation), UnknownROI)


def test_voxels_of_a_point_roi_are_refused(annotation: Annotation) -> None:
    voxels = np.zeros(SHAPE, bool)
    voxels[0, 0, 0] = True
    annotation.set_mask("carina", 0, Mask.from_array(voxels), SliceMakers())
    assert str(refusal_of(annotation)) == "the document has voxels of carina, which marks points in this project."


@pytest.mark.parametrize(
    ("subject", "field", "value", "error", "part"),
    [
        (Subject.series(), "quality", "blurred", AnswerRefused, 'cannot be "blurred"'),
        (Subject.series(), "colour", "red", UnknownField, "colour"),
        (Subject.series(), "nodule", True, AnswerRefused, "it is asked about a slice"),
        (Subject.roi("spleen"), "size", 3, AnswerRefused, "is not asked there"),
        (Subject.roi("liver"), "size", 31, AnswerRefused, "at most 30"),
        (Subject.point("carina", "9"), "sure", True, AnswerRefused, "the point carina/9, which it does not have"),
    ],
)
def test_answers_outside_the_projects_questions_are_refused(
    annotation: Annotation, subject: Subject, field: str, value: object, error: type[RILContourError], part: str
) -> None:
    annotation.answers.put(subject, field, Answer(value, "human"))
    refusal = refusal_of(annotation)
    assert isinstance(refusal, error)
    assert part in str(refusal)


def test_an_answer_that_hangs_on_another_needs_that_one(annotation: Annotation) -> None:
    annotation.answers.put(Subject.series(), "quality", Answer("good", "human"))
    assert "is not asked there" in str(refusal_of(annotation))


@pytest.mark.parametrize("status", ["unseen", "absent"])
@pytest.mark.parametrize("roi", ["liver", "carina"])
def test_what_is_marked_cannot_be_unseen_or_absent(annotation: Annotation, roi: str, status: Status) -> None:
    annotation.held(roi).status = status
    assert str(refusal_of(annotation)) == f"the document says that {roi} is {status}, and marks it."


@pytest.mark.parametrize(
    ("point", "kind"),
    [
        (Point("1", (1e9, 0.0, 0.0)), GeometryMismatch),
        (Point("1", (0.0, -0.6, 0.0)), GeometryMismatch),
        (Point("1", (0.0, 0.0, 0.0), label="a\nb"), EditRefused),
        (Point("1", (0.0, 0.0, 0.0), label="x" * 201), EditRefused),
        (Point("../1", (0.0, 0.0, 0.0)), EditRefused),
        (Point("1\n", (0.0, 0.0, 0.0)), EditRefused),
        (Point("1" * 5000, (0.0, 0.0, 0.0)), EditRefused),
    ],
)
def test_points_that_nobody_could_have_placed_are_refused(
    annotation: Annotation, point: Point, kind: type[RILContourError]
) -> None:
    annotation.held("carina").points = (Point("1", (2.0, 2.0, 2.0)), point)
    assert isinstance(refusal_of(annotation), kind)
