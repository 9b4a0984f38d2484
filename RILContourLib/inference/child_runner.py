"""Running models in a warm child process: what goes wrong there, memory included, ends the child only."""

from __future__ import annotations

import contextlib
import logging
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO, Any, TypeVar

from .. import errors
from ..child_environment import child_environment
from ..errors import ModelError
from ..progress import CancelToken, Progress, no_progress
from . import child_channel
from .task import NetworkTask

Found = TypeVar("Found")
logger = logging.getLogger(__name__)

POLL_S = 0.05
PATIENCE_S = 2.0
"""How long a child that was asked to stop may go on before it is ended, within a patch or not."""
_ENDING_S = 5.0


class ChildRunner:
    """A child is started for the first task and kept; after one that ended the next task starts another.

    memory_limit_bytes : how much memory the child may take, where the system can enforce it (not on Windows)
    """

    def __init__(self, memory_limit_bytes: int | None = None) -> None:
        self._limit = memory_limit_bytes
        self._child: _Child | None = None
        self._worker = ThreadPoolExecutor(1, "rilcontour-model-child")

    def submit(
        self, task: NetworkTask[Found], *, progress: Progress = no_progress, cancel: CancelToken | None = None
    ) -> Future[Found]:
        """As `Runner.submit`; cancelling takes effect within a call of the network, too."""
        return self._worker.submit(self._run, task, progress, cancel or CancelToken())

    def close(self) -> None:
        """As `Runner.close`."""
        self._worker.shutdown()
        if self._child:
            self._child.end()
            self._child = None

    @property
    def process_id(self) -> int | None:
        """The child's, while there is one."""
        return self._child.process.pid if self._child else None

    def _run(self, task: NetworkTask[Found], progress: Progress, cancel: CancelToken) -> Found:
        cancel.check()
        if self._child is None or self._child.process.poll() is not None:
            self._child = _Child(self._limit)
        child, asked_at = self._child, None
        child.ask(task)
        while True:
            if cancel.cancelled and asked_at is None:
                asked_at = time.monotonic()
                child.ask_to_stop()
            message = child.hear(POLL_S)
            if message is None:
                if asked_at is not None and time.monotonic() - asked_at > PATIENCE_S:
                    self._give_up(child)
                    cancel.check()
                continue
            if message[0] == "progress":
                progress(*message[1:])
            elif message[0] == "done":
                return message[1]
            elif message[0] == "error":
                raise _error(message[1], message[2])
            else:
                reason = child.why_it_ended()
                self._give_up(child)
                cancel.check()
                raise _ended(task, reason)

    def _give_up(self, child: _Child) -> None:
        child.end(at_once=True)
        self._child = None


class _Child:
    """The process, and a thread that hears it."""

    def __init__(self, limit: int | None) -> None:
        arguments = [] if limit is None else ["--memory-limit", str(limit)]
        self._said: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (closed when the child has ended)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "RILContourLib.inference.child", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env=child_environment(),
        )
        self._heard: queue.Queue[tuple[Any, ...]] = queue.Queue()
        threading.Thread(target=self._listen, name="rilcontour-model-child-ear", daemon=True).start()

    def ask(self, task: NetworkTask[Any]) -> None:
        """Send a task; that the child is gone is heard afterwards."""
        self._send("run", task)

    def ask_to_stop(self) -> None:
        self._send("cancel")

    def hear(self, timeout_s: float) -> tuple[Any, ...] | None:
        """The next message, ("gone",) after the last; None if there was none for so long."""
        with contextlib.suppress(queue.Empty):
            return self._heard.get(timeout=timeout_s)
        return None

    def why_it_ended(self) -> str:
        """In a few words; the child's last words go to the log."""
        code = self.process.wait()
        self._said.seek(0)
        words = self._said.read()[-4000:].decode("utf-8", "replace").strip()
        if words:
            logger.warning("The process that runs models ended; it last said:\n%s", words)
        if code < 0:
            with contextlib.suppress(ValueError):
                return f"signal {signal.Signals(-code).name}"
        return f"exit code {code}"

    def end(self, *, at_once: bool = False) -> None:
        """Close the pipes, at which the child ends, or kill it."""
        if at_once:
            self.process.kill()
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        try:
            self.process.wait(_ENDING_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._said.close()

    def _send(self, *message: Any) -> None:
        assert self.process.stdin is not None
        with contextlib.suppress(OSError, ValueError):
            child_channel.send(self.process.stdin, *message)

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as pipe:
            while (message := child_channel.receive(pipe)) is not None:
                self._heard.put(message)
        self._heard.put(("gone",))


def _error(kind: str, sentence: str) -> Exception:
    """The error that the child had; some have other arguments than their sentence."""
    found = getattr(errors, kind, ModelError)
    error: Exception = found.__new__(found, sentence)
    error.args = (sentence,)
    return error


def _ended(task: NetworkTask[Any], reason: str) -> ModelError:
    message = (
        f"The process that ran {task.version.label} ended ({reason}), perhaps for want of memory; nothing was drafted "
        "and nothing else was touched: close other programs and run it again."
    )
    return ModelError(message)
