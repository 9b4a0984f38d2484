"""The steps that intensities can take on their way into a network, and the parameters of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..project.section import Section
from .description import Step

SCOPES = ("image", "input")
OVER = ("all", "positive")
EXAMPLE = "{step: window, center: -600, width: 1500}"


@dataclass(frozen=True)
class StepKind:
    """Numbers that must be there, numbers that may be, and whether the step looks at values or maps to a range."""

    words: str
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    scoped: bool = False
    ranged: bool = False


STEP_KINDS: Mapping[str, StepKind] = {
    "clip": StepKind("values below low become low, above high high", required=("low", "high")),
    "window": StepKind("width around center to 0 ... 1, clipped", required=("center", "width"), ranged=True),
    "min-max": StepKind("smallest to largest value to 0 ... 1", scoped=True, ranged=True),
    "percentiles": StepKind("two percentiles to 0 ... 1, clipped", required=("low", "high"), scoped=True, ranged=True),
    "z-score": StepKind("minus mean, by standard deviation", optional=("mean", "sd"), scoped=True),
    "scale": StepKind("times by, plus plus", optional=("by", "plus")),
    "equalise": StepKind("histogram equalisation to 0 ... 1", optional=("bins",), scoped=True),
}


def check_steps(section: Section, key: str) -> tuple[Step, ...]:
    """The steps under `key`, as far as they can be read; everything wrong is reported."""
    return tuple(_step(each) for each in section.sections(key, EXAMPLE))


def _step(section: Section) -> Step:
    kind = section.one_of("step", tuple(STEP_KINDS), "min-max")
    known = STEP_KINDS[kind]
    over = ("over",) if kind == "z-score" else ()
    scope = ("scope",) if known.scoped else ()
    to = ("to",) if known.ranged else ()
    section.check_keys(("step", *known.required, *known.optional, *scope, *over, *to), ("step", *known.required))
    numbers = {key: section.number(key) for key in (*known.required, *known.optional)}
    parameters: dict[str, object] = {key: value for key, value in numbers.items() if value is not None}
    if scope and section.has("scope"):
        parameters["scope"] = section.one_of("scope", SCOPES, "image")
    if over and section.has("over"):
        parameters["over"] = section.one_of("over", OVER, "all")
    if to and section.has("to"):
        parameters["to"] = section.numbers("to", 2)
    _check_sense(section, kind, parameters)
    return Step(kind, parameters)


def _check_sense(section: Section, kind: str, parameters: Mapping[str, object]) -> None:
    low, high = parameters.get("low"), parameters.get("high")
    if isinstance(low, int | float) and isinstance(high, int | float) and not low < high:
        section.error("high", f"{section.at('high')} must be larger than low")
    if kind == "percentiles" and not all(0 <= float(str(p)) <= 100 for p in (low, high) if p is not None):
        section.error("low", f"{section.at('low')} and high must be percentiles, 0 to 100")
    for key in ("width", "sd", "bins"):
        value = parameters.get(key)
        if isinstance(value, int | float) and not value > 0:
            section.error(key, f"{section.at(key)} must be larger than 0")
    if ("mean" in parameters) != ("sd" in parameters):
        section.error("mean", f"{section.path} needs mean and sd together, or neither")
