"""From a lease to a session that can be edited."""

from __future__ import annotations

from ..annotation.changes import LockChange
from ..project.definitions import Definitions
from ..store.protocol import AnnotationStore
from ..store.values import Lease
from .edit_session import EditSession
from .idle_saver import IDLE_S, IdleSaver


def open_for_editing(
    store: AnnotationStore, lease: Lease, definitions: Definitions, *, idle_s: float = IDLE_S
) -> EditSession:
    """The session of a lease just taken; if it cannot be opened the lease is given back.

    In a series without a version the ROI that the template locks start locked. After `idle_s` seconds without an edit
    what is not yet in a version becomes one.
    """
    try:
        snapshot = store.read(lease.series, None, lease.track)
        locks: tuple[LockChange, ...] = ()
        if snapshot.version is None:
            locks = tuple(LockChange(roi.id, False, True) for roi in definitions.rois if roi.locked)
        session = EditSession(store, lease, definitions, snapshot.annotation, template_locks=locks)
    except BaseException:
        store.release(lease)
        raise
    session.before_close(IdleSaver(session, idle_s).stop)
    return session
