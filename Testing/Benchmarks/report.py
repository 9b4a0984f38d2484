"""The table, for the terminal and for docs/performance.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from .result import Result

BEGIN = "<!-- measured: begin (written by make bench) -->"
END = "<!-- measured: end -->"
NOT_MEASURED = "–"


def table(with_isal: Sequence[Result], without_isal: Sequence[Result]) -> str:
    """A Markdown table with a line for each target."""
    without = {result.what: result for result in without_isal}
    lines = ["| | Target | Measured | Met | Without isal |", "|---|---|---|---|---|"]
    for result in with_isal:
        cells = [result.what, result.target, _cell(result), _met(result), _cell_without(result, without)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(result: Result) -> str:
    return f"{result.measured} ({result.detail})" if result.detail else result.measured


def _met(result: Result) -> str:
    return {True: "yes", False: "**no**", None: NOT_MEASURED}[result.met]


def _cell_without(result: Result, without: Mapping[str, Result]) -> str:
    other = without.get(result.what)
    if other is None:
        return NOT_MEASURED
    return f"{_cell(other)}, **not met**" if other.met is False else _cell(other)


def write_between_markers(page: Path, text: str) -> None:
    """Put `text` in the place of what stands between the two markers of a page."""
    content = page.read_text(encoding="utf-8")
    before, begin, rest = content.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        message = f"{page} has no markers for the measured table; it should have {BEGIN} and {END}."
        raise ValueError(message)
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
