"""How this process and the child that runs models talk: whole messages through pipes."""

from __future__ import annotations

import pickle
import struct
from typing import IO, Any

_LENGTH = struct.Struct("<Q")


def send(pipe: IO[bytes], *message: Any) -> None:
    """Write one message. OSError, ValueError if the other side is gone."""
    content = pickle.dumps(message, protocol=5)
    pipe.write(_LENGTH.pack(len(content)))
    pipe.write(content)
    pipe.flush()


def receive(pipe: IO[bytes]) -> tuple[Any, ...] | None:
    """The next message of a process that we started, or that started us; None when the other side is gone."""
    head = _exactly(pipe, _LENGTH.size)
    content = _exactly(pipe, _LENGTH.unpack(head)[0]) if head else None
    return None if content is None else pickle.loads(content)


def _exactly(pipe: IO[bytes], count: int) -> bytes | None:
    try:
        content = pipe.read(count)
    except (OSError, ValueError):
        return None
    return content if len(content) == count else None
