"""What each method of explaining says of small networks, against sums by hand, and where it cannot be had."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("tensorflow")

from keras_tiny import Loaded, description, geometry, keras_network

from RILContourLib.errors import Cancelled, ModelError, UsageError
from RILContourLib.explain.explained_network import ExplainedNetwork
from RILContourLib.explain.explaining import Explainer, explain
from RILContourLib.explain.explanation import Explanation, Question
from RILContourLib.inference.network import NetworkMemoryError
from RILContourLib.inference.network_grid import grid_for
from RILContourLib.inference.way_in import WayIn
from RILContourLib.models.description import NetworkInput
from RILContourLib.progress import CancelToken
from Testing.References.tiny_networks import TinyNetwork, networks

CLASSIFIER, SEGMENTER, CLASSIFIER_3D, _ = networks()
SLICE = NetworkInput("slice")


def of(tiny: TinyNetwork, network: Loaded, given: NetworkInput = SLICE, **asked: Any) -> Explanation:
    image = asked.pop("image", tiny.image if len(tiny.sides) == 2 else tiny.image[..., 0])
    output = asked.pop("output", {})
    return explain(description(tiny, given, **output), network, [image], geometry(image.shape), **asked)


def in_float64(tiny: TinyNetwork, image: np.ndarray) -> np.ndarray:
    """The 2D classifier's scores before softmax, (n, classes), of images (n, rows, columns), by sums in float64."""

    def convolved(values: np.ndarray, name: str) -> np.ndarray:
        rows, columns = values.shape[1:3]
        padded = np.pad(values, ((0, 0), (1, 1), (1, 1), (0, 0)))
        kernel = tiny.kernels[name].astype(np.float64)
        shifted = (padded[:, i : i + rows, j : j + columns] @ kernel[i, j] for i in range(3) for j in range(3))
        return np.maximum(sum(shifted) + tiny.biases[name], 0)

    fine = convolved(image[..., np.newaxis].astype(np.float64), "conv1")
    n, rows, columns, channels = fine.shape
    pooled = fine.reshape(n, rows // 2, 2, columns // 2, 2, channels).max(axis=(2, 4))
    return convolved(pooled, "conv2").mean(axis=(1, 2)) @ tiny.kernels["head"] + tiny.biases["head"]


def test_saliency_is_the_slope_of_the_score_that_differences_in_float64_find() -> None:
    image, step = CLASSIFIER.image[..., 0].astype(np.float64), 1e-6
    changes = np.eye(image.size).reshape(image.size, *image.shape) * step
    scores = (in_float64(CLASSIFIER, image + changes) - in_float64(CLASSIFIER, image - changes))[:, 1]
    expected = np.abs(scores / (2 * step)).reshape(image.shape)
    found = of(CLASSIFIER, keras_network(CLASSIFIER), method="saliency", target="answer-1").values[..., 0]
    assert np.linalg.norm(found - expected) <= 5e-3 * np.linalg.norm(expected)


@pytest.mark.parametrize("tiny", [CLASSIFIER, CLASSIFIER_3D], ids=["2D", "3D"])
def test_cam_weighs_the_last_features_as_the_dense_layer_does(tiny: TinyNetwork) -> None:
    given = SLICE if len(tiny.sides) == 2 else NetworkInput("volume")
    network, kernel = keras_network(tiny), tiny.kernels["head"][:, 2]
    found = of(tiny, network, given, method="cam", target=2)
    features = [of(tiny, network, given, method="output", layer="relu2", target=2, channel=n).values for n in range(7)]
    expected = sum(weight * each for weight, each in zip(kernel, features, strict=True))
    np.testing.assert_allclose(found.values, expected, atol=1e-6)
    assert (found.layer, found.target) == (None, "field=answer-2")


def test_the_mean_of_cam_over_the_features_is_the_score_without_its_bias() -> None:
    import keras

    network = keras_network(CLASSIFIER, activation="linear")
    features = keras.Model(network.model.inputs[0], network.model.get_layer("relu2").output)
    # On an image as coarse as the features, nothing is interpolated: half the sides, the same network seeing all.
    given = NetworkInput("slice", size=(16, 12), fit="resize")
    small = CLASSIFIER.image[::2, ::2]
    seen = WayIn([small], grid_for(geometry((8, 6, 1)), (8, 6, 1), given), given).slices(0, 1)
    found = of(CLASSIFIER, network, given, method="cam", target=2, image=small).values
    assert np.asarray(features(seen)).shape[1:3] == found.shape[:2]
    score = np.asarray(network.model(seen))[0, 2] - CLASSIFIER.biases["head"][2]
    assert found.mean() == pytest.approx(score, rel=1e-5)


@pytest.mark.parametrize("ending", ["flatten", "two dense", "segmentation"])
def test_cam_cannot_be_had_of_other_endings_and_the_reason_is_told(ending: str) -> None:
    import keras
    from keras import layers

    given = keras.Input((8, 8, 1))
    values = layers.Conv2D(4, 3, padding="same", activation="relu")(given)
    if ending == "segmentation":
        values = layers.Conv2D(3, 1, activation="softmax")(values)
    else:
        values = layers.Flatten()(values) if ending == "flatten" else layers.GlobalAveragePooling2D()(values)
        values = layers.Dense(5, activation="relu")(values) if ending == "two dense" else values
        values = layers.Dense(3, activation="softmax")(values)
    tiny = SEGMENTER if ending == "segmentation" else CLASSIFIER
    explainer = Explainer(description(tiny, SLICE), Loaded(keras.Model(given, values)))
    abilities = explainer.abilities(geometry((8, 8, 1)))
    assert "global average pooling and one dense layer" in abilities.why_not("cam")
    assert abilities.why_not("grad-cam") == ""
    with pytest.raises(ModelError, match="CAM can be had only"):
        explainer.explain([np.zeros((8, 8, 1))], geometry((8, 8, 1)), Question(("cam",), target=0))


def test_an_activation_in_a_layer_of_its_own_and_logits_give_the_same_map() -> None:
    import keras
    from keras import layers

    bare = keras_network(CLASSIFIER, activation="linear").model
    usual = of(CLASSIFIER, keras_network(CLASSIFIER), target=0).values
    softmax = keras.Model(bare.inputs, layers.Softmax()(bare.output))
    activation = keras.Model(bare.inputs, layers.Activation("softmax", dtype="float32")(bare.output))
    for model, output in ((softmax, {}), (activation, {}), (bare, {"logits": True})):
        found = of(CLASSIFIER, Loaded(model), target=0, output=output)
        np.testing.assert_allclose(found.values, usual, atol=1e-7)
        assert found.before_activation
        assert found.threshold == pytest.approx(of(CLASSIFIER, keras_network(CLASSIFIER), target=0).threshold, 1e-3)


def test_the_network_is_as_before_after_it_was_explained() -> None:
    network = keras_network(CLASSIFIER)
    before = np.asarray(network.model(CLASSIFIER.image[np.newaxis]))
    of(CLASSIFIER, network, target=0, method="sam")
    np.testing.assert_array_equal(np.asarray(network.model(CLASSIFIER.image[np.newaxis])), before)
    assert before.sum() == pytest.approx(1)  # with its softmax


def test_layers_of_a_model_inside_the_model_are_found_by_both_names() -> None:
    import keras

    inner = keras_network(CLASSIFIER).model
    inner.name = "inner"
    given = keras.Input((16, 12, 1))
    outer = Loaded(keras.Model(given, inner(given)))
    explainer = Explainer(description(CLASSIFIER, SLICE), outer)
    names = [layer.name for layer in explainer.abilities(geometry((16, 12, 1))).layers if layer.usable]
    assert names == ["inner/conv1", "inner/relu1", "inner/conv2", "inner/relu2"]
    found = of(CLASSIFIER, outer, target=1, layer="inner/relu1")
    np.testing.assert_allclose(found.values, of(CLASSIFIER, keras_network(CLASSIFIER), target=1, layer="relu1").values)


def test_the_usual_layer_is_the_last_one_and_in_a_u_net_the_coarsest() -> None:
    assert of(CLASSIFIER, keras_network(CLASSIFIER), target=0).layer == "relu2"
    assert of(SEGMENTER, keras_network(SEGMENTER), target=0).layer == "relu2"
    assert of(CLASSIFIER, keras_network(CLASSIFIER), target=0, method="saliency").layer is None


def test_voxels_that_are_chosen_are_explained_instead_of_all_that_the_class_has() -> None:
    given = np.asarray(keras_network(SEGMENTER).model(SEGMENTER.image[np.newaxis]))[0].argmax(axis=-1) == 2
    usual = of(SEGMENTER, keras_network(SEGMENTER), target="roi-2", method="sam", layer="relu1")
    chosen = of(SEGMENTER, keras_network(SEGMENTER), target=2, method="sam", layer="relu1", where=given[..., None])
    np.testing.assert_allclose(chosen.values, usual.values, atol=1e-7)
    one = np.zeros((16, 12, 1), bool)
    one[3, 4] = True
    there = of(SEGMENTER, keras_network(SEGMENTER), target=2, method="saliency", where=one).values[..., 0]
    assert there[3, 4] > 0
    there[0:8, 0:9] = 0  # what two convolutions and a pooling can see from there
    assert not there.any()


def test_a_class_that_is_nowhere_has_a_map_of_zeros() -> None:
    network = keras_network(SEGMENTER)
    kernel, bias = network.model.get_layer("head").get_weights()
    bias[1] = -1000
    network.model.get_layer("head").set_weights([kernel, bias])
    found = of(SEGMENTER, network, target=1, method="sam")
    assert not found.values.any() and found.threshold == 0


@pytest.mark.parametrize("layout", ["flattened", "channels-first"])
def test_outputs_of_other_layouts_are_explained_alike(layout: str) -> None:
    import keras
    from keras import layers

    usual = keras_network(SEGMENTER)
    turned = layers.Reshape((-1, 3)) if layout == "flattened" else layers.Permute((3, 1, 2))
    model = Loaded(keras.Model(usual.model.inputs, turned(usual.model.output)))
    found = of(SEGMENTER, model, target=2, method="sam", layer="relu1", output={"layout": layout})
    expected = of(SEGMENTER, usual, target=2, method="sam", layer="relu1")
    np.testing.assert_allclose(found.values, expected.values, atol=1e-7)
    assert found.before_activation


def test_channels_first_throughout_gives_the_same_maps() -> None:
    import keras
    from keras import layers

    given = keras.Input((1, 16, 12))
    first: dict[str, Any] = {"data_format": "channels_first"}
    values = layers.Conv2D(5, 3, padding="same", name="conv1", **first)(given)
    values = layers.MaxPool2D(2, **first)(layers.ReLU(name="relu1")(values))
    values = layers.Conv2D(7, 3, padding="same", name="conv2", **first)(values)
    values = layers.GlobalAveragePooling2D(**first)(layers.Activation("relu", name="relu2")(values))
    model = keras.Model(given, layers.Dense(3, activation="softmax", name="head")(values))
    for name in ("conv1", "conv2", "head"):
        model.get_layer(name).set_weights([CLASSIFIER.kernels[name], CLASSIFIER.biases[name]])
    methods = ("saliency", "cam", "grad-cam", "sam", "output")
    question = Question(methods, "relu1", 0)
    seen = NetworkInput("slice", layout="channels-first")
    image, where = CLASSIFIER.image, geometry((16, 12, 1))
    found = Explainer(description(CLASSIFIER, seen), Loaded(model)).explain([image], where, question)
    usual = Explainer(description(CLASSIFIER, SLICE), keras_network(CLASSIFIER)).explain([image], where, question)
    for one, other in zip(found, usual, strict=True):
        np.testing.assert_allclose(one.values, other.values, atol=1e-6, err_msg=one.method)


def test_a_sigmoid_says_by_its_threshold_which_voxels_count() -> None:
    import keras

    given = keras.Input((4, 4, 1))
    layer = keras.layers.Conv2D(1, 1, activation="sigmoid", name="head")
    model = keras.Model(given, layer(keras.layers.ReLU(name="seen")(given)))
    layer.set_weights([np.full((1, 1, 1, 1), 2.0), np.array([-1.0])])
    image = np.arange(16.0).reshape(4, 4, 1) / 10
    described = description(SEGMENTER, SLICE, kind="sigmoid")
    classes = (replace(described.output.classes[0], threshold=0.8),)
    described = replace(described, output=replace(described.output, classes=classes))
    found = explain(described, Loaded(model), [image], geometry((4, 4, 1)), method="saliency")
    given_to = 1 / (1 + np.exp(-(2 * image - 1))) >= 0.8
    np.testing.assert_allclose(found.values, np.where(given_to, 2 / given_to.sum(), 0), rtol=1e-6)


@pytest.mark.parametrize(
    ("asked", "error", "words"),
    [
        ({"method": "lime"}, UsageError, "no method 'lime'"),
        ({"layer": "relu9"}, ModelError, "there are conv1, relu1"),
        ({"layer": "head"}, ModelError, "No layer 'head' of the network lies over the image"),
        ({"layer": "max_pooling2d"}, ModelError, "convolutions and activations"),
        ({"target": "answer-7"}, UsageError, "say which of these"),
        ({"slices": (0, 2)}, UsageError, "not all in the image"),
        ({"axis": 3}, UsageError, "axis 0, 1 or 2"),
        ({"method": "output", "layer": "relu1", "channel": 5}, UsageError, "5 channels, counted from 0"),
        ({"where": np.zeros((16, 12, 1), bool)}, UsageError, "no voxels to choose from"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_sentence(asked: dict, error: type, words: str) -> None:
    network = keras_network(CLASSIFIER)
    if asked.get("layer") == "max_pooling2d":
        asked = {"layer": next(each.name for each in network.model.layers if "pool" in each.name)}
    with pytest.raises(error, match=words):
        of(CLASSIFIER, network, **{"target": 0, **asked})


def test_an_image_that_makes_no_numbers_gives_no_map() -> None:
    network = keras_network(CLASSIFIER)
    kernel, bias = network.model.get_layer("conv2").get_weights()
    network.model.get_layer("conv2").set_weights([kernel * np.nan, bias])
    with pytest.raises(ModelError, match="no numbers"):
        of(CLASSIFIER, network, target=0)


def test_stopping_takes_effect_before_the_next_call_of_the_network() -> None:
    cancel = CancelToken()
    cancel.cancel()
    explainer = Explainer(description(CLASSIFIER, SLICE), keras_network(CLASSIFIER))
    with pytest.raises(Cancelled):
        explainer.explain([CLASSIFIER.image], geometry((16, 12, 1)), Question(target=0), cancel=cancel)


@pytest.mark.parametrize("dimensions", [2, 3])
def test_gradients_by_convolution_are_those_of_tensorflow(dimensions: int) -> None:
    import keras
    import tensorflow as tf
    from keras import layers

    convolution = layers.Conv2D if dimensions == 2 else layers.Conv3D
    shape = (13, 12, 11)[:dimensions]
    keras.utils.set_random_seed(1)
    values = given = keras.Input((*shape, 1))
    for more in ({"dilation_rate": 2}, {"strides": 2}, {"padding": "valid"}, {"groups": 2}, {"kernel_size": 2}):
        values = convolution(**{"filters": 4, "kernel_size": 3, "padding": "same", "activation": "tanh", **more})(
            values
        )
    score = layers.Dense(3)(layers.Flatten()(values))
    model = keras.Model(given, layers.Softmax()(score))
    logits = keras.Model(given, score)
    image = np.random.default_rng(3).normal(size=shape if dimensions == 3 else (*shape, 1)).astype(np.float32)
    batch = tf.constant(image.reshape(1, *shape, 1))
    with tf.GradientTape() as tape:
        tape.watch(batch)
        found = logits(batch)[0, 1]
    expected = np.abs(tape.gradient(found, batch).numpy()).reshape(image.shape)
    seen = SLICE if dimensions == 2 else NetworkInput("volume")
    network = Loaded(model)
    saliency = of(CLASSIFIER, network, seen, image=image, method="saliency", target=1).values
    np.testing.assert_allclose(saliency, expected, atol=1e-5 * expected.max())


def test_where_memory_does_not_suffice_fewer_slices_are_explained_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    images = np.random.default_rng(2).normal(size=(16, 12, 5)).astype(np.float32)
    explainer = Explainer(description(CLASSIFIER, SLICE), keras_network(CLASSIFIER))
    question = Question(("sam",), target=0)
    usual = explainer.explain([images], geometry(images.shape), question)[0].values  # type: ignore[arg-type]
    run, sizes = ExplainedNetwork.run, []

    def short_of_memory(self: ExplainedNetwork, asked: Any, batch: np.ndarray, weights: Any) -> Any:
        sizes.append(len(batch))
        if len(batch) > most:
            message = "too large"
            raise NetworkMemoryError(message)
        return run(self, asked, batch, weights)

    monkeypatch.setattr(ExplainedNetwork, "run", short_of_memory)
    most = 2
    found = explainer.explain([images], geometry(images.shape), question)[0].values  # type: ignore[arg-type]
    np.testing.assert_allclose(found, usual, atol=1e-7)
    assert sizes[0] == 5 and sizes[-3:] == [2, 2, 1]
    most = 0
    with pytest.raises(NetworkMemoryError):
        explainer.explain([images], geometry(images.shape), question)  # type: ignore[arg-type]
