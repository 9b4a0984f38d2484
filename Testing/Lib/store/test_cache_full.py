"""A cache on a disk that fills up: what is said names the disk, and the work goes on in memory."""

import logging

import pytest

from RILContourLib.store.cache_database import CacheDatabase

resource = pytest.importorskip("resource")

SCHEMA = "CREATE TABLE IF NOT EXISTS held (name TEXT PRIMARY KEY, content BLOB)"
ROWS = 200


def test_a_full_disk_is_told_as_one_and_the_cache_goes_on_in_memory(tmp_path, caplog):
    cache = CacheDatabase(tmp_path / "cache.sqlite", SCHEMA)
    assert cache.read(lambda connection: connection.execute("SELECT count(*) FROM held").fetchone()) == (0,)

    def put(connection):
        connection.execute("PRAGMA cache_size = 2")  # so that pages are written before the end of the transaction
        rows = ((f"{number}", bytes(4000)) for number in range(ROWS))
        connection.executemany("INSERT OR REPLACE INTO held VALUES (?, ?)", rows)

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, limits[1]))
    try:
        with caplog.at_level(logging.WARNING):
            cache.write(put)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "cannot rollback" not in caplog.text
    assert "nothing is remembered for the next time" in caplog.text
    assert cache.read(lambda connection: connection.execute("SELECT count(*) FROM held").fetchone()) == (ROWS,)
    cache.close()
