"""Looking at networks in a child: the same is found and refused, and whatever the child does, this process goes on."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from RILContourLib.errors import ModelError
from RILContourLib.models import looking_apart
from RILContourLib.models.inspection import inspect_network
from RILContourLib.models.looking_apart import look_at_network

h5py = pytest.importorskip("h5py")

CONFIG = {
    "class_name": "Functional",
    "config": {
        "layers": [
            {"class_name": "InputLayer", "name": "i", "config": {"name": "i", "batch_shape": [None, None, 64, 1]}},
            {"class_name": "Conv2D", "name": "c", "config": {"name": "c", "filters": 3, "activation": "softmax"}},
            {"class_name": "Lambda", "name": "l", "config": {"name": "l"}},
        ],
        "output_layers": ["l", 0, 0],
    },
}


@pytest.fixture
def a_keras_file(tmp_path: Path) -> Path:
    weights, file = tmp_path / "weights.h5", tmp_path / "größe -1.keras"
    with h5py.File(weights, "w") as tree:
        tree["layers/c/vars/0"] = np.zeros((3, 3, 1, 3), np.float32)
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("config.json", json.dumps(CONFIG))
        archive.writestr("metadata.json", json.dumps({"keras_version": "3.9.0"}))
        archive.write(weights, "model.weights.h5")
    return file


@pytest.fixture
def weights_and_architecture(tmp_path: Path) -> tuple[Path, Path]:
    weights, architecture = tmp_path / "only.h5", tmp_path / "only.json"
    with h5py.File(weights, "w") as tree:
        tree["c/kernel"] = np.zeros(27, np.float32)
    architecture.write_text(json.dumps(CONFIG), encoding="utf-8")
    return weights, architecture


@pytest.fixture
def a_child_whose_hdf5(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Give its h5py a body."""

    def does(body: str) -> None:
        (tmp_path / "theirs").mkdir()
        (tmp_path / "theirs" / "h5py.py").write_text(f"import os, time\n{body}\n", encoding="utf-8")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path / "theirs"))

    return does


def test_the_same_is_found_as_in_this_process(
    a_keras_file: Path, weights_and_architecture: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = look_at_network(a_keras_file)
    assert found == inspect_network(a_keras_file)
    assert (found.inputs[0].shape, found.parameters, len(found.runs_code)) == ((None, 64, 1), 27, 1)
    assert look_at_network(*weights_and_architecture) == inspect_network(*weights_and_architecture)
    monkeypatch.chdir(a_keras_file.parent)
    assert look_at_network(Path(a_keras_file.name)) == found


def test_what_is_no_network_is_refused_by_the_same_sentence(tmp_path: Path) -> None:
    file = tmp_path / "scan.h5"
    file.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(2000))
    with pytest.raises(ModelError) as here:
        inspect_network(file)
    with pytest.raises(ModelError) as apart:
        look_at_network(file)
    assert str(apart.value) == str(here.value)


def test_a_library_that_crashes_on_the_file_is_a_sentence(a_keras_file: Path, a_child_whose_hdf5) -> None:
    a_child_whose_hdf5("os.abort()")
    with pytest.raises(ModelError, match="größe -1.keras cannot be read as a network: it is damaged"):
        look_at_network(a_keras_file)


def test_a_library_that_never_comes_back_is_given_up(
    a_keras_file: Path, a_child_whose_hdf5, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_child_whose_hdf5("time.sleep(600)")
    monkeypatch.setattr(looking_apart, "LONGEST_S", 1.0)
    with pytest.raises(ModelError, match="took longer than 1 s"):
        look_at_network(a_keras_file)
