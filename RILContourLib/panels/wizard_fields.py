"""What the wizard asks, as plain data that every shell draws alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

FieldKind = Literal["text", "lines", "number", "numbers", "choice", "check"]


@dataclass(frozen=True)
class WizardField:
    """One question. id : what `put` takes; it is also the place in model.yaml (`input.size`)

    choices : value and words, of a `choice`; labels : of each of several `numbers`; value : as JSON, None where empty
    from_file : the network's own file told it; error : why it cannot stay so
    """

    id: str
    ask: str
    kind: FieldKind
    value: Any = None
    choices: tuple[tuple[str, str], ...] = ()
    labels: tuple[str, ...] = ()
    help: str = ""
    unit: str = ""
    from_file: bool = False
    error: str = ""


@dataclass(frozen=True)
class WizardGroup:
    """Questions that belong together; actions : what `act` takes, and words for its button"""

    title: str = ""
    fields: tuple[WizardField, ...] = ()
    actions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class WizardStep:
    """One page of the wizard: what it is about, and what it means."""

    id: str
    title: str
    words: str
    groups: tuple[WizardGroup, ...] = ()
    preview: bool = False


def with_errors(step: WizardStep, errors: Mapping[str, str]) -> WizardStep:
    """The step with what is wrong at its fields; an error about a part of a field is the field's."""
    groups = tuple(
        replace(group, fields=tuple(replace(each, error=error_of(each, errors)) for each in group.fields))
        for group in step.groups
    )
    return replace(step, groups=groups)


def error_of(asked: WizardField, errors: Mapping[str, str]) -> str:
    """What is wrong at a field, with the field's words instead of its place in the file."""
    for path, message in errors.items():
        if path == asked.id or path.startswith((f"{asked.id}[", f"{asked.id}.")):
            return message.replace(path, asked.ask, 1)
    return ""


@dataclass
class Entries:
    """What was entered for a model.yaml, valid or not: `values` by the path of each key, such as `input.size`."""

    values: dict[str, Any] = field(default_factory=dict)

    def get(self, path: str, default: Any = None) -> Any:
        found = self.values.get(path)
        return default if found is None else found

    def put(self, path: str, value: Any) -> None:
        self.values[path] = value


LONGEST_NUMBER = 18
"""Characters; an integer of more has no place in 64 bits, in which shells are told of it."""


def typed(value: Any) -> Any:
    """What a widget gave, as model.yaml would have it: a text that is a number becomes one, an empty one None."""
    if isinstance(value, list | tuple):
        return [typed(each) for each in value]
    if not isinstance(value, str):
        return value
    text = value.strip()
    if len(text) > LONGEST_NUMBER:
        return text
    number = text.replace(",", ".", 1)
    for kind in (int, float):
        try:
            return kind(number)
        except ValueError:
            continue
    return text or None
