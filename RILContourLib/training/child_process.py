"""Training in a process of its own: what goes wrong there, memory included, ends neither shell nor training."""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Literal

from .. import errors
from ..child_environment import child_environment
from ..errors import ModelError
from ..inference import child_channel
from ..progress import CancelToken
from .records import Ended, EpochRecord, Progressed

logger = logging.getLogger(__name__)

POLL_S = 0.05
PATIENCE_S = 30.0
"""How long a child that was asked to stop may take for the batch in hand before it is ended."""
_ENDING_S = 5.0

Tell = Callable[[EpochRecord | Progressed], None]


def train_in_child(
    folder: Path,
    tell: Tell,
    cancel: CancelToken,
    *,
    what: Literal["train", "export"] = "train",
    started: Callable[[int], None] = lambda process_id: None,
) -> Ended:
    """Train what the plan in `folder` says, or write its best weights as a network; blocks until that has ended.

    `tell` hears of batches and epochs from this thread; `started` of the child's process id. ModelError if it cannot
    be done, or the child ended before its time: then training can be resumed from the last epoch that was finished.
    """
    with tempfile.TemporaryFile() as said:
        process = _started(said)
        started(process.pid)
        try:
            heard = _listening(process)
            _ask(process, what, str(folder))
            return _followed(process, heard, tell, cancel, said)
        finally:
            _end(process)


def _started(said: IO[bytes]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "RILContourLib.training.child"]
    pipe = subprocess.PIPE
    # In a session of its own, where there are any, Ctrl-C in a terminal does not reach it; its parent asks it to stop.
    return subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=said, env=child_environment(), start_new_session=os.name != "nt"
    )


def _listening(process: subprocess.Popen[bytes]) -> queue.Queue[tuple[Any, ...]]:
    """Messages of the child as they come, ("gone",) after the last."""
    heard: queue.Queue[tuple[Any, ...]] = queue.Queue()

    def listen() -> None:
        assert process.stdout is not None
        with process.stdout as pipe:
            while (message := child_channel.receive(pipe)) is not None:
                heard.put(message)
        heard.put(("gone",))

    threading.Thread(target=listen, name="rilcontour-training-ear", daemon=True).start()
    return heard


def _followed(
    process: subprocess.Popen[bytes],
    heard: queue.Queue[tuple[Any, ...]],
    tell: Tell,
    cancel: CancelToken,
    said: IO[bytes],
) -> Ended:
    asked_at: float | None = None
    while True:
        if cancel.cancelled and asked_at is None:
            asked_at = time.monotonic()
            _ask(process, "cancel")
        try:
            message = heard.get(timeout=POLL_S)
        except queue.Empty:
            if asked_at is not None and time.monotonic() - asked_at > PATIENCE_S:
                process.kill()
                return Ended(True)
            continue
        if message[0] == "said":
            tell(message[1])
        elif message[0] == "ended":
            return message[1]
        elif message[0] == "error":
            raise _error(message[1], message[2])
        elif asked_at is not None:
            return Ended(True)
        else:
            raise _gone(_why(process, said))


def _ask(process: subprocess.Popen[bytes], *message: Any) -> None:
    """Send a message; that the child is gone is heard afterwards."""
    assert process.stdin is not None
    with contextlib.suppress(OSError, ValueError):
        child_channel.send(process.stdin, *message)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Close its input, at which it ends."""
    assert process.stdin is not None
    with contextlib.suppress(OSError):
        process.stdin.close()
    try:
        process.wait(_ENDING_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _why(process: subprocess.Popen[bytes], said: IO[bytes]) -> str:
    """Why it ended, in a few words; the child's last words go to the log."""
    code = process.wait()
    said.seek(0)
    words = said.read()[-4000:].decode("utf-8", "replace").strip()
    if words:
        logger.warning("The process that trains ended; it last said:\n%s", words)
    if code < 0:
        with contextlib.suppress(ValueError):
            return f"signal {signal.Signals(-code).name}"
    return f"exit code {code}"


def _error(kind: str, sentence: str) -> Exception:
    """The error that the child had; some have other arguments than their sentence."""
    found = getattr(errors, kind, ModelError)
    error: Exception = found.__new__(found, sentence)
    error.args = (sentence,)
    return error


def _gone(reason: str) -> ModelError:
    message = (
        f"The process that trains ended ({reason}), perhaps for want of memory; what was learned up to its last full "
        "epoch is kept: close other programs and resume the training."
    )
    return ModelError(message)
