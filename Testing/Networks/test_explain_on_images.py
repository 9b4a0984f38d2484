"""Explanations of whole images, in the image's own axes, spacing and slices."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("tensorflow")

from keras_tiny import Loaded, description, geometry, keras_network

from RILContourLib.explain.explaining import Explainer
from RILContourLib.explain.explanation import Explanation, Question
from RILContourLib.models.description import NetworkInput, Step
from Testing.References.tiny_networks import networks

CLASSIFIER, SEGMENTER, _, SEGMENTER_3D = networks()
SHAPE = (12, 10, 8)


@pytest.fixture(scope="module")
def image() -> np.ndarray:
    return np.random.default_rng(9).normal(size=SHAPE).astype(np.float32)


def passing_on(dimensions: int) -> Loaded:
    """A network whose layer `seen` gives what it is given, and whose second class is where that is above 0."""
    import keras
    from keras import layers

    given = keras.Input((*[None] * dimensions, 1))
    seen = layers.Activation("linear", name="seen")(given)
    same = (layers.Conv2D if dimensions == 2 else layers.Conv3D)(1, 1, name="same")
    output = layers.Concatenate()([layers.Rescaling(0.0)(seen), same(seen)])
    model = keras.Model(given, layers.Softmax()(output))
    same.set_weights([np.ones((1,) * dimensions + (1, 1)), np.zeros(1)])
    return Loaded(model)


def shown(image: np.ndarray, given: NetworkInput, network: Loaded, question: Question) -> Explanation:
    explainer = Explainer(description(SEGMENTER, given), network)
    return explainer.explain([image], geometry(SHAPE), question)[0]


@pytest.mark.parametrize(
    "given",
    [
        NetworkInput("slice", orientation="SAR", axis=0, transpose=True),
        NetworkInput("slice", orientation="LPI", axis=1),
        NetworkInput("slice", multiple_of=16),
        NetworkInput("patch", orientation="PIL", size=(6, 5, 4), overlap=0.5),
        NetworkInput("volume", orientation="IRA", multiple_of=8),
    ],
    ids=lambda given: f"{given.kind} {given.orientation}",
)
def test_a_layer_that_passes_on_what_it_is_given_shows_the_image_itself(image: np.ndarray, given: NetworkInput) -> None:
    found = shown(image, given, passing_on(given.dimensions), Question(("output",), "same", 1))
    np.testing.assert_allclose(found.values, image, atol=1e-5)
    assert found.target is None and found.slices == (0, 8)


@pytest.mark.parametrize("given", [NetworkInput("slice", orientation="LPI"), NetworkInput("patch", size=(8, 6, 6))])
@pytest.mark.parametrize("axis", [0, 1, 2])
def test_single_slices_are_those_of_the_whole(image: np.ndarray, given: NetworkInput, axis: int) -> None:
    tiny = SEGMENTER if given.kind == "slice" else SEGMENTER_3D
    given = NetworkInput(given.kind, orientation=given.orientation, size=given.size, multiple_of=2)
    network = keras_network(tiny, sides=[None] * len(tiny.sides))
    explainer = Explainer(description(tiny, given), network)
    whole = explainer.explain([image], geometry(SHAPE), Question(("sam",), "relu1", 2))[0]
    part = explainer.explain([image], geometry(SHAPE), Question(("sam",), "relu1", 2, slices=(3, 5), axis=axis))[0]
    np.testing.assert_allclose(np.moveaxis(part.values, axis, 0), np.moveaxis(whole.values, axis, 0)[3:5], atol=1e-7)
    on_image = part.on_image(SHAPE)
    assert np.isfinite(on_image).sum() == part.values.size
    np.testing.assert_array_equal(np.moveaxis(on_image, axis, 0)[3:5], np.moveaxis(part.values, axis, 0))


def test_only_the_slices_that_are_wanted_are_run(image: np.ndarray) -> None:
    seen = []

    def hear(done: int, total: int | None, label: str) -> None:
        seen.append(total)

    explainer = Explainer(description(SEGMENTER, NetworkInput("slice")), passing_on(2))
    question = Question(("grad-cam",), "same", 1, slices=(6, 7))
    explainer.explain([image], geometry(SHAPE), question, progress=hear)
    assert set(seen) == {1}


def test_a_flipped_image_with_a_flipped_header_has_the_flipped_map(image: np.ndarray) -> None:
    from RILContourLib.images.geometry import Geometry

    given = NetworkInput("slice", orientation="RAS", multiple_of=2)
    explainer = Explainer(description(SEGMENTER, given), keras_network(SEGMENTER, sides=(None, None)))
    question = Question(("grad-cam",), "relu2", 0)
    usual = explainer.explain([image], geometry(SHAPE), question)[0].values
    affine = np.diag((-1.0, 1.0, -1.0, 1.0))
    turned = np.zeros((4, 4))
    turned[[0, 1, 2, 3], [1, 0, 2, 3]] = 1
    other = Geometry((10, 12, 8), 1, affine @ turned, 1.0, "sform")
    found = explainer.explain([image[::-1, :, ::-1].transpose(1, 0, 2)], other, question)[0].values
    np.testing.assert_allclose(found.transpose(1, 0, 2)[::-1, :, ::-1], usual, atol=1e-7)


def test_another_spacing_gives_nearly_the_same_map() -> None:
    from scipy import ndimage

    coarse = ndimage.gaussian_filter(np.random.default_rng(2).normal(size=(16, 12, 4)), (3, 3, 1)).astype(np.float32)
    given = NetworkInput("slice", spacing_mm=(1.0, 1.0, None), intensity=(Step("z-score"),))
    explainer = Explainer(description(SEGMENTER, given), keras_network(SEGMENTER, sides=(None, None)))
    question = Question(("saliency",), target=2)
    usual = explainer.explain([coarse], geometry((16, 12, 4)), question)[0].values
    fine = ndimage.zoom(coarse, (2, 2, 1), order=1, grid_mode=True, mode="nearest")
    found = explainer.explain([fine], geometry((32, 24, 4), (0.5, 0.5, 1.0)), question)[0].values
    assert found.shape == (32, 24, 4)
    halved = found.reshape(16, 2, 12, 2, 4).mean(axis=(1, 3))
    assert np.corrcoef(halved.ravel(), usual.ravel())[0, 1] > 0.9


def test_voxels_chosen_on_the_image_are_the_same_voxels_for_a_network_with_other_axes(image: np.ndarray) -> None:
    where = np.zeros(SHAPE, bool)
    where[2:5, 6:9, 3] = True
    given = NetworkInput("slice", orientation="SPL", axis=0, transpose=True)
    question = Question(("saliency",), target=1, where=where)
    found = shown(image, given, passing_on(2), question)
    np.testing.assert_allclose(found.values, where / 9, atol=1e-6)


def test_a_slice_of_nothing_has_a_threshold_and_no_map_above_it() -> None:
    found = shown(np.zeros(SHAPE, np.float32), NetworkInput("slice"), passing_on(2), Question(("sam",), "same", 1))
    assert not (found.values > found.threshold).any()
