"""Entries as bytes."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from RILContourLib.errors import StoreError
from RILContourLib.store.entry import canonical, decode_entry, parse_object, seal
from RILContourLib.store.log_state import state_after

WHO = {"user": "Zoë", "host": "ward", "time": "2026-01-02T03:04:05.678Z"}
STATE = state_after({}, 1, WHO | {"op": "claim", "lease": "n", "claim": {"process": {}, "beat": "beat-n"}})
DATA = {
    "schema": 1,
    "number": 3,
    "op": "release",
    "lease": "n",
    "previous": "0" * 64,
    "software": "test",
    "state": STATE,
    **WHO,
    "x": 0.1,
}


def test_an_entry_is_one_line_of_json_with_sorted_keys() -> None:
    content = seal(DATA)
    assert content.endswith(b"}\n") and content.count(b"\n") == 1
    keys = list(json.loads(content))
    assert keys == sorted(keys)
    assert "Zoë" in content.decode("utf-8")


def test_the_digest_is_that_of_the_text_without_it() -> None:
    value = json.loads(seal(DATA))
    claimed = value.pop("digest")
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n"
    assert claimed == hashlib.sha256(text.encode()).hexdigest()


def test_an_entry_is_read_back_with_the_hash_of_its_bytes() -> None:
    content = seal(DATA)
    entry = decode_entry(content, 3)
    assert entry.op == "release" and entry.state == STATE
    assert entry.sha256 == hashlib.sha256(content).hexdigest()


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_change_of_any_byte_is_noticed(place: int, value: int) -> None:
    content = bytearray(seal(DATA))
    place %= len(content)
    if content[place] == value:
        return
    content[place] = value
    with pytest.raises(ValueError, match="."):
        decode_entry(bytes(content), 3)


@pytest.mark.parametrize("length", [0, 1, 17, -1])
def test_a_truncated_entry_is_noticed(length: int) -> None:
    with pytest.raises(ValueError, match="."):
        decode_entry(seal(DATA)[:length], 3)


def test_an_entry_under_another_number_is_noticed() -> None:
    with pytest.raises(ValueError, match="says that it is number 3"):
        decode_entry(seal(DATA), 4)


def test_an_entry_of_a_later_schema_is_not_guessed_at() -> None:
    with pytest.raises(ValueError, match="schema is 2"):
        decode_entry(seal(DATA | {"schema": 2}), 3)


@pytest.mark.parametrize(
    ("named", "changed"),
    [
        ("op", {"op": None}),
        ("time", {"time": 7}),
        ("lease", {"lease": "../other"}),
        ("state", {"state": []}),
        ("state.version", {"state": STATE | {"version": "1"}}),
        ("state.version", {"state": STATE | {"version": True}}),
        ("state.commit", {"state": STATE | {"commit": -1}}),
        ("state.image.size", {"state": STATE | {"image": {"sha256": "0"}}}),
        ("state.lease.nonce", {"state": STATE | {"lease": STATE["lease"] | {"nonce": "../x"}}}),
        ("state.lease.folded", {"state": STATE | {"lease": STATE["lease"] | {"folded": None}}}),
        ("state.left", {"state": STATE | {"left": 2**31}}),
        ("state.left", {"state": {key: value for key, value in STATE.items() if key != "left"}}),
        ("state.summary.makers", {"state": STATE | {"summary": STATE["summary"] | {"makers": [["human"]]}}}),
        ("journal.bytes", {"journal": {"name": "journal-n", "bytes": 1e9, "crc": 0, "records": 0}}),
        ("image.shape", {"rois": {}, "version": 1, "image": {"size": 1, "sha256": "0", "shape": [1, "2"]}}),
        ("claim", {"op": "claim", "claim": None}),
        ("from", {"op": "takeover", "claim": {}}),
        ("owner", {"op": "assign", "pool": None}),
    ],
)
def test_an_entry_with_a_right_digest_that_lacks_what_readers_need_is_none(named: str, changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=rf"its field {named} is missing, or not what it should be"):
        decode_entry(seal(DATA | changed), 3)


def test_fields_that_a_later_program_added_do_no_harm() -> None:
    assert decode_entry(seal(DATA | {"more": [1], "state": STATE | {"more": {}}}), 3).op == "release"


@pytest.mark.parametrize(
    "content",
    [b"[" * 100_000, b"[]", b"NaN", b'{"a": Infinity}', b'{"a": 1e999}', b"\xff\xfe", b'{"a":' * 100_000, b"1" * 5000],
)
def test_hostile_json_is_a_value_error_and_nothing_worse(content: bytes) -> None:
    with pytest.raises(ValueError, match="it is not"):
        parse_object(content)


def test_numbers_that_json_does_not_have_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical({"x": float("nan")})


def test_what_would_be_too_large_to_be_read_again_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("RILContourLib.store.entry.LARGEST_BYTES", len(seal(DATA)))
    assert decode_entry(seal(DATA), 3).number == 3
    with pytest.raises(StoreError, match="shorten the message"):
        seal(DATA | {"user": DATA["user"] + "x"})
