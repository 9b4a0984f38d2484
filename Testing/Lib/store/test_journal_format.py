"""Journals as bytes that nobody trusts."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from RILContourLib.store.journal_format import (
    LARGEST_PAYLOAD,
    MAGIC,
    JournalReader,
    crc_of_start,
    encode_header,
    encode_record,
    read_journal,
)

ABOUT = {"nonce": "n", "series": "a/scan.nii.gz"}
PAYLOADS = [b"first", b"", b"third" * 40, bytes(range(256))]
HEADER = encode_header(ABOUT)
WHOLE = HEADER + b"".join(encode_record(number, payload) for number, payload in enumerate(PAYLOADS, 1))


@pytest.fixture
def a_journal(tmp_path: Path) -> Path:
    path = tmp_path / "journal-n"
    path.write_bytes(WHOLE)
    return path


def test_the_bytes_are_those_that_the_documentation_says() -> None:
    text = b'{"nonce":"n"}\n'
    lengths = struct.pack("<II", 1, len(text))
    assert encode_header({"nonce": "n"}) == b"RILCJRNL" + lengths + struct.pack("<I", zlib.crc32(lengths + text)) + text
    head = struct.pack("<IQ", 3, 7)
    assert encode_record(7, b"abc") == head + struct.pack("<I", zlib.crc32(head + b"abc")) + b"abc"


def test_a_journal_is_read_back(a_journal: Path) -> None:
    content = read_journal(a_journal)
    assert content.about == ABOUT
    assert [record.payload for record in content.records] == PAYLOADS
    assert [record.sequence for record in content.records] == [1, 2, 3, 4]
    assert (content.good_bytes, content.problem, content.damage) == (len(WHOLE), None, None)


def test_reading_can_begin_where_an_earlier_reading_ended(a_journal: Path) -> None:
    end_of_second = read_journal(a_journal).records[1].end
    content = read_journal(a_journal, end_of_second)
    assert [record.sequence for record in content.records] == [3, 4]
    assert content.good_bytes == len(WHOLE)


def test_a_journal_cut_anywhere_gives_the_records_before_the_cut(a_journal: Path) -> None:
    ends = [record.end for record in read_journal(a_journal).records]
    for cut in range(len(WHOLE)):
        a_journal.write_bytes(WHOLE[:cut])
        content = read_journal(a_journal)
        assert [record.end for record in content.records] == [end for end in ends if end <= cut]
        assert content.good_bytes == max([0, *(end for end in (len(HEADER), *ends) if end <= cut)])
        if cut not in (len(HEADER), *ends):
            assert content.damage == "incomplete"
            assert content.problem and f"at byte {content.good_bytes} " in content.problem


@given(place=st.integers(0, len(WHOLE) - 1), bit=st.integers(0, 7))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_flipped_bit_is_noticed_and_what_was_before_it_is_read(a_journal: Path, place: int, bit: int) -> None:
    altered = bytearray(WHOLE)
    altered[place] ^= 1 << bit
    a_journal.write_bytes(altered)
    content = read_journal(a_journal)
    assert content.damage is not None
    assert content.good_bytes <= place
    assert [record.payload for record in content.records] == PAYLOADS[: len(content.records)]


@given(st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_at_all_are_read_without_an_error(a_journal: Path, content: bytes) -> None:
    for start in (b"", MAGIC, HEADER):
        a_journal.write_bytes(start + content)
        read_journal(a_journal)


def test_a_record_that_promises_more_than_the_file_has_takes_no_memory(a_journal: Path) -> None:
    a_journal.write_bytes(HEADER + struct.pack("<IQI", LARGEST_PAYLOAD, 1, 0) + b"x")
    assert read_journal(a_journal).damage == "incomplete"
    a_journal.write_bytes(HEADER + struct.pack("<IQI", 2**32 - 1, 1, 0) + b"x")
    assert read_journal(a_journal).damage == "damaged"


def test_a_record_that_is_missing_in_between_is_noticed(a_journal: Path) -> None:
    a_journal.write_bytes(HEADER + encode_record(1, b"a") + encode_record(3, b"c"))
    content = read_journal(a_journal)
    assert [record.sequence for record in content.records] == [1]
    assert content.damage == "damaged"


def test_a_journal_of_a_later_version_is_not_guessed_at(a_journal: Path) -> None:
    a_journal.write_bytes(MAGIC + struct.pack("<III", 2, 0, 0))
    content = read_journal(a_journal)
    assert content.damage == "damaged" and "version" in str(content.problem)


def test_records_are_read_one_at_a_time(a_journal: Path) -> None:
    reader = JournalReader(a_journal)
    records = iter(reader)
    assert next(records).payload == b"first"
    assert reader.good_bytes == len(HEADER) + len(encode_record(1, b"first"))


def test_a_start_beyond_the_end_is_told(a_journal: Path) -> None:
    content = read_journal(a_journal, len(WHOLE) + 1)
    assert content.records == () and content.damage == "incomplete"


def test_the_checksum_of_a_start_is_that_of_its_bytes(a_journal: Path) -> None:
    assert crc_of_start(a_journal, 100) == zlib.crc32(WHOLE[:100])
    assert crc_of_start(a_journal, len(WHOLE) + 1) is None


def test_a_payload_that_no_record_can_hold_is_refused() -> None:
    class Huge(bytes):
        def __len__(self) -> int:
            return LARGEST_PAYLOAD + 1

    with pytest.raises(ValueError, match="larger"):
        encode_record(1, Huge())
