"""Patches that memory does not suffice for: a segmentation is put together of smaller ones, where the network can."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from RILContourLib.errors import ModelError
from RILContourLib.images.geometry import Geometry
from RILContourLib.inference import sweeping
from RILContourLib.inference.network import NetworkMemoryError
from RILContourLib.inference.patch_size import fitting, smaller
from RILContourLib.inference.running import run
from RILContourLib.models.description import ModelDescription, NetworkInput, NetworkOutput, OutputClass, Weights

SHAPE = (80, 48, 40)
PATCH = NetworkInput("patch", size=(64, 48, 32), overlap=0.5)


@pytest.fixture
def image() -> np.ndarray:
    return np.random.default_rng(5).normal(size=SHAPE).astype(np.float32)


class Above:
    """Class 1 is what lies above 0; memory suffices for `most` voxels, and `only` one shape is taken if given."""

    def __init__(self, most: int, only: tuple[int, ...] | None = None) -> None:
        self.most, self.only = most, only
        self.sizes: list[tuple[int, ...]] = []

    def __call__(self, batch: np.ndarray) -> np.ndarray:
        size = batch.shape[1:4]
        if self.only not in (None, size):
            message = f"The network does not take {size}."
            raise ModelError(message)
        if np.prod(size) > self.most:
            message = f"Memory does not suffice for {size}."
            raise NetworkMemoryError(message)
        self.sizes.append(size)
        likely = (batch[..., 0] > 0).astype(np.float32)
        return np.stack([1 - likely, likely], axis=-1)

    def close(self) -> None: ...


def drafted(given: NetworkInput, network: Above, image: np.ndarray) -> Any:
    output = NetworkOutput("softmax", (OutputClass(1, roi="blob"),))
    model = ModelDescription("t", "t", "segmentation", Weights("t.keras", "keras"), given, output)
    found = run(model, "t@1", network, [image], Geometry(SHAPE, 1, np.eye(4), 1.0, "sform"))
    return found.masks["blob"].to_array()


def test_the_longest_side_is_halved_to_a_multiple_of_sixteen_down_to_thirty_two() -> None:
    assert smaller((96, 96, 64)) == (48, 96, 64)
    assert smaller((48, 96, 64)) == (48, 48, 64)
    assert smaller((50, 50, 70)) == (50, 50, 48)
    assert smaller((40, 20, 30)) == (32, 20, 30)
    assert smaller((32, 20, 30)) is None


def test_what_is_estimated_to_fit_into_the_free_memory_is_begun_with() -> None:
    gigabyte = 1_000_000_000
    assert fitting((96, 96, 96), 2 * gigabyte) == (96, 96, 96)
    assert fitting((96, 96, 96), gigabyte) == (48, 96, 96)  # 96 ** 3 voxels of 1,200 bytes are 1.06 GB
    assert fitting((96, 96, 96), 1) == (32, 32, 32)
    assert fitting((96, 96, 96), None) == (96, 96, 96)


@pytest.mark.parametrize("given", [PATCH, NetworkInput("volume")], ids=["patch", "volume"])
def test_smaller_patches_are_run_and_nothing_is_lost(image: np.ndarray, given: NetworkInput) -> None:
    network = Above(most=40_000)
    np.testing.assert_array_equal(drafted(given, network, image), image > 0)
    assert len(set(network.sizes)) == 1
    assert np.prod(network.sizes[0]) <= 40_000


def test_a_network_that_takes_no_other_size_fails_by_its_memory(image: np.ndarray) -> None:
    with pytest.raises(NetworkMemoryError, match=r"64, 48, 32"):
        drafted(PATCH, Above(most=40_000, only=(64, 48, 32)), image)


def test_a_network_of_one_size_is_tried_with_it_though_the_estimate_is_larger_than_the_free_memory(
    image: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "free_memory_bytes", lambda: 1)
    network = Above(most=10**9, only=(64, 48, 32))
    np.testing.assert_array_equal(drafted(PATCH, network, image), image > 0)
    assert set(network.sizes) == {(64, 48, 32)}


def test_where_no_size_is_small_enough_memory_is_what_is_said(image: np.ndarray) -> None:
    with pytest.raises(NetworkMemoryError, match="Memory does not suffice"):
        drafted(PATCH, Above(most=100), image)
