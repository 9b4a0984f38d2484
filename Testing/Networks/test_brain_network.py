"""A trained network on a real head MRI, against others' labels: in a thread, in a child, behind every option."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from brain_network import SIDE, frozen_graph, graph_file, in_keras, run_graph

from RILContourLib.images.geometry import Geometry
from RILContourLib.images.header import read_header
from RILContourLib.images.pixels import read_pixels
from RILContourLib.inference.child_runner import ChildRunner
from RILContourLib.inference.job import Job
from RILContourLib.inference.keras_network import KerasNetwork
from RILContourLib.inference.runner import ThreadRunner
from RILContourLib.inference.running import run
from RILContourLib.inference.tensorflow_import import import_keras
from RILContourLib.models.description import (
    ModelDescription,
    NetworkInput,
    NetworkOutput,
    OutputClass,
    Step,
    Weights,
)
from RILContourLib.models.library import Library

IMAGES = Path(sys.prefix) / "real-images"
pytestmark = pytest.mark.skipif(
    graph_file() is None or not (IMAGES / "KmeansTest_T1UCharRaw.nii.gz").exists(),
    reason="the real network and image are fetched by  .ci/real-network VENV",
)

WHOLE = NetworkInput(
    "volume", orientation="LIA", size=(SIDE, SIDE, SIDE), fit="resize", intensity=(Step("min-max", {}),)
)
ANY_SIZE = NetworkInput("volume", orientation="LIA", multiple_of=8, intensity=(Step("min-max", {}),))


def described(given: NetworkInput = ANY_SIZE, layout: Any = "channels-last") -> ModelDescription:
    output = NetworkOutput("sigmoid", (OutputClass(0, roi="brain"),), layout=layout)
    return ModelDescription("brain", "Brain", "segmentation", Weights("brain.keras", "keras"), given, output)


@pytest.fixture(scope="module")
def graph() -> Any:
    file = graph_file()
    assert file is not None
    return frozen_graph(file)


@pytest.fixture(scope="module")
def network(graph: Any) -> KerasNetwork:
    """The network for boxes of any size."""
    return KerasNetwork(in_keras(graph, None))


@pytest.fixture(scope="module")
def head() -> tuple[np.ndarray, Geometry]:
    file = IMAGES / "KmeansTest_T1UCharRaw.nii.gz"
    return read_pixels(file, 0), read_header(file).geometry


@pytest.fixture(scope="module")
def brain(network: KerasNetwork, head: tuple[np.ndarray, Geometry]) -> np.ndarray:
    """What the network marks in it at the image's own spacing."""
    found = marked(network, *head)
    assert dice(found, labels()) > 0.95
    return found


def labels() -> np.ndarray:
    return read_pixels(IMAGES / "KmeansTest_T1RawSkullStrip.nii.gz", 0) > 0


def marked(
    network: Callable[[np.ndarray], np.ndarray],
    image: np.ndarray,
    geometry: Geometry,
    model: ModelDescription | None = None,
) -> np.ndarray:
    found = run(model or described(), "brain@1", network, [image], geometry)  # type: ignore[arg-type]
    return found.masks["brain"].to_array()


def dice(one: np.ndarray, other: np.ndarray) -> float:
    return float(2 * np.count_nonzero(one & other) / (np.count_nonzero(one) + np.count_nonzero(other)))


def test_the_keras_model_is_the_frozen_graph(
    graph: Any, network: KerasNetwork, head: tuple[np.ndarray, Geometry]
) -> None:
    assert network.model.count_params() == 171_465
    image = np.zeros((SIDE, SIDE, SIDE), np.float32)
    image[:, :, 30:92] = head[0] / 255
    found = network(image[np.newaxis, ..., np.newaxis])[0, ..., 0]
    np.testing.assert_allclose(found, run_graph(graph, image), atol=1e-5)


