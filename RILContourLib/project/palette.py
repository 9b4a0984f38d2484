"""Colours and mask values for new ROI.

The first seven colours are those of Okabe and Ito ("Color Universal Design", 2008) without black. Each further one was
chosen as the colour farthest from all before it, for normal and for red-green colour-blind eyes alike, among the sRGB
colours of lightness 28 to 95 and chroma 25 or more (so that it shows on a grey image): any two of the forty differ by
12 or more (`colour_vision.colour_difference`).
"""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import DefinitionsError
from .colour_vision import colour_difference
from .roi import LARGEST_VALUE

PALETTE = (
    *("#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#0000FF"),
    *("#BBFFAA", "#881111", "#7766FF", "#663355", "#AAFFFF", "#2233AA", "#66BB66", "#AADDBB"),
    *("#771177", "#6699FF", "#CCEE77", "#CC4433", "#1122CC", "#AA3344", "#99DDFF", "#2266CC"),
    *("#885588", "#33BBCC", "#6644FF", "#FF7755", "#EE7788", "#99DD99", "#007755", "#880033"),
    *("#FF9944", "#AA1100", "#DDFF11", "#00DDCC", "#88DD77", "#2299DD", "#55BB99", "#EE0066"),
)
EASILY_TOLD_APART = 12.0

_STEPS = ("33", "66", "99", "CC", "FF")
_BEYOND_THE_PALETTE = tuple(f"#{r}{g}{b}" for r in _STEPS for g in _STEPS for b in _STEPS)


def next_colour(used: Iterable[str], preferred: str | None = None) -> str:
    """A ``#RRGGBB`` colour that is easy to tell from those in use, also for red-green colour-blind people.

    used : ``#RRGGBB`` colours of the ROI there are
    preferred : taken if it is easily told from the used ones

    The first such colour of the palette; where none is left, the one farthest from what is used.
    """
    taken = set(used)
    candidates = [preferred, *PALETTE] if preferred else PALETTE
    for colour in candidates:
        if _distance(colour, taken) >= EASILY_TOLD_APART:
            return colour.upper()
    return max((*PALETTE, *_BEYOND_THE_PALETTE), key=lambda colour: _distance(colour, taken))


def _distance(colour: str, used: set[str]) -> float:
    return min((colour_difference(colour, other) for other in used), default=float("inf"))


def next_value(used: Iterable[int], powers_of_two: bool = False) -> int:
    """The mask value for a new ROI: above all that are in use, so that the value of a deleted ROI is not used again.

    powers_of_two : 1, 2, 4, ...: overlapping ROI can then share one mask file exactly

    Raises DefinitionsError if no value up to 2**63 is left.
    """
    largest = max((value for value in used if value > 0), default=0)
    value = 1 << largest.bit_length() if powers_of_two else largest + 1
    if value > LARGEST_VALUE:
        message = f"No mask value is left above {largest}; give the ROI smaller values" + (
            " or do without powers of two (64 ROI at most)." if powers_of_two else "."
        )
        raise DefinitionsError(message)
    return value
