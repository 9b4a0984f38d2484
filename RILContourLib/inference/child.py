"""The child process that runs models: `python -m RILContourLib.inference.child`, started by `ChildRunner` only.

It reads tasks from standard input and writes progress, what comes of them and errors to standard output. When its
parent ends, standard input does, and so does it.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from ..errors import RILContourError
from ..progress import CancelToken
from . import child_channel
from .job import ReadyNetworks
from .task import NetworkTask

PROGRESS_EVERY_S = 0.05


@dataclass
class Work:
    """What the parent asked for: tasks, and the token of the one in hand."""

    tasks: queue.Queue[tuple[NetworkTask[Any], CancelToken]] = field(default_factory=queue.Queue)
    token: CancelToken = field(default_factory=CancelToken)

    def listen(self, pipe: BinaryIO) -> None:
        """Hear the parent until it is gone, and end the process then, whatever it is doing."""
        while (message := child_channel.receive(pipe)) is not None:
            if message[0] == "run":
                self.token = CancelToken()
                self.tasks.put((message[1], self.token))
            elif message[0] == "cancel":
                self.token.cancel()
        os._exit(0)


def main() -> None:
    """Serve until the parent is gone."""
    answers = _take_standard_output()
    limit_memory(sys.argv[1:])
    work = Work()
    threading.Thread(target=work.listen, args=(sys.stdin.buffer,), daemon=True).start()
    networks = ReadyNetworks()
    while True:
        task, token = work.tasks.get()
        try:
            found = networks.perform(task, Reporting(answers), token)
        except RILContourError as error:
            child_channel.send(answers, "error", _known_kind(error), str(error))
        except MemoryError:
            child_channel.send(answers, "error", "ModelError", f"Memory does not suffice for {task.version.label}.")
        else:
            child_channel.send(answers, "done", found)


class Reporting:
    """Progress for the parent, not more often than anybody can see."""

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe
        self._last = 0.0

    def __call__(self, done: int, total: int | None, label: str) -> None:
        now = time.monotonic()
        if done == total or now - self._last >= PROGRESS_EVERY_S:
            self._last = now
            child_channel.send(self._pipe, "progress", done, total, label)


def limit_memory(arguments: list[str]) -> None:
    """Heed `--memory-limit BYTES`, where the system can: then too large a network ends this process only."""
    if len(arguments) == 2 and arguments[0] == "--memory-limit" and sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (int(arguments[1]), int(arguments[1])))


def _take_standard_output() -> BinaryIO:
    """Standard output for messages only: what libraries print goes to standard error."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


def _known_kind(error: RILContourError) -> str:
    """The nearest of the library's own kinds of error."""
    return next(kind.__name__ for kind in type(error).__mro__ if kind.__module__ == RILContourError.__module__)


if __name__ == "__main__":
    main()
