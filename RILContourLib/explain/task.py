"""Explaining as a runner does it: in a worker thread or in the child process that holds the network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np

from ..errors import ModelError
from ..images.geometry import Geometry
from ..inference.network import Network
from ..models.version import ModelVersion
from ..progress import CancelToken, Progress
from .abilities import Abilities
from .explaining import Explainer, HasModel
from .explanation import Explanation, Question

_explainers: WeakKeyDictionary[Network, Explainer] = WeakKeyDictionary()
"""What was traced stays as long as the runner keeps the network."""


@dataclass(frozen=True, eq=False)
class ExplainTask:
    """`channels`: a frame (ni, nj, nk) for each of the model's channels, on the grid of `geometry`."""

    folder: Path
    number: int
    channels: tuple[np.ndarray, ...]
    geometry: Geometry
    question: Question
    frame: int = 0

    @property
    def version(self) -> ModelVersion:
        return ModelVersion(self.folder, self.number)

    def perform(self, network: Network, progress: Progress, cancel: CancelToken) -> tuple[Explanation, ...]:
        """An explanation for each method; errors as `Explainer.explain` has them."""
        explainer = _explainer_of(network, self.version)
        asked = self.channels, self.geometry, self.question
        return explainer.explain(*asked, frame=self.frame, progress=progress, cancel=cancel)


@dataclass(frozen=True, eq=False)
class AbilitiesTask:
    """What can be asked about a network, on images of one geometry."""

    folder: Path
    number: int
    geometry: Geometry

    @property
    def version(self) -> ModelVersion:
        return ModelVersion(self.folder, self.number)

    def perform(self, network: Network, progress: Progress, cancel: CancelToken) -> Abilities:
        """ModelError if the network does not take such an image."""
        cancel.check()
        return _explainer_of(network, self.version).abilities(self.geometry)


def _explainer_of(network: Network, version: ModelVersion) -> Explainer:
    """ModelError for a network that is not one of Keras."""
    if network not in _explainers:
        if not isinstance(network, HasModel):
            message = f"{version.label} is no Keras model, and only those can be explained."
            raise ModelError(message)
        _explainers[network] = Explainer(version.description, network, version.label)
    return _explainers[network]
