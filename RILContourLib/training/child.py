"""The child process that trains: `python -m RILContourLib.training.child`, started by `child_process` only.

It reads what to do from standard input and writes epochs, batches and errors to standard output. When its parent ends,
standard input does, and so does it; its checkpoint stays.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import BinaryIO

from ..errors import RILContourError
from ..inference import child_channel
from ..progress import CancelToken
from .records import Ended, EpochRecord, Progressed

TELL_EVERY_S = 0.1
_NICENESS = 5


class Telling:
    """Epochs and batches for the parent; batches not more often than anybody can see."""

    def __init__(self, pipe: BinaryIO) -> None:
        self._pipe = pipe
        self._last = 0.0

    def __call__(self, said: EpochRecord | Progressed) -> None:
        now = time.monotonic()
        if isinstance(said, EpochRecord) or now - self._last >= TELL_EVERY_S:
            self._last = now
            child_channel.send(self._pipe, "said", said)


def main() -> None:
    """Do one training, or write the best weights of one that was stopped."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal means the parent, which says when to stop
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what libraries print is no message
    if hasattr(os, "nice"):
        os.nice(_NICENESS)  # people work while it trains
    asked = child_channel.receive(sys.stdin.buffer)
    if asked is None:
        return
    cancel = CancelToken()
    threading.Thread(target=_listen, args=(cancel,), daemon=True).start()
    try:
        child_channel.send(answers, "ended", _done(asked[0], Path(asked[1]), Telling(answers), cancel))
    except RILContourError as error:
        kind = next(each.__name__ for each in type(error).__mro__ if each.__module__ == RILContourError.__module__)
        child_channel.send(answers, "error", kind, str(error))


def _done(what: str, folder: Path, tell: Telling, cancel: CancelToken) -> Ended:
    from .trainer import Trainer

    trainer = Trainer(folder, tell, cancel)
    if what == "train":
        return trainer.run()
    trainer.export()
    return Ended(False)


def _listen(cancel: CancelToken) -> None:
    """Hear the parent until it is gone, and end the process then, whatever it is doing."""
    while (message := child_channel.receive(sys.stdin.buffer)) is not None:
        if message[0] == "cancel":
            cancel.cancel()
    os._exit(0)


if __name__ == "__main__":
    main()
