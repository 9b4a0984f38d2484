"""Edits that came too late: written to a journal or spool after the lease had passed on. They are kept, and shown.

They lie beside the journal as `refused-<nonce>-<from>-<to>` (bytes of the journal) or `refused-<nonce>-spool`: files
like journals (`journal_format`) whose header also says what they were cut from.
"""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..files import fsync_folder, write_new_file
from .entry_log import EntryLog
from .held_lease import is_held_here
from .journal_format import JournalReader, Record, encode_header, encode_record
from .log_state import NOTHING_FOLDED
from .process_identity import ProcessIdentity, is_gone, this_process
from .publishing import publish_file, temporary_path
from .spool import spools_in

logger = logging.getLogger(__name__)

_JOURNAL = re.compile(r"journal-([0-9a-f]{32})")
PREFIX = "refused-"


def collect_late_edits(live: Path, log: EntryLog) -> list[Path]:
    """Keep what was written to journals after their lease had passed on; the new files. Problems are only logged."""
    journals = {match[1]: path for path in live.glob("journal-*") if (match := _JOURNAL.fullmatch(path.name))}
    if not journals:
        return []
    collected = []
    for nonce, (accounted_bytes, accounted_records) in accounted_for(log).items():
        if nonce not in journals:
            continue
        try:
            path = _collect(journals[nonce], nonce, accounted_bytes, accounted_records)
        except OSError as error:
            logger.warning("Late edits in %s could not be set aside (%s)", journals[nonce], error)
        else:
            collected += [path] if path else []
    return collected


def accounted_for(log: EntryLog) -> dict[str, tuple[int, int]]:
    """For each lease that ended: how many bytes and records of its journal are in versions, by its nonce."""
    accounted: dict[str, tuple[int, int]] = {}
    folded: Mapping[str, Any] = NOTHING_FOLDED
    for entry in reversed(list(log.standing())):
        if "from" in entry.data:
            journal = entry.data.get("journal") or folded
            accounted[entry.data["from"]["nonce"]] = int(journal["bytes"]), int(journal["records"])
        elif entry.op == "release" and not entry.data.get("unfolded"):
            accounted[entry.data["lease"]] = int(folded["bytes"]), int(folded["records"])
        lease = entry.state.get("lease")
        folded = lease["folded"] if lease else folded
    return accounted


def _collect(journal: Path, nonce: str, accounted_bytes: int, accounted_records: int) -> Path | None:
    start = max(accounted_bytes, set_aside_until(journal.parent, nonce))
    if journal.stat().st_size <= start:
        return None
    reader = JournalReader(journal, start)
    late = [record for record in reader if record.sequence > accounted_records]
    if not late:
        return None
    target = journal.with_name(f"{PREFIX}{nonce}-{start}-{reader.good_bytes}")
    return _keep(target, dict(reader.about) | {"cut_from": journal.name}, late)


def set_aside_until(live: Path, nonce: str) -> int:
    """Up to which byte the late edits of a journal were set aside already; 0 if none were."""
    names = (re.fullmatch(rf"{PREFIX}{nonce}-(\d+)-(\d+)", path.name) for path in live.glob(f"{PREFIX}{nonce}-*"))
    return max((int(match[2]) for match in names if match), default=0)


def collect_spools(spool_folder: Path, live: Path, log: EntryLog, belongs: Mapping[str, str]) -> list[Path]:
    """Bring spools of ended leases to the series that they belong to, and clear them; the new files.

    `belongs`: the project, series and track. Spools of processes that may live, and of a lease that holds or is still
    to be recovered, are left alone. A lease that the log does not know was in a folder that somebody removed.
    """
    ours = [
        (path, about)
        for path, about in spools_in(spool_folder)
        if all(about.get(key) == value for key, value in belongs.items()) and _writer_is_gone(about)
    ]
    if not ours:
        return []
    accounted, state = accounted_for(log), log.end().state
    waiting = {lease["nonce"] for key in ("lease", "left") if (lease := state.get(key))}
    collected = []
    for path, about in ours:
        nonce = str(about.get("nonce"))
        if nonce in waiting:
            continue
        _, in_versions = accounted.get(nonce, (0, 0))
        try:
            late = [record for record in JournalReader(path) if record.sequence > in_versions]
            if late:
                target = live / f"{PREFIX}{nonce}-spool"
                collected.append(_keep(target, dict(about) | {"cut_from": path.name}, late))
            path.unlink()
        except OSError as error:
            logger.warning("The edits in %s could not be brought to %s (%s)", path, live, error)
    return collected


def _writer_is_gone(about: Mapping[str, Any]) -> bool:
    try:
        identity = ProcessIdentity.from_json(about["process"])
    except (KeyError, TypeError, ValueError):
        return False
    here = this_process()
    if identity == here:
        return not is_held_here(str(about.get("nonce")))
    # A spool is never on a folder that computers share: one from another start of this computer has no writer.
    was_restarted = identity.host == here.host and "" not in (identity.boot, here.boot) and identity.boot != here.boot
    return was_restarted or is_gone(identity)


def _keep(target: Path, about: Mapping[str, Any], records: list[Record]) -> Path:
    content = encode_header(about) + b"".join(encode_record(record.sequence, record.payload) for record in records)
    temporary = temporary_path(target.parent)
    try:
        write_new_file(temporary, content)
        with contextlib.suppress(FileExistsError):  # somebody else found the same
            publish_file(temporary, target, content)
        fsync_folder(target.parent)
    finally:
        temporary.unlink(missing_ok=True)
    logger.warning("Edits that came after their lease had passed on are kept in %s", target)
    return target
