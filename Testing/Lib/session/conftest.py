"""Sessions on a store in memory."""

import pytest
from memory_store import MemoryStore, definitions

from RILContourLib.session.opening import open_for_editing
from RILContourLib.store.values import Lease


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def open_session(store):
    """Opens a session on the store, with other definitions if given."""
    sessions = []

    def opened(**more):
        session = open_for_editing(store, Lease("scan.nii.gz", "main", "ana", "nonce"), definitions(**more))
        sessions.append(session)
        return session

    yield opened
    store.edits_journal.lost = False
    for session in sessions:
        session.close()


@pytest.fixture
def session(open_session):
    return open_session()
