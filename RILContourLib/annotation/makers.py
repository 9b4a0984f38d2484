"""Who or what made the voxels of a slice, a point or an answer.

A maker is one of: `human`; `refined` (a semi-automatic method alone); `imported` or `imported:<what>`;
`<model>@<version>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from .slice_ranges import MOST_SLICES, from_ranges, to_ranges

HUMAN = "human"
REFINED = "refined"
IMPORTED = "imported"

_MAKER = re.compile(
    r"human|refined|imported(:[^\x00-\x1f\x7f:@]{1,80})?|[^\x00-\x1f\x7f:@]{1,80}@[^\x00-\x1f\x7f:@]{1,40}"
)


def check_maker(maker: str) -> str:
    """`maker` itself; ValueError if it is none of the known forms."""
    if not isinstance(maker, str) or not _MAKER.fullmatch(maker):
        message = f"{maker!r} is not a maker: use human, refined, imported, imported:<what> or <model>@<version>."
        raise ValueError(message)
    return maker


class SliceMakers:
    """Which makers had a part in which slices of one ROI and frame; a slice may have several. An unchanging value."""

    __slots__ = ("_slices",)

    def __init__(self, slices: Mapping[str, Iterable[int]] | None = None) -> None:
        self._slices = {check_maker(m): frozenset(s) for m, s in (slices or {}).items() if s}

    def with_slices(self, maker: str, slices: Iterable[int]) -> SliceMakers:
        """The same and `maker` in `slices`."""
        merged = dict(self._slices)
        merged[maker] = merged.get(maker, frozenset()) | frozenset(slices)
        return SliceMakers(merged)

    def without_slices(self, slices: Iterable[int]) -> SliceMakers:
        """The same with nobody in `slices`: their voxels were replaced as a whole."""
        gone = frozenset(slices)
        return SliceMakers({maker: held - gone for maker, held in self._slices.items()})

    def of_slice(self, number: int) -> frozenset[str]:
        return frozenset(maker for maker, slices in self._slices.items() if number in slices)

    def slices_of(self, maker: str) -> frozenset[int]:
        return self._slices.get(maker, frozenset())

    def makers(self) -> tuple[str, ...]:
        return tuple(sorted(self._slices))

    def to_json(self) -> dict[str, list[list[int]]]:
        return {maker: to_ranges(slices) for maker, slices in sorted(self._slices.items())}

    @staticmethod
    def from_json(value: Mapping[str, Iterable[Iterable[int]]], slices: int = MOST_SLICES) -> SliceMakers:
        """What `to_json` returned, for an image of so many slices; ValueError if there cannot be such slices."""
        return SliceMakers({maker: from_ranges(ranges, slices) for maker, ranges in value.items()})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SliceMakers) and self._slices == other._slices

    def __hash__(self) -> int:
        return hash(frozenset(self._slices.items()))

    def __repr__(self) -> str:
        return f"SliceMakers({self.to_json()})"
