"""The project file's ``text``: the questions and their rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from . import scalars
from .check_dependence import check_dependence
from .findings import quoted
from .roi import ROI
from .section import LONGEST_HELP, Section
from .text_field import ABOUT, FIELD_KINDS, LONGEST_TEXT, DependsOn, TextField
from .unique import Seen

EXAMPLE = "{id: quality, ask: Image quality, kind: choice, choices: [good, poor]}"
KEYS = (
    *("id", "ask", "about", "kind", "choices", "required", "help", "depends_on"),
    *("rois", "minimum", "maximum", "unit", "max_length"),
)
ONLY_FOR_KINDS = {
    "choices": ("choice", "choices"),
    "minimum": ("number",),
    "maximum": ("number",),
    "unit": ("number",),
    "max_length": ("text",),
}


def check_text(project: Section, rois: tuple[ROI, ...]) -> tuple[TextField, ...]:
    """The text fields as far as they can be read; everything wrong is reported."""
    sections = project.sections("text", EXAMPLE)
    fields = tuple(_field(section) for section in sections)
    by_id = {field.id: field for field in fields}
    fields = tuple(_with_truth_values(field, by_id) for field in fields)
    ids = Seen("id")
    kinds = {roi.id: roi.kind for roi in rois}
    for section, field in zip(sections, fields, strict=True):
        ids.note(section, "id", field.id)
        _check_rules_of_kind(section, field)
        _check_rois(section, field, kinds)
    check_dependence(sections, fields)
    return fields


def _field(section: Section) -> TextField:
    section.check_keys(KEYS, required=("id", "ask"))
    return TextField(
        id=section.identifier("id"),
        ask=section.text("ask"),
        about=section.one_of("about", ABOUT, "series"),
        kind=section.one_of("kind", FIELD_KINDS, "text"),
        choices=section.texts("choices"),
        required=section.boolean("required"),
        help=section.text("help", longest=LONGEST_HELP, lines=True),
        depends_on=_depends_on(section),
        rois=section.texts("rois"),
        minimum=section.number("minimum"),
        maximum=section.number("maximum"),
        unit=section.text("unit", longest=40),
        max_length=section.integer("max_length", 0, smallest=1, largest=LONGEST_TEXT) or None,
    )


def _depends_on(section: Section) -> DependsOn | None:
    dependence = section.section("depends_on", "{field: quality, is: poor}")
    if dependence is None:
        return None
    dependence.check_keys(("field", "is"), required=("field", "is"))
    return DependsOn(dependence.text("field"), dependence.texts("is", warn=False))


def _with_truth_values(field: TextField, by_id: dict[str, TextField]) -> TextField:
    """Read ``is: yes`` as the answer yes where the field that is waited for has yes and no as answers."""
    dependence = field.depends_on
    other = by_id.get(dependence.field) if dependence else None
    if dependence is None or other is None or other.kind != "boolean":
        return field
    values = tuple(scalars.WORDS_FOR_TRUTH.get(str(value).casefold(), value) for value in dependence.values)
    return replace(field, depends_on=DependsOn(dependence.field, values))


def _check_rules_of_kind(section: Section, field: TextField) -> None:
    for key, kinds in ONLY_FOR_KINDS.items():
        if section.has(key) and field.kind not in kinds:
            section.error(key, f"{section.at(key)} is for fields of kind {' or '.join(kinds)}, not {field.kind}")
    if field.kind in ("choice", "choices") and not field.choices:
        section.error("choices", f"{section.path} is of kind {field.kind} and has no choices")
    if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
        section.error("maximum", f"{section.at('maximum')} is smaller than the minimum")


def _check_rois(section: Section, field: TextField, kinds: Mapping[str, str]) -> None:
    if field.rois and field.about not in ("roi", "point"):
        section.error("rois", f"{section.at('rois')} is for fields about an ROI or a point, not about a {field.about}")
        return
    for roi_id in field.rois:
        if roi_id not in kinds:
            remark = section.report.nearest(roi_id, kinds)
            section.error("rois", f"{section.at('rois')} names {quoted(roi_id)}, which is no ROI's id{remark}")
        elif field.about == "point" and kinds[roi_id] != "point":
            section.error("rois", f"{section.at('rois')} names {roi_id}, which is an area and has no points")
