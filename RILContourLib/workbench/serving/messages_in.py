"""What comes from the browser, bounded: no message makes this process use much memory."""

from __future__ import annotations

import logging
from typing import Any

from wslink.chunking import HEADER_LENGTH, UnChunker

LARGEST_MESSAGE = 16 * 1024 * 1024
MOST_UNFINISHED = 4

logger = logging.getLogger(__name__)


class BoundedMessages(UnChunker):
    """Puts the messages of one connection together.

    wslink lets a window that has shown its secret announce 4 GB. Here 16 MB are the end, and few may be unfinished at a
    time; before the secret it is wslink's 512 bytes. A connection that sends anything else is closed without a word.
    """

    def set_max_message_size(self, size: int) -> None:
        """Called by wslink once the secret was right."""
        super().set_max_message_size(min(size, LARGEST_MESSAGE))

    def process_chunk(self, chunk: bytes) -> Any:
        """The message that this chunk completes, a mapping; None if there is more to come."""
        if len(chunk) < HEADER_LENGTH or len(self.pending_messages) > MOST_UNFINISHED:
            why = "chunks that make no message"
            raise self._refusal(why)
        try:
            message = super().process_chunk(chunk)
        except (ValueError, TypeError, RecursionError, OverflowError) as error:
            raise self._refusal(type(error).__name__) from error
        if message is not None and not _is_call(message):
            why = "a message that is no call"
            raise self._refusal(why)
        return message

    def _refusal(self, why: str) -> ConnectionError:
        """The error that ends a connection quietly in aiohttp."""
        self.release_pending_messages()
        logger.warning("A window was disconnected because of what it sent (%s).", why)
        return ConnectionAbortedError(why)


def _is_call(message: Any) -> bool:
    """Whether it has what wslink reads without looking first."""
    if not isinstance(message, dict):
        return False
    if not (isinstance(message.get("id"), str) and isinstance(message.get("method"), str)):
        return False
    return isinstance(message.get("args", []), list) and isinstance(message.get("kwargs", {}), dict)
