"""Which class of a model is meant."""

from __future__ import annotations

from ..errors import UsageError
from ..models.description import ModelDescription, OutputClass


def class_named(model: ModelDescription, target: int | str | None) -> OutputClass:
    """The class of an index, ROI id, answer or `field=answer`; the only one where nothing is named.

    An index may be that of a class which model.yaml does not name, such as the background. UsageError if there is no
    such class, or several fit.
    """
    classes = model.output.classes
    if isinstance(target, int):
        known = next((each for each in classes if each.index == target), None)
        return known or OutputClass(target)
    fitting = [each for each in classes if target is None or target in _names(each)]
    if len(fitting) == 1:
        return fitting[0]
    names = ", ".join(class_label(each) for each in classes)
    what = "has several classes" if target is None else f"has no single class {target!r}"
    message = f"{model.name} {what}; say which of these is meant: {names}."
    raise UsageError(message)


def class_label(found: OutputClass) -> str:
    """What the class stands for, in one word."""
    if found.roi is not None:
        return found.roi
    return f"class {found.index}" if found.field is None else f"{found.field}={_text(found.answer)}"


def _names(found: OutputClass) -> tuple[str, ...]:
    if found.field is None:
        return (class_label(found),)
    return class_label(found), _text(found.answer)


def _text(answer: object) -> str:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return str(answer)
