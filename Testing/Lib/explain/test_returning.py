"""Maps come back to where they were seen, whatever the network's axes, spacing and size."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import ndimage

from RILContourLib.explain.returning import ImageMap, PatchMaps
from RILContourLib.images.geometry import Geometry
from RILContourLib.inference.network_grid import NetworkGrid, grid_for
from RILContourLib.inference.patches import patch_starts
from RILContourLib.inference.way_in import WayIn
from RILContourLib.models.description import NetworkInput

SHAPE = (11, 9, 7)
ORIENTATIONS = [
    "".join(codes) for order in itertools.permutations(("RL", "AP", "SI")) for codes in itertools.product(*order)
]


def geometry(spacing_mm: tuple[float, float, float] = (1.0, 1.0, 1.0)) -> Geometry:
    return Geometry(SHAPE, 1, np.diag((-spacing_mm[0], -spacing_mm[1], spacing_mm[2], 1.0)), 1.0, "sform")


@pytest.fixture
def image() -> np.ndarray:
    return np.random.default_rng(5).normal(size=SHAPE).astype(np.float32)


@pytest.fixture
def ramp() -> np.ndarray:
    """Linear along each axis, so that linear interpolation gives it back exactly away from the borders."""
    i, j, k = np.meshgrid(*(np.arange(side) for side in SHAPE), indexing="ij")
    return (2.0 * i - 3.0 * j + 5.0 * k).astype(np.float32)


def grid_of(given: NetworkInput, spacing_mm: tuple[float, float, float] = (1.0, 1.0, 1.0)) -> NetworkGrid:
    return grid_for(geometry(spacing_mm), SHAPE, given)


def there_and_back(
    image: np.ndarray, given: NetworkInput, grid: NetworkGrid, axis: int = 2, slices: tuple[int, int] | None = None
) -> np.ndarray:
    """What a map is that is the image itself as the network sees it."""
    found = ImageMap(grid, axis, slices or (0, SHAPE[axis]))
    way_in = WayIn([image], grid, given)
    start, stop = found.needed()[grid.sweep]
    for number in reversed(range(start, stop)):
        found.take(number, way_in.slices(number, number + 1)[0, ..., 0])
    return found.values


@pytest.mark.parametrize("orientation", ["file", *ORIENTATIONS])
def test_every_orientation_comes_back_exactly(image: np.ndarray, orientation: str) -> None:
    for axis in range(3):
        given = NetworkInput("slice", orientation=orientation, axis=axis)
        np.testing.assert_array_equal(there_and_back(image, given, grid_of(given)), image)


@pytest.mark.parametrize("orientation", ["LPS", "RAI", "SAR", "IPL"])
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_slices_along_any_axis_are_the_same_as_in_the_whole(image: np.ndarray, orientation: str, axis: int) -> None:
    given = NetworkInput("slice", orientation=orientation, axis=1)
    found = there_and_back(image, given, grid_of(given), axis, (2, 5))
    np.testing.assert_array_equal(np.moveaxis(found, axis, 0), np.moveaxis(image, axis, 0)[2:5])


@pytest.mark.parametrize("spacing", [(0.5, 0.5, 0.5), (0.7, 1.3, 0.9)])
def test_other_spacings_give_linear_values_back_away_from_the_border(
    ramp: np.ndarray, spacing: tuple[float, float, float]
) -> None:
    given = NetworkInput("slice", orientation="ASR", spacing_mm=spacing)
    found = there_and_back(ramp, given, grid_of(given))
    inner = (slice(2, -2),) * 3
    np.testing.assert_allclose(found[inner], ramp[inner], atol=1e-4)
    assert np.isfinite(found).all()


def test_beyond_what_the_network_saw_there_is_nothing(image: np.ndarray) -> None:
    given = NetworkInput("slice", size=(5, 4))
    found = there_and_back(image, given, grid_of(given))
    seen = np.zeros(SHAPE, bool)
    seen[3:8, 2:6] = True
    np.testing.assert_array_equal(np.isfinite(found), seen)
    np.testing.assert_array_equal(found[seen], image[seen])


def test_a_layer_half_as_fine_is_interpolated_border_on_border() -> None:
    given = NetworkInput("slice", size=(12, 10))
    grid = grid_of(given)
    coarse = np.random.default_rng(1).normal(size=(6, 5)).astype(np.float32)
    found = ImageMap(grid, 2, (3, 4))
    found.take(3, coarse)
    # What SciPy interpolates on the padded grid; its first voxel is the image's, for the one more lies at the end.
    rows, columns = (np.clip((np.arange(side) + 0.5) / 2 - 0.5, 0, side / 2 - 1) for side in (12, 10))
    fine = ndimage.map_coordinates(coarse, np.meshgrid(rows, columns, indexing="ij"), order=1)
    np.testing.assert_allclose(found.values[..., 0], fine[:11, :9], atol=1e-6)


@pytest.mark.parametrize("orientation", ["file", "SPL", "AIR"])
@pytest.mark.parametrize("size", [(4, 4, 4), (11, 9, 7), (16, 5, 16)])
def test_patches_that_overlap_give_the_whole(image: np.ndarray, orientation: str, size: tuple[int, int, int]) -> None:
    given = NetworkInput("patch", orientation=orientation, size=size, overlap=0.4)
    grid = grid_of(given)
    found = ImageMap(grid, 2, (0, SHAPE[2]))
    patches, way_in = PatchMaps(grid, size, found), WayIn([image], grid, given)
    for start in patch_starts(grid.shape, size, 0.4):
        patches.take(start, way_in.patch(start, size)[0, ..., 0])
    patches.finish(grid.shape[0])
    np.testing.assert_allclose(found.values, image, atol=1e-5)
