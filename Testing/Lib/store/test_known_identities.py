import os
import time
from pathlib import Path

import pytest

from RILContourLib.images.identity import FileState, ImageIdentity, identify
from RILContourLib.store.cache_database import CacheDatabase
from RILContourLib.store.known_identities import IdentityCache

LONG_AGO_NS = 10**18
NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.fixture
def a_settled_image(tmp_path: Path) -> Path:
    path = tmp_path / "scan.nii"
    path.write_bytes(b"some bytes")
    os.utime(path, ns=(LONG_AGO_NS, LONG_AGO_NS))
    return path


def in_a_minute() -> int:
    return time.time_ns() + 60_000_000_000


def test_the_identity_of_an_unchanged_image_is_known_the_next_time_too(a_settled_image: Path, tmp_path: Path) -> None:
    cache = IdentityCache.open(tmp_path, in_a_minute)
    identity = identify(a_settled_image, cache)
    cache.close()
    assert IdentityCache.open(tmp_path).find(FileState.of(a_settled_image)) == identity


def test_content_changed_behind_the_same_size_and_time_is_noticed(a_settled_image: Path, tmp_path: Path) -> None:
    cache = IdentityCache.open(tmp_path, in_a_minute)
    identity = identify(a_settled_image, cache)
    time.sleep(0.02)  # the change time moves on
    a_settled_image.write_bytes(b"SOME BYTES")
    os.utime(a_settled_image, ns=(LONG_AGO_NS, LONG_AGO_NS))
    changed = identify(a_settled_image, cache)
    if os.name != "nt":  # Windows keeps no time of change
        assert changed != identity
        assert changed == identify(a_settled_image)


@pytest.mark.parametrize("field", ["device", "inode", "size", "mtime_ns", "ctime_ns"])
def test_any_difference_of_state_is_another_file(field: str, tmp_path: Path) -> None:
    cache = IdentityCache.open(tmp_path)
    state = FileState(2**64 - 1, 2**64 - 2, 10, LONG_AGO_NS, LONG_AGO_NS)
    cache.remember(state, ImageIdentity(10, NOTHING))
    assert cache.find(state) == ImageIdentity(10, NOTHING)
    other = FileState(**{**vars(state), field: getattr(state, field) - 1})
    assert cache.find(other) is None


def test_a_file_written_a_moment_ago_is_not_remembered(tmp_path: Path) -> None:
    path = tmp_path / "scan.nii"
    path.write_bytes(b"some bytes")
    cache = IdentityCache.open(tmp_path)
    identify(path, cache)
    assert cache.find(FileState.of(path)) is None


def test_a_place_that_cannot_be_used_is_replaced_by_memory(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").touch()
    cache = IdentityCache.open(tmp_path / "file")
    state = FileState(1, 2, 10, LONG_AGO_NS, LONG_AGO_NS)
    cache.remember(state, ImageIdentity(10, NOTHING))
    assert cache.find(state) == ImageIdentity(10, NOTHING)
    assert "cannot be used" in caplog.text


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_uses_a_connection_of_its_own(tmp_path: Path) -> None:
    """SQLite forbids to use one connection in two processes: https://www.sqlite.org/howtocorrupt.html, section 2.6."""
    database = CacheDatabase(tmp_path / "cache.sqlite", "CREATE TABLE IF NOT EXISTS made (pid INTEGER);")
    insert = "INSERT INTO made VALUES (?)"
    database.write(lambda connection: connection.execute(insert, (os.getpid(),)))
    of_parent = database.read(id)
    child = os.fork()
    if not child:
        database.write(lambda connection: connection.execute(insert, (os.getpid(),)))
        os._exit(0 if database.read(id) != of_parent else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert database.read(id) == of_parent
    held = database.read(lambda connection: connection.execute("SELECT pid FROM made").fetchall())
    assert held == [(os.getpid(),), (child,)]
