"""Sets of slice numbers written as ranges, `[[10, 140], [143, 143]]`: both ends are members."""

from __future__ import annotations

from collections.abc import Iterable

MOST_SLICES = 1 << 20  # more than any image has: a range of more is damage, and would take all memory


def to_ranges(numbers: Iterable[int]) -> list[list[int]]:
    """Sorted, joined ranges of a set of whole numbers."""
    ranges: list[list[int]] = []
    for number in sorted(set(numbers)):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ranges


def from_ranges(ranges: Iterable[Iterable[int]], slices: int = MOST_SLICES) -> set[int]:
    """The numbers of `ranges`; ValueError if one is not `[first, last]` with 0 <= first <= last < `slices`."""
    numbers: set[int] = set()
    for first, last in ranges:
        if first > last:
            message = f"The range [{first}, {last}] ends before it begins."
            raise ValueError(message)
        if first < 0 or last >= slices:
            message = f"The range [{first}, {last}] is not one of {slices} slices."
            raise ValueError(message)
        numbers.update(range(first, last + 1))
    return numbers
