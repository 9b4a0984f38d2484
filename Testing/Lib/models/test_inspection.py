"""Networks looked at without Keras: what they are, and what is refused."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from RILContourLib.errors import ModelError
from RILContourLib.models.inspection import inspect_network
from RILContourLib.models.network_info import InputInfo, LayerInfo

h5py = pytest.importorskip("h5py")


def layer(kind: str, name: str, **config: Any) -> dict[str, Any]:
    return {"class_name": kind, "name": name, "config": {"name": name, **config}, "inbound_nodes": []}


def functional(*layers: dict[str, Any], outputs: list | None = None) -> dict[str, Any]:
    last = layers[-1]["name"]
    return {"class_name": "Functional", "config": {"layers": list(layers), "output_layers": outputs or [last, 0, 0]}}


SEGMENTER = functional(
    layer("InputLayer", "image", batch_shape=[None, 256, 256, 1]),
    layer("Conv2D", "first", filters=8, activation="relu"),
    layer("Conv2D", "last", filters=3, activation="softmax"),
)


@pytest.fixture
def keras_file(tmp_path: Path) -> Callable[..., Path]:
    def write(config: Any, fill: Callable[[Any], None] = lambda tree: None) -> Path:
        weights = tmp_path / "weights.h5"
        with h5py.File(weights, "w") as tree:
            tree["layers/first/vars/0"] = np.zeros((3, 3, 1, 8), np.float32)
            tree["layers/first/vars/1"] = np.zeros(8, np.float32)
            tree["optimizer/vars/0"] = np.zeros(1000, np.float32)
            fill(tree)
        file = tmp_path / "network.keras"
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("config.json", config if isinstance(config, str) else json.dumps(config))
            archive.writestr("metadata.json", json.dumps({"keras_version": "3.15.1"}))
            archive.write(weights, "model.weights.h5")
        return file

    return write


def test_a_keras_file_says_what_goes_in_what_comes_out_and_how_large_it_is(keras_file: Callable[..., Path]) -> None:
    found = inspect_network(keras_file(SEGMENTER))
    assert found.inputs == (InputInfo("image", (256, 256, 1)),)
    assert found.outputs == (LayerInfo("last", "Conv2D", "softmax", 3),)
    assert [each.name for each in found.layers] == ["image", "first", "last"]
    assert found.parameters == 80  # without the optimizer's
    assert (found.runs_code, found.keras) == ((), "3.15.1")


def test_a_keras_2_file_with_its_stale_optimizer_is_read(tmp_path: Path) -> None:
    old = functional(
        layer("InputLayer", "input_1", batch_input_shape=[None, None, None, 2]),
        layer("Conv2D", "conv2d_9", filters=4, activation="sigmoid"),
        outputs=[["conv2d_9", 0, 0]],
    )
    with h5py.File(tmp_path / "old.h5", "w") as tree:
        tree.attrs["model_config"] = json.dumps(old).encode()
        tree.attrs["keras_version"] = b"2.2.4"
        tree["model_weights/conv2d_9/conv2d_9/kernel:0"] = np.zeros((3, 3, 2, 4))
        tree["optimizer_weights/Adam/iterations:0"] = np.zeros(())
    found = inspect_network(tmp_path / "old.h5")
    assert found.inputs == (InputInfo("input_1", (None, None, 2)),)
    assert (found.outputs[0].activation, found.parameters, found.keras) == ("sigmoid", 72, "2.2.4")


def test_layers_of_a_model_within_a_model_carry_its_name(keras_file: Callable[..., Path]) -> None:
    inner = functional(layer("InputLayer", "x", batch_shape=[None, 8]), layer("Dense", "y", units=2)) | {"name": "body"}
    inner["config"]["name"] = "body"
    outer = functional(layer("InputLayer", "image", batch_shape=[None, 8]), inner)
    assert [each.name for each in inspect_network(keras_file(outer)).layers] == ["image", "body", "body/x", "body/y"]


@pytest.mark.parametrize(
    ("hidden", "words"),
    [
        (layer("Lambda", "double", function={"class_name": "__lambda__"}), "code (Lambda) in double"),
        (layer("TFOpLambda", "op", function="io.write_file"), "code (TFOpLambda) in op"),
        (layer("MyAttention", "attend"), "the custom object MyAttention in attend"),
        ({**layer("Popen", "p"), "module": "subprocess"}, "subprocess.Popen in p"),
        ({**layer("Dense", "d"), "registered_name": "Mine>Dense"}, "the custom object Mine>Dense in d"),
        (layer("TimeDistributed", "t", layer=layer("Lambda", "inside")), "code (Lambda) in inside"),
        (layer("TFSMLayer", "saved", filepath="/anywhere"), "the custom object TFSMLayer in saved"),
        (
            layer("Dense", "d", activation={"module": "builtins", "class_name": "function", "config": "mine"}),
            "code (function) in d",
        ),
    ],
)
def test_code_of_its_own_is_found_wherever_it_hides(keras_file: Callable[..., Path], hidden: dict, words: str) -> None:
    first = layer("InputLayer", "image", batch_shape=[None, 8])
    assert words in inspect_network(keras_file(functional(first, hidden))).runs_code


@pytest.mark.parametrize("config", ["{", "[]", "{}", '{"class_name": "Functional", "config": {"layers": []}}', '"x"'])
def test_a_description_that_is_none_is_refused(keras_file: Callable[..., Path], config: str) -> None:
    with pytest.raises(ModelError, match="save (the model|it) again with Keras"):
        inspect_network(keras_file(config))


def test_weights_in_other_files_are_refused(keras_file: Callable[..., Path], tmp_path: Path) -> None:
    def by_link(tree: Any) -> None:
        tree["layers/stolen"] = h5py.ExternalLink("/etc/passwd", "/")

    def by_storage(tree: Any) -> None:
        tree.create_dataset("layers/stolen", (4,), "u1", external=[("/etc/passwd", 0, 4)])

    def by_soft_link(tree: Any) -> None:
        tree["layers/again"] = h5py.SoftLink("/layers/first")

    for fill in (by_link, by_storage, by_soft_link):
        with pytest.raises(ModelError, match=r"another (file|place)|in another file"):
            inspect_network(keras_file(SEGMENTER, fill))


def test_groups_in_a_circle_end(keras_file: Callable[..., Path]) -> None:
    def circle(tree: Any) -> None:
        tree["layers/first/again"] = tree["layers"]

    with pytest.raises(ModelError, match="nested deeper"):
        inspect_network(keras_file(SEGMENTER, circle))


def test_weights_that_no_memory_could_hold_are_refused(keras_file: Callable[..., Path]) -> None:
    def announce(tree: Any) -> None:
        tree.create_dataset("layers/huge", (10**6, 10**6), "f4", chunks=(1000, 1000))

    with pytest.raises(ModelError, match="announces more than"):
        inspect_network(keras_file(SEGMENTER, announce))


def test_a_truncated_file_is_refused_with_its_name(keras_file: Callable[..., Path], tmp_path: Path) -> None:
    whole = keras_file(SEGMENTER).read_bytes()
    (tmp_path / "cut.keras").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "cut.h5").write_bytes((tmp_path / "weights.h5").read_bytes()[:500])
    (tmp_path / "empty.h5").write_bytes(b"")
    for name in ("cut.keras", "cut.h5", "empty.h5", "absent.h5"):
        with pytest.raises(ModelError, match=name):
            inspect_network(tmp_path / name)


def test_weights_alone_need_their_architecture(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "w.h5", "w") as tree:
        tree["first/kernel"] = np.zeros((3, 3))
    with pytest.raises(ModelError, match="give the architecture"):
        inspect_network(tmp_path / "w.h5")
    (tmp_path / "a.json").write_text(json.dumps(SEGMENTER))
    assert inspect_network(tmp_path / "w.h5", tmp_path / "a.json").parameters == 9
