"""The ways to run a model: in a worker thread of this process, or in a child process; with the same results."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from ..progress import CancelToken, Progress, no_progress
from .job import Job, ReadyNetworks
from .prediction import Prediction


class Runner(Protocol):
    """Runs jobs one after the other and keeps the last network ready. Its methods may be called from any thread."""

    def submit(self, job: Job, *, progress: Progress = no_progress, cancel: CancelToken | None = None) -> Future:
        """A Future of the job's Prediction, or of its error; `progress` is called from the runner's thread.

        ModelError, Cancelled, MissingDependency; then there is no prediction at all.
        """
        ...

    def close(self) -> None:
        """Wait for the job in hand and let the network go; a closed runner takes no jobs."""
        ...


class ThreadRunner:
    """In this process: nothing is copied, but running out of memory ends the process."""

    def __init__(self, networks: ReadyNetworks | None = None) -> None:
        self._networks = networks or ReadyNetworks()
        self._worker = ThreadPoolExecutor(1, "rilcontour-model")

    def submit(
        self, job: Job, *, progress: Progress = no_progress, cancel: CancelToken | None = None
    ) -> Future[Prediction]:
        """As `Runner.submit`; cancelling takes effect between two calls of the network."""
        return self._worker.submit(self._networks.perform, job, progress, cancel or CancelToken())

    def close(self) -> None:
        """As `Runner.close`."""
        self._worker.submit(self._networks.close)
        self._worker.shutdown()
