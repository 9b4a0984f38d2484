"""One run of a model on a frame, as it is given to a runner, and the network that a runner keeps ready."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from ..images.geometry import Geometry
from ..models.version import ModelVersion
from ..progress import CancelToken, Progress
from .network import Network
from .prediction import Prediction
from .running import EVERYTHING, Wanted, run
from .task import NetworkTask

Found = TypeVar("Found")


@dataclass(frozen=True, eq=False)
class Job:
    """`channels`: a frame (ni, nj, nk) for each of the model's channels, on the grid of `geometry`."""

    folder: Path
    number: int
    channels: tuple[np.ndarray, ...]
    geometry: Geometry
    wanted: Wanted = EVERYTHING
    frame: int = 0

    @property
    def version(self) -> ModelVersion:
        return ModelVersion(self.folder, self.number)

    def perform(self, network: Network, progress: Progress, cancel: CancelToken) -> Prediction:
        """What the network says of the frame; errors as `running.run` has them."""
        version = self.version
        return run(
            version.description,
            version.label,
            network,
            self.channels,
            self.geometry,
            self.wanted,
            frame=self.frame,
            progress=progress,
            cancel=cancel,
        )


Loader = Callable[[ModelVersion], Network]


def keras_loader(version: ModelVersion) -> Network:
    """The network of a version, by Keras."""
    from .keras_loading import load_network

    return load_network(version)


class ReadyNetworks:
    """The network that was used last, kept loaded: most runs are of the same model on the next series.

    All calls come from one thread.
    """

    def __init__(self, load: Loader = keras_loader) -> None:
        self._load = load
        self._key: tuple[Path, int] | None = None
        self._network: Network | None = None

    def perform(self, task: NetworkTask[Found], progress: Progress, cancel: CancelToken) -> Found:
        """What comes of the task; errors as it and the loader have them."""
        version = task.version
        progress(0, None, f"Loading {version.label}")
        network = self._network_of(version)
        cancel.check()
        return task.perform(network, progress, cancel)

    def close(self) -> None:
        """Let the network go."""
        if self._network is not None:
            self._network.close()
        self._network = self._key = None

    def _network_of(self, version: ModelVersion) -> Network:
        key = version.folder, version.number
        if self._network is None or self._key != key:
            self.close()
            self._network = self._load(version)
            self._key = key
        return self._network
