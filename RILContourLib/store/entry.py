"""One entry of a log: canonical JSON that carries its own digest, so that a change of any byte shows.

The text is the JSON object with sorted keys, no spaces, UTF-8, and a line feed. Its key `digest` is the sha256 of the
same text without that key. Entries are written once and never changed.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from ..errors import StoreError
from ..files import open_plain_file
from .entry_shape import check_shape

SCHEMA = 1
LARGEST_BYTES = 64 << 20


@dataclass(frozen=True)
class Entry:
    """A good entry. `sha256` is that of the file's bytes: the next entry names it as `previous`."""

    number: int
    sha256: str
    data: Mapping[str, Any]

    @property
    def op(self) -> str:
        return str(self.data["op"])

    @property
    def state(self) -> Mapping[str, Any]:
        """What holds after this entry (`log_state`)."""
        state: Mapping[str, Any] = self.data["state"]
        return state


def canonical(value: Mapping[str, Any]) -> bytes:
    """The one text of a JSON object. ValueError for numbers that JSON does not have."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "surrogatepass") + b"\n"


def seal(data: Mapping[str, Any]) -> bytes:
    """The bytes of an entry's file: `data` with its digest. StoreError if nobody would read as many again."""
    bare = {key: value for key, value in data.items() if key != "digest"}
    content = canonical(bare | {"digest": hashlib.sha256(canonical(bare)).hexdigest()})
    if len(content) > LARGEST_BYTES:
        message = (
            f"What should be kept has {len(content)} bytes beside the masks, more than the {LARGEST_BYTES} that a log "
            "entry can have: shorten the message, or take away points or answers."
        )
        raise StoreError(message)
    return content


def unseal(content: bytes) -> dict[str, Any]:
    """The data of an entry's file; ValueError saying what is wrong with it."""
    data = parse_object(content)
    claimed = data.pop("digest", None)
    if claimed != hashlib.sha256(canonical(data)).hexdigest() or seal(data) != content:
        message = "its content does not match its digest"
        raise ValueError(message)
    return data | {"digest": claimed}


def parse_object(content: bytes) -> dict[str, Any]:
    """A JSON object from untrusted bytes; ValueError for anything else, however it is broken."""
    if len(content) > LARGEST_BYTES:
        message = f"it is larger than the {LARGEST_BYTES} bytes that it could have"
        raise ValueError(message)
    try:
        text = content.decode("utf-8", "surrogatepass")
        value = json.loads(text, parse_constant=_no_constant, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        message = f"it is not valid JSON ({error})"
        raise ValueError(message) from error
    if not isinstance(value, dict):
        message = "it is not a JSON object"
        raise ValueError(message)
    return value


def decode_entry(content: bytes, number: int) -> Entry:
    """The entry of a file named for `number`; ValueError saying what is wrong with it."""
    data = unseal(content)
    if data.get("schema") != SCHEMA:
        message = f"its schema is {data.get('schema')!r}, and this version of the program knows {SCHEMA}"
        raise ValueError(message)
    if data.get("number") != number:
        message = f"it says that it is number {data.get('number')!r}"
        raise ValueError(message)
    check_shape(data)
    return Entry(number, sha256_of(content), data)


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def read_limited(path: Path) -> bytes:
    """The file's bytes, at most a little more than an entry may have (then its decoding fails)."""
    with open_plain_file(path) as file:
        return file.read(LARGEST_BYTES + 1)


def _no_constant(name: str) -> NoReturn:
    message = f"{name} is not a JSON number"
    raise ValueError(message)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        message = f"{text[:20]} is not a finite number"
        raise ValueError(message)
    return value
