"""Plots as SVG text, drawn the same by every shell."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class PlotColours:
    """CSS colours; a shell that knows no variables of a page gives others. `lines` are taken in turn."""

    ink: str = "currentColor"
    grid: str = "var(--line)"
    muted: str = "var(--muted)"
    lines: tuple[str, ...] = ("var(--accent)", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9")


@dataclass(frozen=True)
class Axis:
    """From `low` to `high`, with ticks at round numbers."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def part(self, value: float) -> float:
        """Where a value lies, 0 to 1; beyond the ends at the ends."""
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)


def axis_of(values: Sequence[float], *, low: float | None = None, high: float | None = None) -> Axis:
    """An axis that all finite values lie on, with four to eight ticks; its ends may be given."""
    finite = [value for value in values if math.isfinite(value)]
    bottom = min(finite, default=0.0) if low is None else low
    top = max(finite, default=1.0) if high is None else high
    if top <= bottom:
        top = bottom + 1.0
    rough = (top - bottom) / 5
    magnitude = 10.0 ** math.floor(math.log10(rough))
    step = next(size * magnitude for size in (1, 2, 5, 10) if size * magnitude >= rough * 0.999)
    first = math.floor(bottom / step + 1e-9) if low is None else math.ceil(bottom / step - 1e-9)
    last = math.ceil(top / step - 1e-9) if high is None else math.floor(top / step + 1e-9)
    ticks = tuple(round(n * step, 12) for n in range(first, last + 1))
    return Axis(bottom if low is not None else ticks[0], top if high is not None else ticks[-1], ticks)


def tick_text(value: float) -> str:
    return f"{value:.4g}"


def svg(width: float, height: float, parts: Iterator[str] | Sequence[str], label: str) -> str:
    """A whole picture; `label` is what is read aloud."""
    size = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{escape(label)}"'
    return f'{head} font-family="sans-serif" font-size="11">{"".join(parts)}</svg>'


def line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1.0) -> str:
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{width:g}"/>'


def text(x: float, y: float, words: str, colour: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}">{escape(words)}</text>'
