"""Reading combined values back, against trying every set of ROI."""

from __future__ import annotations

from functools import reduce
from itertools import combinations
from operator import or_

from hypothesis import given
from hypothesis import strategies as st

from RILContourLib.exchange.mask_values import combine_values, read_value


def every_set_that_combines_to(number: int, value_of: dict[str, int]) -> list[tuple[str, ...]]:
    rois = list(value_of)
    sets = (chosen for size in range(1, len(rois) + 1) for chosen in combinations(rois, size))
    return [chosen for chosen in sets if reduce(or_, (value_of[roi] for roi in chosen)) == number]


@given(st.lists(st.integers(1, 40), min_size=1, max_size=6, unique=True), st.integers(0, 63))
def test_a_number_reads_as_the_roi_of_that_value_or_as_the_only_set_that_combines_to_it(values, number):
    value_of = {f"roi-{n}": value for n, value in enumerate(values)}
    reading = read_value(number, value_of)
    alone = tuple(roi for roi, value in value_of.items() if value == number)
    possible = [alone] if alone else every_set_that_combines_to(number, value_of)
    if len(possible) == 1:
        assert (reading.rois, reading.problem) == (possible[0], "")
    else:
        assert reading.rois == ()
        assert reading.problem == ("ambiguous" if possible else "unknown")


@given(st.sets(st.integers(0, 63), min_size=1))
def test_every_combination_of_powers_of_two_reads_back(bits):
    value_of = {f"bit-{bit}": 1 << bit for bit in range(64)}
    rois = tuple(f"bit-{bit}" for bit in sorted(bits))
    assert read_value(combine_values(rois, value_of), value_of).rois == rois
