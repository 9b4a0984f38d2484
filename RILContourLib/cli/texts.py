"""How numbers, times and lists are shown to people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def moment(utc: str | None) -> str:
    """A UTC time (ISO 8601) to the minute: `2026-03-01 09:30`."""
    return "" if not utc else utc[:16].replace("T", " ")


def millilitres(volume_ml: float) -> str:
    return f"{volume_ml:,.1f}"


def whole(number: int) -> str:
    return f"{number:,}"


def listed(values: Iterable[object]) -> str:
    return ", ".join(map(str, values))


def plain(value: Any) -> object:
    """A value for a table's cell: lists in one line, yes and no as words."""
    return listed(value) if isinstance(value, list | tuple) else value


def counted(number: int, one: str, several: str | None = None) -> str:
    """`1 file`, `2 files`; `several` where the plural is irregular."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def counts(held: Mapping[Any, int], nothing: str = "none") -> str:
    """`train 12, test 3`, without those of which there are none."""
    return listed(f"{name} {number:,}" for name, number in held.items() if number) or nothing


def shortened(text: str, columns: int) -> str:
    """The text, its end left out where it is longer than that."""
    return text if len(text) <= columns else text[: columns - 1].rstrip() + "…"
