"""The networks and losses that training is made of."""

from __future__ import annotations

import numpy as np
import pytest

from RILContourLib.explain.explanation import METHODS
from RILContourLib.training.losses import SMOOTH, dice_loss, loss_of
from RILContourLib.training.network_kinds import NetworkShape, build_network

UNET = NetworkShape("segmentation", 1, 2, "sigmoid", 2, 4, "group")


@pytest.mark.parametrize("norm", ["group", "batch"])
@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
def test_a_unet_gives_a_class_for_each_voxel_of_any_size(norm: str, output: str) -> None:
    shape = NetworkShape("segmentation", 3, 2, output, 2, 6, norm)  # type: ignore[arg-type]
    network = build_network(shape)
    for plane in ((8, 12), (16, 4)):
        found = np.asarray(network.probabilities(np.random.default_rng(1).random((2, *plane, 3), np.float32)))
        assert found.shape == (2, *plane, shape.outputs) and found.min() >= 0 and found.max() <= 1
    if output == "softmax":
        np.testing.assert_allclose(found.sum(axis=-1), 1, rtol=1e-5)


def test_a_classifier_ends_in_a_mean_and_one_dense_layer_so_that_activation_maps_exist() -> None:
    network = build_network(NetworkShape("classification", 1, 3, "softmax", 2, 4, "group"))
    kinds = [type(layer).__name__ for layer in network.probabilities.layers]
    assert kinds[-3:] == ["GlobalAveragePooling2D", "Dense", "Activation"] and "cam" in METHODS
    assert network.probabilities(np.zeros((2, 12, 8, 1), np.float32)).shape == (2, 3)


def test_the_published_network_has_the_trained_weights() -> None:
    network = build_network(UNET)
    network.logits.set_weights([value + 0.1 for value in network.logits.get_weights()])
    image = np.random.default_rng(2).random((1, 8, 8, 1), np.float32)
    logits, probabilities = np.asarray(network.logits(image)), np.asarray(network.probabilities(image))
    np.testing.assert_allclose(probabilities, 1 / (1 + np.exp(-logits)), rtol=1e-4)


def test_dice_loss_is_its_formula() -> None:
    probabilities = np.random.default_rng(1).random((3, 4, 4, 2)).astype(np.float32)
    truth = (probabilities > 0.6).astype(np.float32)
    known = np.ones((3, 2), np.float32)
    both = (probabilities * truth).sum(axis=(0, 1, 2))
    dice = (2 * both + SMOOTH) / ((probabilities + truth).sum(axis=(0, 1, 2)) + SMOOTH)
    assert float(dice_loss(probabilities, truth, known)) == pytest.approx(1 - dice.mean(), rel=1e-5)


@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
def test_what_is_not_known_of_a_slice_is_no_background(output: str) -> None:
    """Of an unknown class neither its truth nor, for a softmax, whether it is said instead of background matters."""
    shape = NetworkShape("segmentation", 1, 2, output, 2, 4, "group")  # type: ignore[arg-type]
    generator = np.random.default_rng(5)
    logits = generator.normal(size=(2, 4, 4, shape.outputs)).astype(np.float32)
    truth = np.zeros((2, 4, 4, 2), np.float32)
    truth[:, :2, :, 0] = 1
    known = np.array([[1, 0], [1, 0]], np.float32)
    other = truth.copy()
    other[:, 3, :, 1] = 1
    loss = float(loss_of(shape, logits, truth, known))
    assert loss == pytest.approx(float(loss_of(shape, logits, other, known)))
    assert loss != pytest.approx(float(loss_of(shape, logits, other, np.ones((2, 2), np.float32))))
    if output == "softmax":
        swapped = logits.copy()
        swapped[..., 0], swapped[..., 2] = logits[..., 2], logits[..., 0]
        assert loss == pytest.approx(float(loss_of(shape, swapped, truth, known)), rel=1e-5)


def test_all_classes_known_the_marginal_loss_is_ordinary_cross_entropy_and_dice() -> None:
    import tensorflow as tf

    shape = NetworkShape("segmentation", 1, 2, "softmax", 2, 4, "group")
    generator = np.random.default_rng(6)
    logits = generator.normal(size=(2, 4, 4, 3)).astype(np.float32)
    labels = generator.integers(0, 3, (2, 4, 4))
    truth = np.stack([labels == 1, labels == 2], axis=-1).astype(np.float32)
    known = np.ones((2, 2), np.float32)
    entropy = float(tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)))
    dice = float(dice_loss(tf.nn.softmax(logits)[..., 1:], truth, known))
    assert float(loss_of(shape, logits, truth, known)) == pytest.approx(entropy + dice, rel=1e-4)
