"""How a training goes: the loss and the score of each epoch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from ..training.records import EpochRecord, best_of
from .plots import Axis, PlotColours, axis_of, line, svg, text, tick_text
from .translation import _

WIDTH, LEFT, RIGHT = 288.0, 32.0, 8.0
HEIGHT, GAP, LEGEND = 96.0, 40.0, 14.0


def curves_plot(
    curves: Sequence[EpochRecord], epochs: int, measure: str, colours: PlotColours, titles: Mapping[str, str]
) -> str:
    """The score in validation by ROI or answer above, the losses below, as SVG text; empty before the first epoch.

    titles : what ROI are called, by id
    """
    if not curves:
        return ""
    across = axis_of([1, max(epochs, len(curves), 2)], low=1, high=max(epochs, len(curves), 2))
    names = list(dict.fromkeys(name for record in curves for name in record.scores))[: len(colours.lines)]
    scores: list[tuple[str, Curve]] = [(titles.get(name, name), _score_of(name)) for name in names]
    losses: list[tuple[str, Curve]] = [(_("training"), _loss), (_("validation"), _validation_loss)]
    most = [value for record in curves for value in (record.loss, record.validation_loss)]
    parts: list[str] = []
    top = 0.0
    for title, lines, up in (
        (_("{measure} in validation").format(measure=measure), scores, axis_of([], low=0.0, high=1.0)),
        (_("Loss"), losses, axis_of(most, low=0.0)),
    ):
        if lines:
            drawn, top = _panel(title, lines, curves, across, up, top, colours)
            parts += drawn
    return svg(WIDTH, top - 10, parts, _("Learning curves"))


def curves_by_name(
    curves: Sequence[EpochRecord], measure: str, titles: Mapping[str, str]
) -> dict[str, tuple[float | None, ...]]:
    """What `curves_plot` draws as numbers, of all epochs, by what each curve is called; empty before the first."""
    if not curves:
        return {}
    names = dict.fromkeys(name for record in curves for name in record.scores)
    scores: list[tuple[str, Curve]] = [(f"{titles.get(each, each)}, {measure}", _score_of(each)) for each in names]
    losses: list[tuple[str, Curve]] = [(_("Loss in training"), _loss), (_("Loss in validation"), _validation_loss)]
    return {name: tuple(curve(record) for record in curves) for name, curve in (*scores, *losses)}


Curve = Callable[[EpochRecord], float | None]


def _score_of(name: str) -> Curve:
    return lambda record: record.scores.get(name)


def _loss(record: EpochRecord) -> float | None:
    return record.loss


def _validation_loss(record: EpochRecord) -> float | None:
    return record.validation_loss


def _panel(
    title: str,
    lines: Sequence[tuple[str, Curve]],
    curves: Sequence[EpochRecord],
    across: Axis,
    up: Axis,
    top: float,
    colours: PlotColours,
) -> tuple[list[str], float]:
    """Its parts, and where the next one begins."""
    parts = [text(0, top + 11, title, colours.ink)]
    for n, (name, _curve) in enumerate(lines):
        y = top + LEGEND * (n + 1)
        parts.append(f'<rect x="0" y="{y + 3:.1f}" width="9" height="9" fill="{colours.lines[n]}"/>')
        parts.append(text(13, y + 11, name, colours.muted))
    top += LEGEND * (len(lines) + 1) + 8
    bottom = top + HEIGHT
    for tick in up.ticks:
        y = bottom - up.part(tick) * HEIGHT
        parts += [line(LEFT, y, WIDTH - RIGHT, y, colours.grid)]
        parts += [text(LEFT - 4, y + 4, tick_text(tick), colours.muted, "end")]
    for tick in across.ticks:
        parts.append(text(_x(across, tick), bottom + 14, tick_text(tick), colours.muted, "middle"))
    best = best_of(curves)
    if best is not None:
        x = _x(across, best.epoch)
        parts.append(line(x, top, x, bottom, colours.muted))
    for n, (_name, curve) in enumerate(lines):
        parts.append(_drawn(list(_points(curve, curves, across, up, bottom)), colours.lines[n]))
    return parts, bottom + GAP


def _x(across: Axis, epoch: float) -> float:
    return LEFT + across.part(epoch) * (WIDTH - LEFT - RIGHT)


def _points(
    curve: Curve, curves: Sequence[EpochRecord], across: Axis, up: Axis, bottom: float
) -> Iterator[tuple[float, float]]:
    for record in curves:
        value = curve(record)
        if value is not None and value == value:
            yield _x(across, record.epoch), bottom - up.part(value) * HEIGHT


def _drawn(points: Sequence[tuple[float, float]], colour: str) -> str:
    if len(points) == 1:
        ((x, y),) = points
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2" fill="{colour}"/>'
    joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="2"/>'
