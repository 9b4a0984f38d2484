"""The bytes of a journal, and reading them without trusting them.

A header: the magic `RILCJRNL`, then little-endian the format's version (u32), the length of a JSON text (u32), the
CRC32 of those eight bytes and the text (u32), and the text, which says whose journal it is. Then records, each: length
of the payload (u32), sequence number (u64, one more than the record before), CRC32 of those twelve bytes and the
payload (u32), payload.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

from ..files import open_plain_file
from .entry import canonical, parse_object

MAGIC = b"RILCJRNL"
VERSION = 1
LARGEST_PAYLOAD = 1 << 30
_LARGEST_ABOUT = 1 << 16
_HEADER = struct.Struct("<III")
_RECORD = struct.Struct("<IQI")
_CHECKED = struct.Struct("<IQ")


@dataclass(frozen=True)
class Record:
    """One record; `end` is the byte of the file after it."""

    sequence: int
    payload: bytes
    end: int


@dataclass(frozen=True)
class JournalContent:
    """What a journal held when it was read. See `JournalReader` for the last three."""

    about: Mapping[str, Any]
    records: tuple[Record, ...]
    good_bytes: int
    problem: str | None
    damage: Literal["incomplete", "damaged"] | None


def encode_header(about: Mapping[str, Any]) -> bytes:
    """The bytes with which a journal begins."""
    text = canonical(about)
    lengths = struct.pack("<II", VERSION, len(text))
    return MAGIC + _HEADER.pack(VERSION, len(text), zlib.crc32(text, zlib.crc32(lengths))) + text


def encode_record(sequence: int, payload: bytes) -> bytes:
    """The bytes of one record; ValueError if the payload is too large for one."""
    if len(payload) > LARGEST_PAYLOAD:
        message = f"A record of {len(payload)} bytes is larger than a journal takes."
        raise ValueError(message)
    return _RECORD.pack(len(payload), sequence, _record_crc(sequence, payload)) + payload


def _record_crc(sequence: int, payload: bytes) -> int:
    return zlib.crc32(payload, zlib.crc32(_CHECKED.pack(len(payload), sequence)))


def read_journal(path: Path, start: int = 0) -> JournalContent:
    """All records of a journal, from byte `start` on where an earlier reading ended there. OSError if unreadable."""
    reader = JournalReader(path, start)
    records = tuple(reader)
    return JournalContent(reader.about, records, reader.good_bytes, reader.problem, reader.damage)


class JournalReader:
    """Iterates over the good records of a journal, holding one at a time.

    Reading stops at the first record that is not good and never raises for what the bytes say. Then `good_bytes` is
    where the good ones end, `problem` a sentence that names the byte, and `damage` "incomplete" (the file ends
    within the record, as after a crash) or "damaged".
    """

    def __init__(self, path: Path, start: int = 0) -> None:
        self.path = path
        self.about: Mapping[str, Any] = {}
        self.good_bytes = 0
        self.problem: str | None = None
        self.damage: Literal["incomplete", "damaged"] | None = None
        self._start = start
        self._last_sequence: int | None = None

    def __iter__(self) -> Iterator[Record]:
        with open_plain_file(self.path) as file:
            size = os.fstat(file.fileno()).st_size
            if not self._read_header(file, size):
                return
            if self._start > self.good_bytes:
                if self._start > size:
                    self._stop("incomplete", f"it has {size} bytes of at least {self._start}")
                    return
                file.seek(self._start)
                self.good_bytes = self._start
            while record := self._read_record(file, size):
                self.good_bytes = record.end
                yield record

    def _read_header(self, file: BinaryIO, size: int) -> bool:
        length = len(MAGIC) + _HEADER.size
        fixed = file.read(length)
        if len(fixed) < length:
            return self._stop("incomplete", "its header is incomplete")
        version, text_length, crc = _HEADER.unpack(fixed[len(MAGIC) :])
        if not fixed.startswith(MAGIC) or version != VERSION or text_length > _LARGEST_ABOUT:
            return self._stop("damaged", "its header is not that of a journal of this version")
        text = file.read(text_length)
        if zlib.crc32(text, zlib.crc32(fixed[len(MAGIC) : -4])) != crc:
            kind: Literal["incomplete", "damaged"] = "incomplete" if length + text_length > size else "damaged"
            return self._stop(kind, "its header does not match its checksum")
        try:
            self.about = parse_object(text)
        except ValueError as error:
            return self._stop("damaged", f"its header is damaged: {error}")
        self.good_bytes = length + text_length
        return True

    def _read_record(self, file: BinaryIO, size: int) -> Record | None:
        head = file.read(_RECORD.size)
        if not head:
            return None
        if len(head) < _RECORD.size:
            self._stop("incomplete", "the record is incomplete")
            return None
        length, sequence, crc = _RECORD.unpack(head)
        if length > LARGEST_PAYLOAD or (self._last_sequence is not None and sequence != self._last_sequence + 1):
            self._stop("damaged", "the record's length or number cannot be true")
            return None
        if self.good_bytes + _RECORD.size + length > size:
            self._stop("incomplete", "the record is incomplete")
            return None
        payload = file.read(length)
        if _record_crc(sequence, payload) != crc:
            self._stop("damaged", "the record does not match its checksum")
            return None
        self._last_sequence = sequence
        return Record(sequence, payload, self.good_bytes + _RECORD.size + length)

    def _stop(self, damage: Literal["incomplete", "damaged"], what: str) -> bool:
        self.damage = damage
        self.problem = f"{self.path}: at byte {self.good_bytes} {what}."
        return False


def crc_of_start(path: Path, length: int) -> int | None:
    """CRC32 of the first `length` bytes of a file; None if it is shorter."""
    crc = 0
    with open_plain_file(path) as file:
        while length > 0:
            block = file.read(min(length, 1 << 20))
            if not block:
                return None
            crc = zlib.crc32(block, crc)
            length -= len(block)
    return crc
