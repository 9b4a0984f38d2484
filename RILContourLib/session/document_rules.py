"""Whether an annotation from elsewhere keeps the project's rules, as one that is edited here would."""

from __future__ import annotations

from typing import Any

from ..annotation.annotation import Annotation
from ..annotation.answers import Subject
from ..errors import AnswerRefused, EditRefused
from ..project.answers import validate_answer
from ..project.applicability import inapplicable_answers
from ..project.definitions import Definitions
from .point_rules import check_given


def check_against_definitions(definitions: Definitions, annotation: Annotation, name: str) -> None:
    """What the project does not allow: UnknownROI, UnknownField, AnswerRefused, EditRefused, GeometryMismatch.

    `name` is what messages call the annotation.
    """
    for roi, held in annotation.rois.items():
        definition = definitions.roi(roi)
        kind = definition.kind
        has_voxels = any(buffer.is_marked for buffer in held.buffers.values())
        if has_voxels and kind == "point":
            message = f"{name} has voxels of {roi}, which marks points in this project."
            raise EditRefused(message)
        if held.points and kind == "area":
            message = f"{name} has points of {roi}, which marks an area in this project."
            raise EditRefused(message)
        if held.status in ("unseen", "absent") and (has_voxels or held.points):
            message = f"{name} says that {roi} is {held.status}, and marks it."
            raise EditRefused(message)
        for point in held.points:
            check_given(annotation, definition, point)
    if definitions.one_roi_per_voxel:
        _refuse_overlaps(annotation, name)
    _check_answers(definitions, annotation, name)


def _refuse_overlaps(annotation: Annotation, name: str) -> None:
    masks = list(annotation.masks())
    for number, (roi, frame, mask) in enumerate(masks):
        for other, other_frame, other_mask in masks[number + 1 :]:
            common = mask.extent and other_mask.extent and mask.extent.intersection(other_mask.extent)
            if frame != other_frame or not common:
                continue
            both = annotation.read(roi, common, frame) & annotation.read(other, common, frame)
            if both.any():
                message = (
                    f"{name}: {roi} and {other} overlap in {int(both.sum())} voxels; the project has one ROI a voxel."
                )
                raise EditRefused(message)


def _check_answers(definitions: Definitions, annotation: Annotation, name: str) -> None:
    by_subject: dict[Subject, dict[str, Any]] = {}
    for subject, field, answer in annotation.answers:
        rule = definitions.text_field(field)
        if rule.about != subject.about:
            message = f"{name} answers {field} about a {subject.about}; it is asked about a {rule.about}."
            raise AnswerRefused(message)
        if validate_answer(rule, answer.value) != answer.value:
            message = f"{name} has an answer to {field} that is not written as the project has it."
            raise AnswerRefused(message)
        by_subject.setdefault(subject, {})[field] = answer.value
    series = by_subject.get(Subject.series(), {})
    for subject, held in by_subject.items():
        roi, _, point = subject.key.partition("/") if subject.about in ("roi", "point") else ("", "", "")
        if roi:
            definitions.roi(roi)
        if point and point not in {each.id for each in annotation.roi(roi).points}:
            message = f"{name} answers questions about the point {subject.key}, which it does not have."
            raise AnswerRefused(message)
        not_asked = inapplicable_answers(definitions, subject.about, held, series_answers=series, roi=roi or None)
        if not_asked:
            message = f"{name} answers {not_asked[0]}, which is not asked there."
            raise AnswerRefused(message)
