"""Masks' files."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
from pathlib import Path
from typing import Any

import pytest

from RILContourLib.annotation.content import BlobReference
from RILContourLib.errors import CorruptStore, StoreError
from RILContourLib.store import blobs as blobs_module
from RILContourLib.store.blobs import Blobs

NAME = "0123456789abcdef" * 2
CONTENT = b"voxels" * 100


def holds(content: bytes) -> bool:
    """As if decoded: two compressors' bytes may hold the same."""
    return content.lower() == CONTENT


def make() -> bytes:
    return CONTENT


def must_not_make() -> bytes:
    message = "made again"
    raise AssertionError(message)


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    folder = tmp_path / "masks"
    folder.mkdir()
    return Blobs(folder)


@pytest.fixture
def a_blob(blobs: Blobs) -> BlobReference:
    return blobs.put(NAME, make, holds)


def test_a_blob_is_kept_under_its_name_with_size_and_hash(blobs: Blobs, a_blob: BlobReference) -> None:
    assert a_blob == BlobReference(NAME, 600, hashlib.sha256(CONTENT).hexdigest())
    assert [path.name for path in blobs.folder.iterdir()] == [f"{NAME}.mask"]
    assert blobs.read(a_blob) == CONTENT


def test_what_is_there_is_used_again(blobs: Blobs, a_blob: BlobReference) -> None:
    assert blobs.put(NAME, must_not_make, holds) == a_blob


def test_what_another_compressor_wrote_is_used_as_it_is(blobs: Blobs) -> None:
    blobs.path(NAME).write_bytes(CONTENT.upper())
    found = blobs.put(NAME, must_not_make, holds)
    assert found.sha256 == hashlib.sha256(CONTENT.upper()).hexdigest()
    assert blobs.read(found) == CONTENT.upper()


def test_a_damaged_blob_is_set_aside_and_written_anew(blobs: Blobs) -> None:
    for number in (1, 2):
        blobs.path(NAME).write_bytes(b"damage %d" % number)
        blobs.put(NAME, make, holds)
        assert blobs.path(NAME).read_bytes() == CONTENT
        assert (blobs.folder / f"{NAME}.mask.damaged-{number}").read_bytes() == b"damage %d" % number


@pytest.mark.parametrize("damage", [b"", CONTENT[:-1], CONTENT[:-1] + b"S"])
def test_reading_a_damaged_blob_names_the_file(blobs: Blobs, a_blob: BlobReference, damage: bytes) -> None:
    blobs.path(NAME).write_bytes(damage)
    assert not blobs.is_intact(a_blob)
    with pytest.raises(CorruptStore, match=rf"{NAME}\.mask is damaged"):
        blobs.read(a_blob)


def test_reading_a_missing_blob_names_the_file(blobs: Blobs, a_blob: BlobReference) -> None:
    blobs.path(NAME).unlink()
    with pytest.raises(CorruptStore, match=rf"{NAME}\.mask is missing"):
        blobs.read(a_blob)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", NAME.upper(), NAME + "0", "g" * 32])
def test_what_is_no_name_of_a_blob_never_becomes_a_path(blobs: Blobs, name: str) -> None:
    with pytest.raises(CorruptStore, match="not the name of a mask"):
        blobs.read(BlobReference(name, 1, ""))


def test_a_folder_that_cannot_be_written_is_a_clear_error(blobs: Blobs) -> None:
    blobs.folder.rmdir()
    with pytest.raises(StoreError, match="masks"):
        blobs.put(NAME, make, holds)


def put_many(folder: Path, start: Any) -> None:
    start.wait()
    for number in range(60):
        Blobs(folder).put(f"{number:032x}", make, holds)


def test_processes_that_write_the_same_masks_agree(blobs: Blobs) -> None:
    fork = multiprocessing.get_context("fork")
    start = fork.Barrier(5)
    writers = [fork.Process(target=put_many, args=(blobs.folder, start)) for _ in range(5)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    assert {path.read_bytes() for path in blobs.folder.iterdir()} == {CONTENT}
    assert len(list(blobs.folder.iterdir())) == 60


def test_a_blob_is_flushed_before_it_gets_its_name(blobs: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    real_fsync, real_publish = os.fsync, blobs_module.publish_file
    monkeypatch.setattr(os, "fsync", lambda number: (told.append("flushed"), real_fsync(number)))
    monkeypatch.setattr(blobs_module, "publish_file", lambda *given: (told.append("named"), real_publish(*given)))
    blobs.put(NAME, make, holds)
    blobs.flush()
    assert told == ["flushed", "named", "flushed"]
