"""Loading a published version's Keras model: checked first, in safe mode unless its user approved the code in it."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from ..errors import MissingDependency, ModelError, RILContourError
from ..models.approval import Approvals, code_in
from ..models.description_file import FILE_NAME
from ..models.version import ModelVersion
from .keras_network import KerasNetwork, first_line
from .tensorflow_import import import_keras


def load_network(version: ModelVersion, approvals: Approvals | None = None) -> KerasNetwork:
    """The network of a published version, ready to run.

    Its files are copied to a private folder and checked there, and the copies are loaded, so that nobody can exchange
    them in between. ModelError if they are not those that were published, hold code that this user did not approve, or
    cannot be loaded; MissingDependency without TensorFlow, or without tf-keras where Keras 3 cannot read the file.
    """
    with _private_copy(version) as copy:
        copy.verify()
        (approvals or Approvals()).check(copy)
        keras = import_keras()
        safe = not code_in(copy)
        try:
            model = _loaded(keras, copy, safe=safe)
        except RILContourError:
            raise
        except Exception as error:  # noqa: BLE001 (whatever a file makes Keras raise; it is told, with the file)
            if not _is_older(copy):
                raise _unloadable(version, keras, error) from error
            model = _loaded_by_keras_2(version, copy, safe=safe)
        return KerasNetwork(model, version.description.output.name)


@contextmanager
def _private_copy(version: ModelVersion) -> Iterator[ModelVersion]:
    with tempfile.TemporaryDirectory(prefix="rilcontour-network-", ignore_cleanup_errors=True) as folder:
        inner = Path(folder) / version.name / str(version.number)
        inner.mkdir(parents=True)
        for name in (FILE_NAME, *version.description.files):
            try:
                shutil.copyfile(version.folder / name, inner / name)
            except OSError as error:
                message = f"{version.folder / name} cannot be read: {error.strerror or error}."
                raise ModelError(message) from error
        yield replace(version, folder=inner)


def _loaded(keras: Any, version: ModelVersion, *, safe: bool) -> Any:
    # Approved code runs first: it may register the custom objects that the model's file names.
    modules = {file.name: _run(file) for file in version.code_files}
    weights, architecture = version.weights, version.architecture
    if architecture is None:
        return keras.models.load_model(weights, compile=False, safe_mode=safe)
    if architecture.suffix == ".py":
        model = _built_by(modules[architecture.name], architecture)
    else:
        described = json.loads(architecture.read_text(encoding="utf-8"))
        model = keras.saving.deserialize_keras_object(described, safe_mode=safe)
    model.load_weights(weights)
    return model


def _run(file: Path) -> ModuleType:
    """An approved Python file as a module."""
    spec = spec_from_file_location(f"rilcontour_approved_{file.stem}", file)
    if spec is None or spec.loader is None:
        message = f"{file.name} is not a Python file."
        raise ModelError(message)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _built_by(module: ModuleType, file: Path) -> Any:
    build = getattr(module, "build_model", None)
    if not callable(build):
        message = f"{file.name} must define build_model(), which returns the Keras model."
        raise ModelError(message)
    return build()


def _is_older(version: ModelVersion) -> bool:
    """Whether a version of Keras before 3 saved it."""
    network = version.network
    return network is not None and network.keras.partition(".")[0] in ("1", "2")


def _loaded_by_keras_2(version: ModelVersion, copy: ModelVersion, *, safe: bool) -> Any:
    if find_spec("tf_keras") is None:
        package, extra = "tf-keras", "keras2"
        raise MissingDependency(package, extra, f"Loading {version.weights.name}, which only Keras 2 can read,")
    import tf_keras

    try:
        return _loaded(tf_keras, copy, safe=safe)
    except Exception as error:  # noqa: BLE001 (as above)
        raise _unloadable(version, tf_keras, error) from error


def _unloadable(version: ModelVersion, keras: Any, error: Exception) -> ModelError:
    message = f"{version.weights} cannot be loaded by Keras {keras.__version__}: {first_line(error)}"
    return ModelError(message)
