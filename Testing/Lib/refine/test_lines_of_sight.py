"""Lines of sight against each place on the line looked up in the whole mask."""

import numpy as np
import pytest

from RILContourLib.refine.lines_of_sight import first_marked

SHAPE = (40, 30, 20)


@pytest.fixture(scope="module")
def scattered():
    return np.random.default_rng(3).random(SHAPE) < 0.02


def met(mask, start, end):
    return first_marked(np.array(start, float), np.array(end, float), mask.shape, lambda box: mask[box.slices()])


def looked_up(mask, start, end):
    """The first of very many places on the line whose nearest voxel is marked."""
    places = np.linspace(start, end, 20_001)
    voxels = np.rint(places).astype(int)
    within = ((voxels >= 0) & (voxels < mask.shape)).all(axis=1)
    hit = np.flatnonzero(within)[mask[tuple(voxels[within].T)]]
    return places[hit[0]] if len(hit) else None


def test_the_first_marked_voxel_on_the_line_is_met_wherever_it_comes_from(scattered):
    random = np.random.default_rng(4)
    found = 0
    for _ in range(200):
        start, end = random.uniform(-60, 100, 3), random.uniform(0, SHAPE)
        place, wanted = met(scattered, start, end), looked_up(scattered, start, end)
        if place is not None:
            assert scattered[tuple(np.clip(np.rint(place).astype(int), 0, np.array(SHAPE) - 1))]
        if place is not None and wanted is not None:
            found += np.linalg.norm(place - wanted) < 0.5  # a corner of a voxel may lie between two steps
    assert found > 20


def test_the_place_lies_where_the_line_enters_the_voxel():
    mask = np.zeros(SHAPE, bool)
    mask[20, 15, 10] = True
    assert met(mask, (-30, 15, 10), (90, 15, 10)) == pytest.approx((19.5, 15, 10), abs=0.25)
    assert met(mask, (90, 15, 10), (-30, 15, 10)) == pytest.approx((20.5, 15, 10), abs=0.25)


def test_a_line_that_ends_before_the_voxel_or_goes_beside_the_image_meets_nothing():
    mask = np.ones(SHAPE, bool)
    assert met(mask, (-30, 15, 10), (-1, 15, 10)) is None
    assert met(mask, (-30, 15, 25), (90, 15, 25)) is None
    assert met(np.zeros(SHAPE, bool), (-30, 15, 10), (90, 15, 10)) is None


def test_only_voxels_near_the_line_up_to_the_surface_are_read():
    mask = np.zeros((400, 400, 400), bool)
    mask[100:] = True
    read = []
    first_marked(
        np.array((-10.0, 0, 0)),
        np.array((500.0, 400, 400)),
        mask.shape,
        lambda box: read.append(box) or mask[box.slices()],
    )
    assert sum(box.voxels for box in read) < 40_000
    assert max(box.stop[0] for box in read) < 130
