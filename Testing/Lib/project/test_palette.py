"""Colours and mask values for new ROI."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from RILContourLib.errors import DefinitionsError
from RILContourLib.project.colour_vision import colour_difference
from RILContourLib.project.palette import EASILY_TOLD_APART, PALETTE, next_colour, next_value


def rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255


def vienot_1999(colours: np.ndarray) -> np.ndarray:
    """What a deuteranope sees, by another model: Vienot, Brettel and Mollon, Color Res Appl 24(4), 1999.

    In linear RGB: red and green become 0.29275 R + 0.70725 G, blue becomes B - 0.02234 R + 0.02234 G.
    """
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    matrix = [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]]
    return np.clip(linear @ np.array(matrix).T, 0, 1)


def test_black_and_white_differ_by_100_and_a_colour_from_itself_by_nothing() -> None:
    assert colour_difference("#000000", "#FFFFFF") == pytest.approx(100, abs=0.01)
    assert colour_difference("#D55E00", "#d55e00") == 0


def test_a_pair_that_red_green_blindness_confuses_is_close_although_it_is_not_for_others() -> None:
    confused = colour_difference("#D55E00", "#8A8A00")
    not_confused = colour_difference("#D55E00", "#0072B2")
    assert confused < EASILY_TOLD_APART < not_confused


def test_there_are_forty_colours_and_any_two_are_easily_told_apart_by_colour_blind_people_too() -> None:
    assert len(set(PALETTE)) == 40
    closest = min(colour_difference(a, b) for a, b in combinations(PALETTE, 2))
    assert closest >= EASILY_TOLD_APART


def test_the_first_colours_stay_apart_under_another_model_of_deuteranopia_as_well() -> None:
    seen = vienot_1999(np.array([rgb(colour) for colour in PALETTE[:7]]))
    distances = [np.abs(a - b).max() for a, b in combinations(seen, 2)]
    assert min(distances) > 0.08


def test_colours_are_given_in_the_order_of_the_palette_and_none_twice() -> None:
    used: list[str] = []
    for _ in range(len(PALETTE)):
        used.append(next_colour(used))
    assert tuple(used) == PALETTE


def test_beyond_the_palette_each_colour_is_still_a_new_one() -> None:
    used = list(PALETTE)
    for _ in range(20):
        used.append(next_colour(used))
    assert len(set(used)) == 60


def test_a_colour_close_to_one_that_a_person_chose_is_skipped() -> None:
    assert next_colour(["#e69f01"]) == "#56B4E9"


def test_a_preferred_colour_is_taken_unless_it_is_too_close_to_one_in_use() -> None:
    assert next_colour(["#E69F00"], preferred="#009e73") == "#009E73"
    assert next_colour(["#009E74"], preferred="#009E73") == "#E69F00"


def test_the_first_values_are_one_two_three_or_powers_of_two() -> None:
    def first_four(powers_of_two: bool) -> list[int]:
        used: list[int] = []
        for _ in range(4):
            used.append(next_value(used, powers_of_two))
        return used

    assert first_four(powers_of_two=False) == [1, 2, 3, 4]
    assert first_four(powers_of_two=True) == [1, 2, 4, 8]


def test_a_value_lies_above_all_in_use_so_that_a_deleted_one_is_not_used_again() -> None:
    assert next_value([1, 7, 3]) == 8
    assert next_value([1, 7, 3], powers_of_two=True) == 8
    assert next_value([8], powers_of_two=True) == 16


def test_values_beyond_64_bits_are_refused_with_what_to_do() -> None:
    assert next_value([2**62], powers_of_two=True) == 2**63
    with pytest.raises(DefinitionsError, match="64 ROI at most"):
        next_value([2**63], powers_of_two=True)
