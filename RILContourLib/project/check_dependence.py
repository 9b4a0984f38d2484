"""Whether the text fields that depend on others can ever be asked."""

from __future__ import annotations

from collections.abc import Sequence

from .findings import Report, quoted
from .section import Section
from .text_field import DependsOn, TextField


def check_dependence(sections: Sequence[Section], fields: Sequence[TextField]) -> None:
    """Report dependence on unknown fields, on answers that cannot be given, on other scopes, and in circles."""
    by_id = {field.id: field for field in reversed(fields)}
    for section, field in zip(sections, fields, strict=True):
        if field.depends_on is not None and field.depends_on.field:
            problem = _problem(field, field.depends_on, by_id, section.report)
            if problem:
                section.error("depends_on", f"{section.at('depends_on')} {problem}")


def _problem(field: TextField, dependence: DependsOn, by_id: dict[str, TextField], report: Report) -> str | None:
    other = by_id.get(dependence.field)
    if other is None:
        return f"names {quoted(dependence.field)}, which is no field's id{report.nearest(dependence.field, by_id)}"
    if _in_a_circle(field, by_id):
        return f"leads back to {field.id} itself"
    if other.about not in ("series", field.about):
        allowed_scopes = " or ".join(dict.fromkeys(("series", field.about)))
        return f"names {other.id}, which is about a {other.about}; here only fields about the {allowed_scopes} serve"
    if other.kind not in ("boolean", "choice", "choices"):
        return f"names {other.id}, whose answers are free ({other.kind}); only yes/no and choices can be depended on"
    allowed: tuple[str | bool, ...] = (True, False) if other.kind == "boolean" else other.choices
    wrong = next((value for value in dependence.values if value not in allowed), None)
    if wrong is not None:
        remark = report.nearest(str(wrong), other.choices)
        return f"waits for {quoted(str(wrong))}, which is no answer to {other.id}{remark}"
    return None


def _in_a_circle(field: TextField, by_id: dict[str, TextField]) -> bool:
    passed: set[str] = set()
    step: TextField | None = field
    while step is not None and step.depends_on is not None:
        if step.id in passed:
            return step.id == field.id
        passed.add(step.id)
        step = by_id.get(step.depends_on.field)
    return False
