"""A file whose bytes are hashed by a thread while somebody else decompresses them."""

from __future__ import annotations

import hashlib
import io
from queue import SimpleQueue
from threading import Semaphore, Thread

_CHUNK_BYTES = 1 << 20
_CHUNKS_IN_WAIT = 8


class HashingReader(io.RawIOBase):
    """Reads `file` from its present position; `finish` returns the size and sha256 of all bytes up to its end.

    Used in a `with` statement, which ends the thread. The interpreter's lock is free while bytes are hashed.
    """

    def __init__(self, file: io.FileIO) -> None:
        super().__init__()
        self._file = file
        self._size = 0
        self._sha256 = hashlib.sha256()
        self._chunks: SimpleQueue[bytes | None] = SimpleQueue()
        self._room = Semaphore(_CHUNKS_IN_WAIT)  # bounds the memory that waits for hashing
        self._thread = Thread(target=self._hash_chunks, name="image hash", daemon=True)
        self._thread.start()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        view = memoryview(buffer).cast("B")
        count = self._file.readinto(view) or 0
        if count:
            self._size += count
            self._room.acquire()
            self._chunks.put(bytes(view[:count]))
        return count

    def finish(self) -> tuple[int, str]:
        """Read what is left of the file; its size and the 64 hex digits of its sha256."""
        scratch = memoryview(bytearray(_CHUNK_BYTES))
        while self.readinto(scratch):
            pass
        self._end_thread()
        return self._size, self._sha256.hexdigest()

    def close(self) -> None:
        if not self.closed:
            self._end_thread()
        super().close()

    def _end_thread(self) -> None:
        if self._thread.is_alive():
            self._chunks.put(None)
            self._thread.join()

    def _hash_chunks(self) -> None:
        while (chunk := self._chunks.get()) is not None:
            self._sha256.update(chunk)
            self._room.release()
