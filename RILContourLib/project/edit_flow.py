"""Changing what stands between brackets or braces: the parts of ``[a, b]`` and ``{a: 1, b: 2}``."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from .splices import Splices

_UP_TO_COMMA = re.compile(r"(?:\s|#[^\n]*\n)*,[^\S\n]*")

_REST_OF_LINE = re.compile(r"[^\S\n]*(,[^\S\n]*)?(#[^\n]*)?(?=\n)")

Span = tuple[int, int]


def lines_of_parts(splices: Splices, spans: Sequence[Span]) -> list[Span] | None:
    """The whole lines of each part, if each is alone on its lines (with its comma and a comment), else None."""
    alone = (
        not splices.text[splices.line_start(start) : start].strip() and _REST_OF_LINE.match(splices.text, end)
        for start, end in spans
    )
    return [(splices.line_start(start), splices.after_line(end)) for start, end in spans] if all(alone) else None


def has_comma(splices: Splices, end: int) -> bool:
    """Whether a comma follows the part that ends there."""
    return _UP_TO_COMMA.match(splices.text, end) is not None


def end_with_comma(splices: Splices, end: int) -> None:
    """Put a comma after the part that ends there, if there is none."""
    if not has_comma(splices, end):
        splices.put(end, end, ",")


def remove_from_flow(splices: Splices, spans: Sequence[Span], gone: Collection[int]) -> None:
    """Take parts out with one comma each; a comment about the part before stays."""
    for index in sorted(gone):
        start, end = spans[index]
        before = splices.text[spans[index - 1][1] : start] if index else ""
        if any(kept not in gone for kept in range(index)) and "#" not in before:
            splices.put(spans[index - 1][1], end, "")
        else:
            comma = _UP_TO_COMMA.match(splices.text, end)
            splices.put(start, comma.end() if comma else end, "")


def insert_into_flow(
    splices: Splices, spans: Sequence[Span], after: int | None, texts: Sequence[str], first: int = 0
) -> None:
    """Put parts after the part `after`, or, with None, before the part `first`, the first one that stays."""
    if after is None:
        splices.put(spans[first][0], spans[first][0], "".join(f"{text}, " for text in texts))
    else:
        splices.put(spans[after][1], spans[after][1], "".join(f", {text}" for text in texts))


def reorder_flow(splices: Splices, spans: Sequence[Span], order: Sequence[int]) -> None:
    """Put the parts in another order; what stands between them stays where it is."""
    for (start, end), index in zip(spans, order, strict=True):
        if (start, end) != spans[index]:
            splices.put(start, end, splices.text[slice(*spans[index])])
