"""Files that Keras wrote, of today and of long ago, and files that somebody tampered with."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from small_networks import GEOMETRY, SHAPE, a_bright_blob, described, published, thresholding

from RILContourLib.errors import MissingDependency, ModelError
from RILContourLib.explain.explaining import Explainer
from RILContourLib.explain.explanation import Question
from RILContourLib.images.geometry import Geometry
from RILContourLib.inference.child_runner import ChildRunner
from RILContourLib.inference.job import Job
from RILContourLib.inference.keras_loading import load_network
from RILContourLib.inference.runner import ThreadRunner
from RILContourLib.inference.running import Wanted, run
from RILContourLib.inference.tensorflow_import import import_keras
from RILContourLib.models.approval import Approvals
from RILContourLib.models.description import NetworkInput
from RILContourLib.models.library import Library
from RILContourLib.models.version import ModelVersion

KERAS_2_ONLY = Path(__file__).parents[1] / "References" / "keras_2_only.h5"
BUILDER = """
import keras

@keras.saving.register_keras_serializable("mine")
class Doubling(keras.layers.Layer):
    def call(self, values):
        return 2 * values

def build_model():
    image = keras.Input((None, None, 1))
    return keras.Model(image, keras.layers.Conv2D(2, 1, activation="softmax", name="classes")(image))
