"""Looking at a network's file before TensorFlow is loaded: nothing in it is run, no object of it is made."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import MissingDependency, ModelError
from ..files import open_plain_file
from .damaged import DAMAGED_HDF5, DAMAGED_ZIP, reason_of
from .keras_config import DEEPEST, network_of
from .network_info import NetworkInfo

LARGEST_CONFIG_BYTES = 50_000_000
LARGEST_WEIGHTS_BYTES = 20_000_000_000
MOST_MEMBERS = 1_000
_OPTIMIZER_GROUPS = ("optimizer_weights", "optimizer")


def inspect_network(file: Path, architecture: Path | None = None) -> NetworkInfo:
    """What a .keras, .h5 or .hdf5 file holds; of weights only, with the .json that describes their model.

    ModelError if it is damaged, is none of these, or refers to other files; MissingDependency without h5py.
    """
    if architecture is not None:
        return _weights_only(file, architecture)
    with _readable(file), open_plain_file(file) as opened:
        if zipfile.is_zipfile(opened):
            return _keras_archive(opened, file)
        return _hdf5_model(opened, file)


def _keras_archive(content: BinaryIO, file: Path) -> NetworkInfo:
    with zipfile.ZipFile(content) as archive:
        members = {each.filename: each for each in archive.infolist()}
        if len(members) > MOST_MEMBERS or "config.json" not in members:
            message = f"{file} is a zip file, but not one that Keras wrote; give a .keras or .h5 file."
            raise ModelError(message)
        config = _json(_member(archive, members["config.json"], LARGEST_CONFIG_BYTES, file), file)
        metadata: Mapping[str, Any] = {}
        if "metadata.json" in members:
            metadata = _json(_member(archive, members["metadata.json"], LARGEST_CONFIG_BYTES, file), file)
        weights = members.get("model.weights.h5")
        parameters = 0
        if weights:
            with archive.open(weights) as opened, _hdf5(opened, file) as tree:
                parameters = _parameters(tree, file)
    return network_of(config, parameters, str(metadata.get("keras_version", "")), str(file))


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, largest: int, file: Path) -> bytes:
    with archive.open(member) as opened:
        content = opened.read(largest + 1)
    if len(content) > largest:
        message = (
            f"{file} holds {member.filename} of more than {largest:,} bytes; no model's description is that large."
        )
        raise ModelError(message)
    return content


def _hdf5_model(content: BinaryIO, file: Path) -> NetworkInfo:
    with _hdf5(content, file) as tree:
        config = tree.attrs.get("model_config")
        if config is None:
            message = (
                f"{file} holds weights without an architecture: give the architecture's .json or model.py as well."
            )
            raise ModelError(message)
        keras, parameters = _text(tree.attrs.get("keras_version", "")), _parameters(tree, file)
    return network_of(_json(_text(config), file), parameters, keras, str(file))


def _weights_only(file: Path, architecture: Path) -> NetworkInfo:
    with _readable(architecture), open_plain_file(architecture) as opened:
        content = opened.read(LARGEST_CONFIG_BYTES + 1)
        if len(content) > LARGEST_CONFIG_BYTES:
            message = f"{architecture} is larger than {LARGEST_CONFIG_BYTES:,} bytes; no model's description is."
            raise ModelError(message)
    config = _json(content, architecture)
    with _readable(file), open_plain_file(file) as weights, _hdf5(weights, file) as tree:
        keras = _text(tree.attrs.get("keras_version", "")) or str(config.get("keras_version", ""))
        parameters = _parameters(tree, file)
    return network_of(config, parameters, keras, str(architecture))


def _json(content: bytes | str, file: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        message = f"{file} has a description that is not JSON; save the model again with Keras."
        raise ModelError(message) from error
    if not isinstance(found, Mapping):
        message = f"{file} has a description that is not one of a model; save it again with Keras."
        raise ModelError(message)
    return found


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


@contextmanager
def _readable(file: Path) -> Iterator[None]:
    try:
        yield
    except DAMAGED_ZIP as error:
        reason = reason_of(error, "it is damaged, or no file that Keras wrote")
        message = f"{file} cannot be read as a network: {reason}. Give a .keras or .h5 file."
        raise ModelError(message) from error


@contextmanager
def _hdf5(opened: Any, file: Path) -> Iterator[Any]:
    """An HDF5 file through `opened`, so that h5py opens nothing by name."""
    try:
        import h5py
    except ImportError as error:
        package, extra = "h5py", "aid"
        raise MissingDependency(package, extra, f"Looking into {file.name}") from error
    buffered = io.BufferedReader(opened) if isinstance(opened, io.RawIOBase) else opened
    try:
        with h5py.File(buffered, "r") as tree:
            yield tree
    except DAMAGED_HDF5 as error:
        message = f"{file} cannot be read as a network: what it holds as HDF5 is damaged. Give another copy of it."
        raise ModelError(message) from error


def _parameters(tree: Any, file: Path) -> int:
    """How many numbers the weights are. ModelError for links to other files, and for what no memory could hold."""
    import h5py

    count = stored = 0

    def look(group: Any, name: str) -> None:
        nonlocal count, stored
        if name.count("/") > DEEPEST:
            message = f"{file} has groups nested deeper than {DEEPEST} levels; save the model again with Keras."
            raise ModelError(message)
        for key in group:
            link = group.get(key, getlink=True)
            if not isinstance(link, h5py.HardLink):
                message = f"{file} refers to another file or place ({name}{key}); save the model again with Keras."
                raise ModelError(message)
            held = group[key]
            if isinstance(held, h5py.Group):
                if not (name == "" and key in _OPTIMIZER_GROUPS):
                    look(held, f"{name}{key}/")
                continue
            if held.external or held.is_virtual:
                message = f"{file} keeps {name}{key} in another file; save the model again with Keras."
                raise ModelError(message)
            count += int(held.size or 0)
            stored += int(held.size or 0) * held.dtype.itemsize
            if stored > LARGEST_WEIGHTS_BYTES:
                message = f"{file} announces more than {LARGEST_WEIGHTS_BYTES:,} bytes of weights; that is no network."
                raise ModelError(message)

    look(tree, "")
    return count
