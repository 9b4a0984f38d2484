"""Box plots, and how well two masks agree from slice to slice."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from ..metrics.comparison import MeasuredROI, boxes_by_roi
from ..metrics.distribution import Box
from ..metrics.pair import BETTER_WHEN_LARGER, Measure
from .metrics_words import measure_names, number_text
from .plots import Axis, PlotColours, axis_of, line, svg, text, tick_text
from .translation import _

WIDTH, MARGIN = 288.0, 10.0
ROW, BOX = 34.0, 12.0
SLICES_HEIGHT = 130.0


def box_plot(rows: Sequence[MeasuredROI], measure: Measure, names: dict[str, str], colours: PlotColours) -> str:
    """A box for each ROI and source, below each other; a source's boxes have its colour. Empty without a number."""
    boxes = {group: box for group, box in boxes_by_roi(rows, measure).items() if box.count}
    if not boxes:
        return ""
    sources = list(dict.fromkeys(source for source, _roi in boxes))
    ends = [end for box in boxes.values() for end in (box.low_whisker, box.high_whisker, *box.outliers)]
    limits = {"low": 0.0, "high": 1.0} if measure in BETTER_WHEN_LARGER else {"low": 0.0}
    axis = axis_of(ends, **limits)
    ordered = sorted(boxes.items(), key=lambda each: list(names).index(each[0][1]) if each[0][1] in names else -1)
    height = ROW * len(ordered) + 22
    parts = [*_ticks(axis, height - 20, colours)]
    for n, ((source, roi), box) in enumerate(ordered):
        colour = colours.lines[sources.index(source) % len(colours.lines)]
        label = names.get(roi, roi) + (f" · {source}" if len(sources) > 1 else "")
        parts += [text(0, n * ROW + 12, label, colours.ink), *_box(box, axis, n * ROW + 24, colour, colours)]
        parts.append(text(WIDTH, n * ROW + 12, number_text(box.median, measure), colours.muted, "end"))
    return svg(WIDTH, height, parts, _("Box plot: {measure}").format(measure=measure_names()[measure]))


def slices_plot(rows: Sequence[MeasuredROI], names: dict[str, str], colours: PlotColours) -> str:
    """Dice by slice of each ROI and source of one series, one line each; gaps where neither marks anything.

    Empty unless the rows are of one series, of six lines at most.
    """
    if len({row.series for row in rows}) != 1 or len(rows) > len(colours.lines):
        return ""
    dice = [np.asarray(row.measures.by_slice.dice) for row in rows]
    count = len(dice[0])
    across, up = axis_of([1, count], low=1, high=max(count, 2)), axis_of([], low=0.0, high=1.0)
    top = 14.0 * len(rows) + 6
    parts = [*_grid(across, up, top, colours)]
    for n, (row, values) in enumerate(zip(rows, dice, strict=True)):
        colour = colours.lines[n]
        parts.append(f'<rect x="0" y="{14 * n + 3}" width="9" height="9" fill="{colour}"/>')
        parts.append(text(13, 14 * n + 11, f"{names.get(row.roi, row.roi)} · {row.source}", colours.ink))
        parts.append(_curve(values, across, top, colour))
    return svg(WIDTH, top + SLICES_HEIGHT + 32, parts, _("Dice by slice"))


def _x(part: float) -> float:
    return MARGIN + part * (WIDTH - 2 * MARGIN)


def _ticks(axis: Axis, bottom: float, colours: PlotColours) -> Iterator[str]:
    for tick in axis.ticks:
        x = _x(axis.part(tick))
        yield line(x, 0, x, bottom, colours.grid)
        yield text(x, bottom + 14, tick_text(tick), colours.muted, "middle")


def _box(box: Box, axis: Axis, y: float, colour: str, colours: PlotColours) -> Iterator[str]:
    first, median, third, low, high = (
        _x(axis.part(each))
        for each in (box.first_quartile, box.median, box.third_quartile, box.low_whisker, box.high_whisker)
    )
    top = y - BOX / 2
    yield line(low, y, first, y, colours.ink) + line(third, y, high, y, colours.ink)
    yield "".join(line(x, top + 2, x, top + BOX - 2, colours.ink) for x in (low, high))
    sides = f'x="{first:.1f}" y="{top:.1f}" width="{max(third - first, 1):.1f}" height="{BOX:g}"'
    yield f'<rect {sides} fill="{colour}" fill-opacity="0.55" stroke="{colour}"/>'
    yield line(median, top, median, top + BOX, colours.ink, 2)
    for each in box.outliers:
        yield f'<circle cx="{_x(axis.part(each)):.1f}" cy="{y:.1f}" r="2.5" fill="none" stroke="{colours.ink}"/>'


def _grid(across: Axis, up: Axis, top: float, colours: PlotColours) -> Iterator[str]:
    bottom = top + SLICES_HEIGHT
    for tick in up.ticks:
        y = bottom - up.part(tick) * SLICES_HEIGHT
        yield line(_slice_x(0), y, WIDTH - MARGIN, y, colours.grid)
        yield text(_slice_x(0) - 3, y + 4, tick_text(tick), colours.muted, "end")
    for tick in across.ticks:
        if tick == int(tick):
            yield text(_slice_x(across.part(tick)), bottom + 14, tick_text(tick), colours.muted, "middle")
    yield text(WIDTH / 2, bottom + 28, _("slice"), colours.muted, "middle")


def _slice_x(part: float) -> float:
    return 28 + part * (WIDTH - MARGIN - 28)


def _curve(values: np.ndarray, across: Axis, top: float, colour: str) -> str:
    drawn, pen = [], "M"
    for n, value in enumerate(values.tolist(), start=1):
        if math.isnan(value):
            pen = "M"
            continue
        x, y = _slice_x(across.part(n)), top + (1 - value) * SLICES_HEIGHT
        drawn.append(f"{pen}{x:.1f} {y:.1f}")
        if pen == "M":
            drawn.append("h0.1")  # a slice by itself is a dot
        pen = "L"
    return f'<path d="{"".join(drawn)}" fill="none" stroke="{colour}" stroke-width="2" stroke-linecap="round"/>'