def test_the_brain_is_found_in_a_thread_and_in_a_child_alike(
    graph: Any, head: tuple[np.ndarray, Geometry], library: Library, tmp_path: Path
) -> None:
    file = tmp_path / "brain.keras"
    in_keras(graph).save(file)
    version = library.publish(described(WHOLE), {"brain.keras": file})
    job = Job(version.folder, version.number, (head[0],), head[1])
    runners = ThreadRunner(), ChildRunner()
    found = [runner.submit(job).result() for runner in runners]
    for runner in runners:
        runner.close()
    assert dice(found[0].masks["brain"].to_array(), labels()) >= 0.95
    assert found[0].masks["brain"].same_as(found[1].masks["brain"])
    np.testing.assert_array_equal(found[0].confidence["brain"].by_slice, found[1].confidence["brain"].by_slice)


@pytest.mark.parametrize(("order", "flips"), [((0, 1, 2), (1, 0, 0)), ((2, 0, 1), (0, 0, 0)), ((1, 2, 0), (1, 1, 1))])
def test_an_image_stored_the_other_way_round_gets_the_same_mask(
    network: KerasNetwork,
    head: tuple[np.ndarray, Geometry],
    brain: np.ndarray,
    order: tuple[int, int, int],
    flips: tuple[int, int, int],
) -> None:
    image, geometry = head
    step = tuple(slice(None, None, -1 if flip else 1) for flip in flips)
    turned = image.transpose(order)[step]
    to_original = np.zeros((4, 4))
    to_original[3, 3] = 1
    for new, old in enumerate(order):
        to_original[old, new] = -1 if flips[new] else 1
        to_original[old, 3] = turned.shape[new] - 1 if flips[new] else 0
    found = marked(network, turned, Geometry(turned.shape, 1, geometry.header_affine @ to_original, 1.0, "sform"))
    np.testing.assert_array_equal(found, brain.transpose(order)[step])


def test_an_image_of_finer_voxels_gets_the_same_mask(
    network: KerasNetwork, head: tuple[np.ndarray, Geometry], brain: np.ndarray
) -> None:
    image, geometry = head
    finer = image.repeat(2, 0).repeat(2, 1).repeat(2, 2)
    affine = geometry.header_affine @ np.diag((0.5, 0.5, 0.5, 1.0))
    affine[:3, 3] = geometry.header_affine[:3] @ (-0.25, -0.25, -0.25, 1)
    left, superior, anterior = geometry.spacing_mm  # the file's axes; the network's are L, I, A
    model = described(replace(ANY_SIZE, spacing_mm=(left, superior, anterior)))
    found = marked(network, finer, Geometry(finer.shape, 1, affine, 1.0, "sform"), model)
    same = brain.repeat(2, 0).repeat(2, 1).repeat(2, 2)
    # Probabilities are interpolated between voxels before they are decided on, so borders lie within a fine voxel.
    assert dice(found, same) > 0.98
    np.testing.assert_allclose(np.argwhere(found).mean(0), np.argwhere(same).mean(0), atol=0.1)


@pytest.mark.parametrize("layout", ["channels-first", "flattened"])
def test_other_layouts_of_input_and_output_give_the_same_mask(
    network: KerasNetwork, head: tuple[np.ndarray, Geometry], brain: np.ndarray, layout: str
) -> None:
    keras = import_keras()
    first = keras.Input((1, None, None, None))
    found = network.model(keras.layers.Permute((2, 3, 4, 1))(first))
    shaping = keras.layers.Reshape((-1, 1)) if layout == "flattened" else keras.layers.Permute((4, 1, 2, 3))
    model = described(replace(ANY_SIZE, layout="channels-first"), layout)
    other = KerasNetwork(keras.Model(first, shaping(found)))
    np.testing.assert_array_equal(marked(other, *head, model), brain)


def test_patches_that_overlap_find_the_brain_too(
    network: KerasNetwork, head: tuple[np.ndarray, Geometry], brain: np.ndarray
) -> None:
    given = replace(ANY_SIZE, kind="patch", size=(96, 64, 96), multiple_of=1)
    assert dice(marked(network, *head, described(given)), brain) > 0.95
