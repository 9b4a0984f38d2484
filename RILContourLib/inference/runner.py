"""The ways to run a model: in a worker thread of this process, or in a child process; with the same results."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, TypeVar

from ..progress import CancelToken, Progress, no_progress
from .job import ReadyNetworks
from .task import NetworkTask

Found = TypeVar("Found")


class Runner(Protocol):
    """Does tasks one after the other and keeps the last network ready. Its methods may be called from any thread."""

    def submit(
        self, task: NetworkTask[Found], *, progress: Progress = no_progress, cancel: CancelToken | None = None
    ) -> Future[Found]:
        """A Future of what comes of the task, or of its error; `progress` is called from the runner's thread.

        ModelError, Cancelled, MissingDependency; then nothing at all comes of it.
        """
        ...

    def close(self) -> None:
        """Wait for the task in hand and let the network go; a closed runner takes no more."""
        ...


class ThreadRunner:
    """In this process: nothing is copied, but running out of memory ends the process."""

    def __init__(self, networks: ReadyNetworks | None = None) -> None:
        self._networks = networks or ReadyNetworks()
        self._worker = ThreadPoolExecutor(1, "rilcontour-model")

    def submit(
        self, task: NetworkTask[Found], *, progress: Progress = no_progress, cancel: CancelToken | None = None
    ) -> Future[Found]:
        """As `Runner.submit`; cancelling takes effect between two calls of the network."""
        return self._worker.submit(self._networks.perform, task, progress, cancel or CancelToken())

    def close(self) -> None:
        """As `Runner.close`."""
        self._worker.submit(self._networks.close)
        self._worker.shutdown()
