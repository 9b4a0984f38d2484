"""What an answer or a button of the wizard changes in what was entered."""

from __future__ import annotations

import re
from typing import Any

from ..errors import UsageError
from .choices import one_of
from .wizard_document import NOTHING, WizardDocument
from .wizard_fields import WizardField, typed
from .wizard_intensity import new_step
from .wizard_steps import Asked, steps_of

MOST_STEPS = 20
MOST_CLASSES = 500
MOST_CHANNELS = 64


def entered(document: WizardDocument, field: str, value: Any, asked: Asked) -> None:
    """Answer a question. UsageError if it is not asked, or is a choice that there is not."""
    known = {each.id: each for step in steps_of(asked) for group in step.groups for each in group.fields}
    if field not in known:
        message = f"The wizard does not ask for {field!r} now."
        raise UsageError(message)
    _put(document, field, _as_answer(known[field], value))


def acted(document: WizardDocument, action: str, asked: Asked) -> None:
    """Do what a button says. UsageError if there is no such button."""
    offered = [each for step in steps_of(asked) for group in step.groups for each, _words in group.actions]
    one_of(action, tuple(offered))
    kind, sign, number = re.fullmatch(r"([a-z]+)([-+^])(\d*)", action).groups()  # type: ignore[union-attr]
    if kind == "intensity":
        _act_on_steps(document.steps, sign, int(number or 0))
    elif kind == "channel" and sign == "+" and len(document.channels) < MOST_CHANNELS:
        free = [each for each in ("image", *asked.companions) if each not in document.channels]
        document.channels.append(free[0] if free else f"companion-{len(document.channels) + 1}")
    elif kind == "channel" and sign == "-" and len(document.channels) > 1:
        document.channels.pop()
    elif kind == "class" and sign == "+" and len(document.meanings) < MOST_CLASSES:
        document.meanings.append(NOTHING)
        document.thresholds.append(None)
    elif kind == "class" and sign == "-" and len(document.meanings) > 1:
        document.meanings.pop()
        document.thresholds.pop()


def _as_answer(asked: WizardField, value: Any) -> Any:
    if asked.kind == "choice":
        return one_of(str(value), tuple(each for each, _words in asked.choices))
    if asked.kind == "check":
        return bool(value)
    if asked.kind == "number":
        return typed(value)
    if asked.kind == "numbers":
        values = list(value) if isinstance(value, list | tuple) else []
        return [typed(each) for each in (*values, *[None] * len(asked.labels))][: len(asked.labels)]
    return str(value)


def _put(document: WizardDocument, field: str, value: Any) -> None:
    parts = field.split(".")
    if field.startswith("input.intensity."):
        _put_step(document.steps, int(parts[2]), parts[3], value)
    elif field.startswith("input.channels."):
        document.channels[int(parts[2])] = value
    elif field.startswith("output.classes."):
        (document.thresholds if parts[-1] == "threshold" else document.meanings)[int(parts[2])] = value
    elif field.startswith("clean_up."):
        document.cleaning.setdefault(parts[1], {})[parts[2]] = value
    else:
        document.entries.put(field, typed(value) if field == "input.axis" else value)
        _follow(document, field, value)


def _follow(document: WizardDocument, field: str, value: Any) -> None:
    """What an answer means for others."""
    entries = document.entries
    if field == "task":
        document.meanings = [NOTHING] * len(document.meanings)
    elif field == "input.kind" and value == "adjacent" and entries.get("input.adjacent") in (None, 1):
        entries.put("input.adjacent", 3)
    elif field == "input.kind" and value != "adjacent":
        entries.put("input.adjacent", 1)


def _put_step(steps: list[dict[str, Any]], number: int, key: str, value: Any) -> None:
    if key == "step":
        steps[number] = new_step(value)
    elif value is None or (isinstance(value, list) and all(each is None for each in value)):
        steps[number].pop(key, None)
    else:
        steps[number][key] = value


def _act_on_steps(steps: list[dict[str, Any]], sign: str, number: int) -> None:
    if sign == "+" and len(steps) < MOST_STEPS:
        steps.append(new_step("window"))
    elif sign == "-":
        steps.pop(number)
    elif sign == "^":
        steps.insert(number - 1, steps.pop(number))
