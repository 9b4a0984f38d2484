"""Looking at a network's file in a process that may end: a damaged HDF5 can crash libhdf5, or keep it busy for ever."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..child_environment import child_environment
from ..errors import ModelError
from .inspection import inspect_network
from .network_info import InputInfo, LayerInfo, NetworkInfo

LONGEST_S = 120.0
logger = logging.getLogger(__name__)


def look_at_network(file: Path, architecture: Path | None = None) -> NetworkInfo:
    """As `inspect_network`, which runs in a child: this process goes on whatever the file does to HDF5's library.

    ModelError also if the child ended without a word, or took longer than LONGEST_S; MissingDependency.
    """
    if find_spec("h5py") is None:
        return inspect_network(file, architecture)  # says what is missing
    files = [os.fspath(each.absolute()) for each in (file, architecture) if each is not None]
    command = [sys.executable, "-m", "RILContourLib.models.looking_child", *files]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=child_environment(),
            timeout=LONGEST_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        message = f"{file} cannot be read as a network: looking at it took longer than {LONGEST_S:.0f} s."
        raise ModelError(message) from error
    if done.returncode:
        logger.info("Looking at a network's file ended with %s: %s", done.returncode, done.stderr[-2000:])
        message = f"{file} cannot be read as a network: it is damaged. Save the model again with Keras."
        raise ModelError(message)
    said = json.loads(done.stdout)
    if "error" in said:
        raise ModelError(said["error"])
    return _network(said["network"])


def _network(said: Mapping[str, Any]) -> NetworkInfo:
    return NetworkInfo(
        inputs=tuple(InputInfo(each["name"], tuple(each["shape"])) for each in said["inputs"]),
        outputs=tuple(LayerInfo(**each) for each in said["outputs"]),
        layers=tuple(LayerInfo(**each) for each in said["layers"]),
        parameters=said["parameters"],
        runs_code=tuple(said["runs_code"]),
        keras=said["keras"],
    )
