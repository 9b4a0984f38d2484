"""What a runner does with one network: drafting, explaining."""

from __future__ import annotations

from typing import Protocol, TypeVar

from ..models.version import ModelVersion
from ..progress import CancelToken, Progress
from .network import Network

Found = TypeVar("Found", covariant=True)


class NetworkTask(Protocol[Found]):
    """Plain data that can be pickled, and so be done by a child process as well as in this one."""

    @property
    def version(self) -> ModelVersion:
        """Whose network is needed; the runner loads it, unless it is the one that it used last."""
        ...

    def perform(self, network: Network, progress: Progress, cancel: CancelToken) -> Found:
        """Do it on the runner's thread; what comes out can be pickled, too. An error of the library, or Cancelled."""
        ...
