"""Which series are for training, validation and testing, without tearing a patient apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from .characters import composed
from .definitions import Definitions
from .globs import GlobSet

Subset = Literal["train", "validation", "test"]

_NO_METADATA: Mapping[str, Mapping[str, str]] = {}


def group_of(definitions: Definitions, series_name: str, metadata: Mapping[str, str]) -> str:
    """What a series belongs to: series of the same group are always in the same subset.

    metadata : the series' row, by column

    It is the value of the column that ``split: group`` names; where the row has none, the series' top folder; for a
    series in no folder, or without ``group``, the series itself. The kind of group is a part of what is returned, so
    that a patient "a" and a folder "a" stay apart.
    """
    column = definitions.split.group
    if column is None:
        return f"series:{series_name}"
    value = composed(metadata.get(column, "").strip())
    if value:
        return f"{column}:{value}"
    folder, slash, _ = series_name.partition("/")
    return f"folder:{folder}" if slash else f"series:{series_name}"


def subsets(
    definitions: Definitions,
    series_names: Iterable[str],
    metadata: Mapping[str, Mapping[str, str]] = _NO_METADATA,
) -> dict[str, Subset]:
    """The subset of each series.

    series_names : all series of the project: one of them can decide for its whole group
    metadata : rows by series name

    A group with a test series is a test group as a whole; else one with a validation series is for validation.
    """
    test, validation = GlobSet(definitions.split.test), GlobSet(definitions.split.validation)
    groups: dict[str, Subset] = {}
    group_by_name: dict[str, str] = {}
    for name in series_names:
        group = group_by_name[name] = group_of(definitions, name, metadata.get(name, {}))
        if test.matches(name):
            groups[group] = "test"
        elif validation.matches(name):
            groups.setdefault(group, "validation")
    return {name: groups.get(group, "train") for name, group in group_by_name.items()}
