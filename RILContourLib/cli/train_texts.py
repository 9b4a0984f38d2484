"""What `rilcontour train` says."""

from __future__ import annotations

from collections.abc import Iterator

from ..session.training_report import TrainReport
from ..session.training_survey import LeftOut, Survey
from .output import clean, table
from .texts import counted, listed

_MOST_LEFT_OUT = 10


def survey_as_data(survey: Survey) -> dict[str, object]:
    series = [
        {"series": each.series, "version": each.version, "subset": each.subset, "slices": each.slices}
        | {"marked": dict(zip([target.name for target in survey.targets], each.marked, strict=True))}
        for each in survey.series
    ]
    return {
        "accepted": survey.accepted,
        "series": series,
        "left_out": {each.series: each.reason for each in survey.left_out},
        "without": list(survey.without),
    }


def survey_lines(survey: Survey) -> Iterator[str]:
    names = [target.name for target in survey.targets]
    rows = [(each.series, each.version, each.subset, each.slices, *each.marked) for each in survey.series]
    yield from table(("series", "version", "subset", "slices", *names), rows)
    yield from _left_out_lines(survey.left_out)
    if survey.without:
        yield f"Nowhere to be found: {listed(survey.without)}."
    patients = counted(survey.patients, "patient")
    yield f"{survey.slices} labelled slices of {len(survey.series)} series ({patients}); {survey.accepted} annotation."


def report_lines(report: TrainReport) -> Iterator[str]:
    best = report.best
    if best is not None:
        rows = [(name, None if score is None else f"{score:.3f}") for name, score in best.scores.items()]
        yield from table(("", f"{report.measure} in validation"), rows)
        yield ""
    yield from _left_out_lines(report.left_out)
    if report.split == "slices":
        yield "Too few patients: every fifth slice was kept for validation instead, which flatters the model."
    elif report.validation:
        by = "as the project says" if report.split == "project" else "whole patients, by the seed"
        yield clean(f"Kept for validation ({by}): {listed(report.validation[:10])}")


def farewell(report: TrainReport) -> Iterator[str]:
    begun = report.started_from or f"random weights{f' ({report.start_reason})' if report.start_reason else ''}"
    yield f"Begun from {begun}; {report.accepted} annotation; best of {len(report.curves)} epochs."
    yield clean(report.sentence)
    yield from (clean(f"{series}: FAILED: {why}") for series, why in (report.not_drafted or {}).items())


def _left_out_lines(left_out: tuple[LeftOut, ...]) -> Iterator[str]:
    yield from (clean(f"Left out: {each.series}: {each.reason}") for each in left_out[:_MOST_LEFT_OUT])
    if len(left_out) > _MOST_LEFT_OUT:
        yield f"... and {len(left_out) - _MOST_LEFT_OUT} more."
