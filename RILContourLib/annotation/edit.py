"""An edit: what one act of a person or a method changed, as a value and as the bytes of a journal record."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from .changes import Change, MaskChange, change_from_json, change_to_json
from .extent import Extent
from .slice_ranges import MOST_SLICES

SCHEMA = 1
_HEAD = struct.Struct("<II")  # bytes of the JSON part, bytes of all bits before compression
LARGEST_BITS = 1 << 32


@dataclass(frozen=True)
class Edit:
    """Changes that belong together: they are done, journalled, undone and redone as one.

    `tool` is a short name for history; `axis` the plane drawn in (0, 1, 2; None where there is none); `time` UTC,
    ISO 8601. `undoes` and `redoes` are journal sequence numbers of the edit that this one takes back or does again.
    """

    changes: tuple[Change, ...]
    user: str
    time: str
    tool: str
    axis: int | None = None
    undoes: int | None = None
    redoes: int | None = None

    def inverted(self) -> Edit:
        """The edit that takes this one back; the caller sets user, time, and what it undoes."""
        return replace(self, changes=tuple(change.inverted() for change in reversed(self.changes)))

    def rois(self) -> tuple[str, ...]:
        """Ids of the ROI that it touches."""
        return tuple(dict.fromkeys(change.roi for change in self.changes if hasattr(change, "roi")))

    def to_bytes(self) -> bytes:
        """Lengths, JSON, then zlib of every mask change's before and after bits in order (docs: file formats)."""
        described: list[dict[str, Any]] = []
        bits: list[bytes] = []
        for change in self.changes:
            value = change_to_json(change)
            if isinstance(change, MaskChange):
                value["bits"] = len(change.before)
                bits += [change.before, change.after]
            described.append(value)
        head = {"schema": SCHEMA, "user": self.user, "time": self.time, "tool": self.tool, "axis": self.axis}
        head |= {"undoes": self.undoes, "redoes": self.redoes, "changes": described}
        text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
        raw = b"".join(bits)
        return _HEAD.pack(len(text), len(raw)) + text + zlib.compress(raw, 1)

    @staticmethod
    def from_bytes(payload: bytes, slices: int = MOST_SLICES) -> Edit:
        """ValueError, with what is wrong, if the payload is not an edit of an image whose longest edge is `slices`."""
        try:
            return _decode(payload, slices)
        except (KeyError, TypeError, AttributeError, OverflowError, RecursionError, struct.error, zlib.error) as error:
            message = f"The record is not an edit ({error})."
            raise ValueError(message) from error


def _decode(payload: bytes, slices: int) -> Edit:
    text_length, raw_length = _HEAD.unpack_from(payload)
    text = payload[_HEAD.size : _HEAD.size + text_length]
    head = json.loads(text)
    if head["schema"] != SCHEMA:
        message = f"The edit has schema {head['schema']!r}; this version reads {SCHEMA}."
        raise ValueError(message)
    if raw_length > LARGEST_BITS:
        message = f"The edit claims {raw_length} bytes of voxels, more than any image here can have."
        raise ValueError(message)
    sizes = [_bits_of(value, slices) for value in head["changes"]]
    if raw_length != 2 * sum(sizes):
        message = f"The edit announces {raw_length} bytes of voxels; those of its boxes are {2 * sum(sizes)}."
        raise ValueError(message)
    raw = _unfolded(payload[_HEAD.size + text_length :], raw_length)
    changes, position = [], 0
    for value, size in zip(head["changes"], sizes, strict=True):
        before, after = raw[position : position + size], raw[position + size : position + 2 * size]
        changes.append(change_from_json(value, before, after, slices))
        position += 2 * size
    if not all(isinstance(head[name], str) for name in ("user", "time", "tool")):
        message = "The edit does not say as text by whom, when and with what it was made."
        raise ValueError(message)
    names = ("user", "time", "tool", "axis", "undoes", "redoes")
    return Edit(tuple(changes), **{name: head[name] for name in names})


def _unfolded(compressed: bytes, length: int) -> bytes:
    """Never more than was announced, whatever the compressed data would unfold to. ValueError if it is less."""
    raw = zlib.decompressobj().decompress(compressed, length or 1)
    if len(raw) != length:
        message = f"The edit holds {len(raw)} bytes of voxels and announces {length}."
        raise ValueError(message)
    return raw


def _bits_of(change: Mapping[str, Any], slices: int) -> int:
    """How many bytes of bits a change has on either side. ValueError if they are not those of its box."""
    if change["kind"] != "mask":
        return 0
    box = Extent.from_json(change["box"])
    if max(box.stop) > slices or change["bits"] != (box.voxels + 7) // 8:
        message = f"The edit has {change['bits']} bytes of voxels for {box} of an image of at most {slices} slices."
        raise ValueError(message)
    return int(change["bits"])
