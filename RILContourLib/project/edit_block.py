"""Changing lists and mappings that are written over lines, a part on each (or on several)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from .edit_flow import Span
from .splices import Splices


def lines_of_items(splices: Splices, spans: Sequence[Span], dash_column: int) -> list[Span] | None:
    """The whole lines of each list item from its dash on; None where a dash is not the first thing in its line."""
    found = []
    for start, end in spans:
        line = splices.line_start(start)
        while not _is_dash(splices, line, dash_column):
            if line == 0:
                return None
            line = splices.line_start(line - 1)
        found.append((line, splices.after_line(end)))
    return found


def lines_of_pairs(splices: Splices, spans: Sequence[Span]) -> list[Span]:
    """The whole lines of each key and its value; a first key behind a dash gets only what is from the key on."""
    found = []
    for index, (start, end) in enumerate(spans):
        line = splices.line_start(start)
        if splices.text[line:start].strip():
            found.append((start, spans[index + 1][0] if index + 1 < len(spans) else end))
        else:
            found.append((line, splices.after_line(end)))
    return found


def remove_lines(splices: Splices, lines: Sequence[Span], gone: Collection[int]) -> None:
    """Take parts out with the comments in their lines; comments in lines of their own above them stay."""
    for index in gone:
        splices.put(*lines[index], "")


def reorder_lines(splices: Splices, lines: Sequence[Span], order: Sequence[int]) -> None:
    """Put the parts in another order; comments above a part go with it, those above the first stay at the top."""
    starts = [lines[0][0], *(end for _, end in lines[:-1])]
    chunks = [splices.text[start:end] for start, (_, end) in zip(starts, lines, strict=True)]
    finished = chunks[-1].endswith("\n")
    whole = [chunk if chunk.endswith("\n") else chunk + splices.newline for chunk in chunks]
    text = "".join(whole[index] for index in order)
    splices.put(lines[0][0], lines[-1][1], text if finished else text.removesuffix(splices.newline))


def _is_dash(splices: Splices, line: int, column: int) -> bool:
    text = splices.text[line : line + column + 2]
    return text[:column].strip(" ") == "" and text[column:].rstrip() == "-"