"""


def marks_the_blob(version: ModelVersion, **options: Any) -> bool:
    network = load_network(version)
    found = run(version.description, version.label, network, [a_bright_blob()], GEOMETRY, **options)
    return bool(np.array_equal(found.masks["bright"].to_array(), a_bright_blob() > 0))


def keras_2_file(file: Path, **more: Any) -> Path:
    """As Keras 2.1.6 saved a whole model, with an optimizer of arguments that Keras 3 no longer knows.

    more : further arguments of its convolution
    """
    layer = {"name": "classes", "trainable": True, "filters": 2, "kernel_size": [1, 1], "strides": [1, 1]}
    layer |= {"padding": "valid", "data_format": "channels_last", "dilation_rate": [1, 1], "activation": "softmax"}
    layer |= {"use_bias": True, "kernel_regularizer": None, "bias_regularizer": None, "activity_regularizer": None}
    layer |= {"kernel_constraint": None, "bias_constraint": None}
    layer["kernel_initializer"] = {"class_name": "VarianceScaling", "config": {"scale": 1.0, "mode": "fan_avg"}}
    layer["kernel_initializer"]["config"] |= {"distribution": "uniform", "seed": None}
    layer["bias_initializer"] = {"class_name": "Zeros", "config": {}}
    layer |= more
    given = {"batch_input_shape": [None, None, None, 1], "dtype": "float32", "sparse": False, "name": "image"}
    layers = [
        {"name": "image", "class_name": "InputLayer", "config": given, "inbound_nodes": []},
        {"name": "classes", "class_name": "Conv2D", "config": layer, "inbound_nodes": [[["image", 0, 0, {}]]]},
    ]
    ends = {"input_layers": [["image", 0, 0]], "output_layers": [["classes", 0, 0]]}
    model = {"class_name": "Model", "config": {"name": "model_1", "layers": layers, **ends}}
    optimizer = {"class_name": "Adam", "config": {"lr": 1e-4, "decay": 0.0, "beta_1": 0.9, "amsgrad": False}}
    training = {
        "optimizer_config": optimizer,
        "loss": "dice_of_my_own",
        "metrics": ["gone"],
        "sample_weight_mode": None,
    }
    with h5py.File(file, "w") as tree:
        tree.attrs["keras_version"], tree.attrs["backend"] = b"2.1.6", b"tensorflow"
        tree.attrs["model_config"] = json.dumps(model).encode()
        tree.attrs["training_config"] = json.dumps(training).encode()
        weights = tree.create_group("model_weights")
        weights.attrs["layer_names"] = [b"image", b"classes"]
        weights.attrs["keras_version"], weights.attrs["backend"] = b"2.1.6", b"tensorflow"
        weights.create_group("image").attrs["weight_names"] = np.array([], "S1")
        group = weights.create_group("classes")
        group.attrs["weight_names"] = [b"classes/kernel:0", b"classes/bias:0"]
        group["classes/kernel:0"] = np.array([0, 20], np.float32).reshape(1, 1, 1, 2)
        group["classes/bias:0"] = np.array([0, -10], np.float32)
        tree.create_group("optimizer_weights")["Adam/iterations:0"] = np.zeros(3, np.float32)
    return file


def test_a_file_of_keras_2_with_a_stale_optimizer_runs(library: Library, tmp_path: Path) -> None:
    file = keras_2_file(tmp_path / "old.hdf5")
    version = library.publish(described("old.hdf5", "h5"), {"old.hdf5": file})
    assert version.network is not None and version.network.keras == "2.1.6"
    assert marks_the_blob(version)


@pytest.fixture
def only_for_keras_2(library: Library) -> ModelVersion:
    return library.publish(described(KERAS_2_ONLY.name, "h5"), {KERAS_2_ONLY.name: KERAS_2_ONLY})


def test_keras_3_itself_cannot_read_what_is_only_for_keras_2() -> None:
    with pytest.raises(TypeError, match="groups"):
        import_keras().models.load_model(KERAS_2_ONLY, compile=False)


@pytest.mark.skipif(find_spec("tf_keras") is not None, reason="tf-keras is here")
def test_what_only_keras_2_can_read_says_which_package_is_missing(only_for_keras_2: ModelVersion) -> None:
    with pytest.raises(MissingDependency, match=r"tf-keras.*rilcontour\[keras2\]"):
        load_network(only_for_keras_2)


@pytest.mark.skipif(find_spec("tf_keras") is None, reason="the extra keras2 is not installed")
def test_what_only_keras_2_can_read_runs_by_tf_keras_in_a_thread_and_in_a_child(only_for_keras_2: ModelVersion) -> None:
    assert only_for_keras_2.network is not None and only_for_keras_2.network.keras.startswith("2.")
    for runner in (ThreadRunner(), ChildRunner()):
        job = Job(only_for_keras_2.folder, only_for_keras_2.number, (a_bright_blob(),), GEOMETRY)
        found = runner.submit(job).result().masks["bright"].to_array()
        runner.close()
        np.testing.assert_array_equal(found, a_bright_blob() > 0)


@pytest.mark.skipif(find_spec("tf_keras") is None, reason="the extra keras2 is not installed")
def test_what_only_keras_2_can_read_is_explained_too(only_for_keras_2: ModelVersion) -> None:
    explainer = Explainer(only_for_keras_2.description, load_network(only_for_keras_2))
    question = Question(("saliency", "grad-cam", "sam"), "classes", "bright")
    saliency, grad_cam, sam = explainer.explain([a_bright_blob()], GEOMETRY, question)
    for found in (grad_cam, sam):
        assert (found.values[a_bright_blob() > 0] > found.values[a_bright_blob() == 0].max()).all()
    assert (saliency.values[a_bright_blob() > 0] > 0).all()


def test_a_whole_model_in_hdf5_runs(library: Library, tmp_path: Path) -> None:
    thresholding().save(tmp_path / "bright.h5")
    assert marks_the_blob(library.publish(described("bright.h5", "h5"), {"bright.h5": tmp_path / "bright.h5"}))


def test_weights_with_their_architecture_as_json_run(library: Library, tmp_path: Path) -> None:
    model, weights, architecture = thresholding(), tmp_path / "w.weights.h5", tmp_path / "a.json"
    model.save_weights(weights)
    architecture.write_text(model.to_json())
    said = described(weights.name, "weights", architecture="a.json")
    assert marks_the_blob(library.publish(said, {weights.name: weights, "a.json": architecture}))


def test_weights_with_a_python_file_run_once_that_file_was_approved(library: Library, tmp_path: Path) -> None:
    weights, code = tmp_path / "w.weights.h5", tmp_path / "model.py"
    thresholding().save_weights(weights)
    code.write_text(f"from pathlib import Path\nPath({str(tmp_path / 'ran')!r}).touch()\n{BUILDER}")
    said = described(weights.name, "weights", architecture="model.py")
    version = library.publish(said, {weights.name: weights, "model.py": code})
    with pytest.raises(ModelError, match=r"Python code \(model.py\).*rilcontour model approve bright@1"):
        load_network(version)
    assert not (tmp_path / "ran").exists()
    Approvals().approve(version)
    assert marks_the_blob(version)
    assert (tmp_path / "ran").exists()


def test_a_lambda_layer_runs_only_after_it_was_approved(library: Library, tmp_path: Path) -> None:
    keras = import_keras()
    image = keras.Input((None, None, 1))
    doubled = keras.layers.Lambda(lambda values: values * 2)(image)
    model = keras.Model(image, thresholding()(doubled))
    version = published(library, model, tmp_path)
    with pytest.raises(ModelError, match="code"):
        load_network(version)
    Approvals().approve(version)
    assert marks_the_blob(version)


def test_a_custom_layer_needs_its_code_and_an_approval(library: Library, tmp_path: Path) -> None:
    keras, space = import_keras(), {}
    exec(BUILDER, space)
    image = keras.Input((None, None, 1))
    keras.Model(image, thresholding()(space["Doubling"]()(image))).save(tmp_path / "own.keras")
    (tmp_path / "layers.py").write_text(BUILDER)
    files = {"own.keras": tmp_path / "own.keras", "layers.py": tmp_path / "layers.py"}
    version = library.publish(described("own.keras"), files)
    with pytest.raises(ModelError, match="rilcontour model approve"):
        load_network(version)
    Approvals().approve(version)
    assert marks_the_blob(version)


def truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-2000])


def other(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"x")


@pytest.mark.parametrize("harm", [truncated, other, Path.unlink])
def test_a_file_that_is_not_the_published_one_is_not_loaded(
    library: Library, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    version = published(library, thresholding(), tmp_path)
    harm(version.weights)
    with pytest.raises(ModelError, match=r"bright\.keras"):
        load_network(ModelVersion(version.folder, version.number))


def test_a_file_that_was_damaged_before_it_was_published_is_one_sentence(library: Library, tmp_path: Path) -> None:
    thresholding().save(tmp_path / "bright.h5")
    truncated(tmp_path / "bright.h5")
    version = library.publish(described("bright.h5", "h5"), {"bright.h5": tmp_path / "bright.h5"})
    with pytest.raises(ModelError, match="bright.h5 cannot be"):
        load_network(version)


def test_a_network_that_says_nan_gives_no_draft(library: Library, tmp_path: Path) -> None:
    model = thresholding()
    kernel, bias = model.get_layer("classes").get_weights()
    model.get_layer("classes").set_weights([kernel * np.nan, bias])
    with pytest.raises(ModelError, match="no numbers"):
        marks_the_blob(published(library, model, tmp_path))


def test_a_network_of_another_output_or_input_than_described_is_one_sentence(library: Library, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="which layout its output has"):
        marks_the_blob(published(library, thresholding(layout="flattened"), tmp_path))
    with pytest.raises(ModelError, match="does not take an input of shape"):
        marks_the_blob(published(library, thresholding((8, 8, 1)), tmp_path))
    two = published(library, thresholding(), tmp_path)
    named = replace(two.description, output=replace(two.description.output, name="second"))
    version = library.publish(named, {"bright.keras": two.weights})
    with pytest.raises(ModelError, match="no output 'second'; it has classes"):
        load_network(version)


@pytest.mark.parametrize("layout", ["channels-last", "channels-first", "flattened"])
@pytest.mark.parametrize("size", [(12, 16), (16, 16)])
def test_every_layout_of_a_real_output_is_read(
    library: Library, tmp_path: Path, layout: Any, size: tuple[int, int]
) -> None:
    given = NetworkInput("slice", size=size)
    assert marks_the_blob(published(library, thresholding((*size, 1), layout), tmp_path, given=given, layout=layout))


def test_one_slice_and_an_image_without_anything_bright(library: Library, tmp_path: Path) -> None:
    version = published(library, thresholding(), tmp_path)
    network = load_network(version)
    flat = Geometry((*SHAPE[:2], 1), 1, GEOMETRY.header_affine, 1.0, "sform")
    found = run(version.description, "bright@1", network, [a_bright_blob()[:, :, 2:3]], flat)
    assert found.masks["bright"].count == 18
    dark = run(version.description, "bright@1", network, [np.zeros(SHAPE, np.float32)], GEOMETRY)
    assert dark.masks["bright"].count == 0 and np.isnan(dark.confidence["bright"].by_slice).all()


def test_batches_of_any_size_say_the_same(library: Library, tmp_path: Path) -> None:
    version = published(library, thresholding(), tmp_path)
    assert all(marks_the_blob(version, wanted=Wanted(batch=batch)) for batch in (1, 2, 5))
