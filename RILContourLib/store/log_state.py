"""What holds after an entry, computed from what held before it. Each entry stores the result, so one read is enough.

Keys of a state: `series` (its name), `image` {size, sha256}, `version` (number of the last, 0: none), `commit` (number
of the entry that holds it, or null), `definitions` (sha256 of the project file it was made under), `lease` (null, or
what the claim said and `folded`: how much of the journal is in a version), `left` (a lease that was given back with
edits in no version, until the next holder recovers them), `made` {user, time} of the last version, `owner`, `pool`,
`review`, and `summary` {status, answers, points, makers, fields} of the last version.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import CorruptStore

State = Mapping[str, Any]
NOTHING_FOLDED = {"bytes": 0, "crc": 0, "records": 0}
CONTENT_KEYS = ("slice_axis", "rois", "points", "answers")

_EMPTY: State = {
    "series": None,
    "image": None,
    "version": 0,
    "commit": None,
    "definitions": None,
    "lease": None,
    "left": None,
    "made": None,
    "owner": None,
    "pool": None,
    "review": None,
    "summary": {"status": {}, "answers": {}, "points": {}, "makers": [], "fields": []},
}
_VERDICTS = {"approve": "approved", "reject": "rejected"}


def state_after(before: State, number: int, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The state after entry `number` with `fields`, where `before` held ({} in an empty log).

    CorruptStore if such an entry cannot follow: its op is unknown, or it goes with another lease than holds.
    """
    state = dict(_EMPTY) | dict(before)
    op = fields["op"]
    if op not in _STEPS:
        message = f"Log entry {number} has the op {op!r}, which this version of the program does not know."
        raise CorruptStore(message)
    _check_lease(state, number, fields)
    if "series" in fields:
        state["series"] = fields["series"]
    if "image" in fields:
        state["image"] = {key: fields["image"][key] for key in ("size", "sha256")}
    _STEPS[op](state, number, fields)
    return state


def lease_nonce(state: State) -> str | None:
    """The nonce of the lease that holds in a state, if one does."""
    lease = state.get("lease")
    return lease["nonce"] if lease else None


def content_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The annotation's plain data in an entry that made a version."""
    return {key: fields[key] for key in CONTENT_KEYS}


def _check_lease(state: State, number: int, fields: Mapping[str, Any]) -> None:
    match fields["op"]:
        case "claim":
            expected = None
        case "takeover":
            expected = fields["from"]["nonce"]
        case _:
            expected = fields["lease"]
    if lease_nonce(state) != expected:
        held = lease_nonce(state)
        message = f"Log entry {number} ({fields['op']}) goes with the lease {expected}, but {held} holds."
        raise CorruptStore(message)


def _claim(state: dict[str, Any], number: int, fields: Mapping[str, Any]) -> None:
    shown = {"user": fields["user"], "host": fields["host"], "since": fields["time"], "entry": number}
    state["lease"] = dict(fields["claim"]) | shown | {"nonce": fields["lease"], "folded": dict(NOTHING_FOLDED)}
    state["left"] = None
    if "version" in fields:  # the edits of an earlier holder, recovered
        _new_version(state, number, fields, fields["from"]["user"])


def _commit(state: dict[str, Any], number: int, fields: Mapping[str, Any]) -> None:
    _new_version(state, number, fields, fields["user"])
    if journal := fields.get("journal"):
        folded = {key: journal[key] for key in NOTHING_FOLDED}
        state["lease"] = dict(state["lease"]) | {"folded": folded}


def _new_version(state: dict[str, Any], number: int, fields: Mapping[str, Any], maker: str) -> None:
    state["version"] = fields["version"]
    state["commit"] = number
    state["made"] = {"user": maker, "time": fields["time"]}
    state["definitions"] = fields["definitions"]
    if "rois" in fields:
        state["summary"] = summary_of(fields)
    if state["review"] and state["review"]["verdict"] == "approved":
        state["review"] = None


def _assign(state: dict[str, Any], number: int, fields: Mapping[str, Any]) -> None:
    state["owner"], state["pool"] = fields["owner"], fields["pool"]


def _review(state: dict[str, Any], number: int, fields: Mapping[str, Any]) -> None:
    said = {key: fields[key] for key in ("user", "time", "message")}
    state["review"] = said | {"verdict": _VERDICTS[fields["op"]], "version": state["version"]}


def _reopen(state: dict[str, Any], number: int, fields: Mapping[str, Any]) -> None:
    state["review"] = None


def _release(state: dict[str, Any], number: int, fields: Mapping[str, Any]) -> None:
    state["left"] = state["lease"] if fields.get("unfolded") else None
    state["lease"] = None


_STEPS = {
    "claim": _claim,
    "commit": _commit,
    "takeover": _claim,
    "assign": _assign,
    "approve": _review,
    "reject": _review,
    "reopen": _reopen,
    "release": _release,
}


def summary_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """What lists of series show of a version, so that no other entry need be read: see `Head`."""
    return {
        "status": {roi: held["status"] for roi, held in content["rois"].items()},
        "answers": {field: answer["value"] for field, answer in content["answers"]["series"].items()},
        "points": {roi: len(points) for roi, points in content["points"].items()},
        "makers": sorted(_makers(content)),
        "fields": sorted(_answered(content["answers"])),
    }


def _makers(content: Mapping[str, Any]) -> set[str]:
    of_slices = {maker for held in content["rois"].values() for frame in held["makers"].values() for maker in frame}
    of_points = {point["maker"] for points in content["points"].values() for point in points}
    return of_slices | of_points


def _answered(answers: Mapping[str, Any]) -> set[str]:
    parts = (answers[group].values() for group in ("slices", "rois", "points"))
    return set(answers["series"]).union(*(set(fields) for group in parts for fields in group))
