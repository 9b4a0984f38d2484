"""The `input` of a model.yaml."""

from __future__ import annotations

from ..project.section import Section
from . import description as d
from .intensity_steps import check_steps

KEYS = (
    *("kind", "orientation", "axis", "transpose", "spacing_mm", "size", "multiple_of", "fit", "adjacent", "overlap"),
    *("channels", "layout", "intensity", "pad_value"),
)
EXAMPLE = "{kind: slice, size: [256, 256]}"
LARGEST_SIDE = 4096
MOST_ADJACENT = 99
LARGEST_OVERLAP = 0.9
_OPPOSITE_CODES = ("RL", "AP", "SI")


def is_orientation(code: str) -> bool:
    """Whether `code` names one end of each of the three anatomical axes, such as RAS or LPS."""
    return len(code) == 3 and all(sum(letter in pair for letter in code) == 1 for pair in _OPPOSITE_CODES)


def check_input(model: Section) -> d.NetworkInput:
    """The input as far as it can be read; everything wrong is reported."""
    section = model.section("input", EXAMPLE)
    if section is None:
        return d.NetworkInput("slice")
    section.check_keys(KEYS, required=("kind",))
    kind = section.one_of("kind", d.INPUT_KINDS, "slice")
    return d.NetworkInput(
        kind=kind,
        orientation=_orientation(section),
        axis=section.integer("axis", 2, smallest=0, largest=2),
        transpose=section.boolean("transpose"),
        spacing_mm=_spacing(section),
        size=_size(section, 2 if kind in ("slice", "adjacent") else 3, required=kind == "patch"),
        multiple_of=section.integer("multiple_of", 1, smallest=1, largest=512),
        fit=section.one_of("fit", d.FITS, "crop-or-pad"),
        adjacent=_adjacent(section, kind),
        overlap=_overlap(section),
        channels=section.texts("channels", (d.THE_IMAGE,)),
        layout=section.one_of("layout", d.LAYOUTS, "channels-last"),
        intensity=check_steps(section, "intensity"),
        pad_value=section.number("pad_value"),
    )


def _orientation(section: Section) -> str:
    code = section.text("orientation", d.AS_IN_FILE)
    if code != d.AS_IN_FILE and not is_orientation(code):
        section.error(
            "orientation",
            f"{section.at('orientation')} must be `file`, or three letters, one each of R or L, A or P, S or I",
        )
        return d.AS_IN_FILE
    return code


def _spacing(section: Section) -> tuple[float | None, float | None, float | None]:
    found = section.numbers("spacing_mm", 3)
    if found is None:
        return None, None, None
    if any(value is not None and not 0.01 <= value <= 100 for value in found):
        section.error("spacing_mm", f"{section.at('spacing_mm')} must be between 0.01 and 100 mm")
        return None, None, None
    return found[0], found[1], found[2]


def _size(section: Section, dimensions: int, *, required: bool) -> tuple[int, ...] | None:
    found = section.numbers("size", dimensions)
    if found is None:
        if required and not section.has("size"):
            section.error("size", f"{section.at('size')} is required for patches")
        return None
    sides = tuple(int(value or 0) for value in found)
    if sides != found or not all(1 <= side <= LARGEST_SIDE for side in sides):
        section.error("size", f"{section.at('size')} must be {dimensions} whole numbers from 1 to {LARGEST_SIDE}")
        return None
    return sides


def _adjacent(section: Section, kind: str) -> int:
    count = section.integer("adjacent", 1, smallest=1, largest=MOST_ADJACENT)
    if count % 2 == 0:
        section.error("adjacent", f"{section.at('adjacent')} must be odd: the slice and as many on either side")
    if (kind == "adjacent") != (count > 1):
        section.error("adjacent", f"{section.at('adjacent')} is for  kind: adjacent  and then 3 or more")
    return count


def _overlap(section: Section) -> float:
    overlap = section.number("overlap")
    if overlap is None:
        return d.NetworkInput("patch").overlap
    if not 0 <= overlap <= LARGEST_OVERLAP:
        section.error("overlap", f"{section.at('overlap')} must be between 0 and {LARGEST_OVERLAP}")
    return float(overlap)
