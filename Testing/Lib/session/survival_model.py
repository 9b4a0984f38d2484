"""What a series must say after random acts of an annotator, by a model of arrays that shares no code with the library.

The same seed gives the same acts to the process that does them and to the test that expects their effect.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from survival_study import AREAS, POINTS, SHAPE

ALL = (*AREAS, POINTS)
LOCKABLE = (*AREAS, POINTS)


@dataclass(frozen=True)
class Act:
    """One call of an annotator's: `kind` and what it takes."""

    kind: str
    what: tuple[Any, ...] = ()


@dataclass(frozen=True)
class State:
    """What a series says: voxels by area, points (id, ijk), answers, status and locks by ROI."""

    voxels: dict[str, np.ndarray] = field(default_factory=lambda: {roi: np.zeros(SHAPE, bool) for roi in AREAS})
    points: tuple[tuple[str, tuple[float, float, float]], ...] = ()
    answers: dict[tuple[str, str, str], Any] = field(default_factory=dict)
    status: dict[str, str] = field(default_factory=lambda: dict.fromkeys(ALL, "unseen"))
    locked: frozenset[str] = frozenset()

    @property
    def digest(self) -> str:
        """As `survival_study.digest_of` computes it from the library's annotation."""
        sha = hashlib.sha256()
        for roi in ALL:
            sha.update(np.packbits(self.voxels.get(roi, np.zeros(SHAPE, bool))).tobytes())
            points = list(self.points) if roi == POINTS else []
            sha.update(repr((roi, points, self.status[roi], roi in self.locked)).encode())
        sha.update(repr(sorted((*key, repr(value)) for key, value in self.answers.items())).encode())
        return sha.hexdigest()

    def seen(self, roi: str) -> dict[str, str]:
        """The status after `roi` gained a mark."""
        return self.status | {roi: "in progress"} if self.status[roi] in ("unseen", "absent") else self.status

    def is_marked(self, roi: str) -> bool:
        return bool(self.points) if roi == POINTS else bool(self.voxels[roi].any())


def acts(seed: int) -> Iterator[Act]:
    """An endless row of acts; some are refused, and some change nothing."""
    chance = random.Random(seed)
    while True:
        kind = chance.choices(
            (
                "paint",
                "erase",
                "point",
                "move",
                "remove",
                "answer",
                "slice answer",
                "lock",
                "status",
                "undo",
                "redo",
                "save",
            ),
            (30, 8, 6, 4, 2, 8, 5, 5, 4, 12, 6, 6),
        )[0]
        yield Act(kind, _particulars(kind, chance))


def _particulars(kind: str, chance: random.Random) -> tuple[Any, ...]:
    match kind:
        case "paint" | "erase":
            start = [chance.randrange(n) for n in SHAPE]
            stop = [chance.randint(a + 1, n) for a, n in zip(start, SHAPE, strict=True)]
            return chance.choice(AREAS), tuple(map(slice, start, stop))
        case "point" | "move":
            return (tuple(chance.randrange(2 * n - 1) / 2 for n in SHAPE),)
        case "answer":
            return chance.choice(
                [("quality", "good"), ("quality", "motion"), ("remark", f"No. {chance.random()}"), ("remark", None)]
            )
        case "slice answer":
            return chance.randrange(SHAPE[2]), chance.random() < 0.5
        case "lock":
            return chance.choice(LOCKABLE), chance.random() < 0.4
        case "status":
            return chance.choice(ALL), chance.choice(("absent", "in progress", "complete"))
    return ()


class Model:
    """One edit session on plain data: what stands, and what undo and redo would bring."""

    def __init__(self, state: State) -> None:
        self.state = state
        self._undo: list[State] = []
        self._redo: list[State] = []

    def do(self, act: Act) -> State:
        """The state after `act`."""
        before = self.state
        if act.kind in ("undo", "redo"):
            source, target = (self._undo, self._redo) if act.kind == "undo" else (self._redo, self._undo)
            if source:
                target.append(before)
                self.state = source.pop()
        else:
            self.state = after(before, act)
            if self.state.digest != before.digest:
                self._undo.append(before)
                self._redo.clear()
        return self.state


def after(state: State, act: Act) -> State:
    """What `act` makes of a state; the same where it is refused. Not for undo and redo."""
    match act.kind, act.what:
        case ("paint" | "erase") as kind, (roi, box) if roi not in state.locked:
            return _painted(state, roi, box, kind == "paint")
        case "point" | "move" | "remove", _ if POINTS not in state.locked:
            return _pointed(state, act)
        case "answer", (name, value):
            return _answered(state, ("series", "", name), value)
        case "slice answer", (number, value):
            return _answered(state, ("slice", f"0/{number}", "nodule"), value)
        case "lock", (roi, locked):
            return replace(state, locked=state.locked | {roi} if locked else state.locked - {roi})
        case "status", (roi, status) if roi not in state.locked and not (status == "absent" and state.is_marked(roi)):
            return replace(state, status=state.status | {roi: status})
    return state


def _painted(state: State, roi: str, box: tuple[slice, ...], value: bool) -> State:
    voxels = state.voxels[roi].copy()
    voxels[box] = value
    if np.array_equal(voxels, state.voxels[roi]):
        return state
    return replace(state, voxels=state.voxels | {roi: voxels}, status=state.seen(roi) if value else state.status)


def _pointed(state: State, act: Act) -> State:
    if act.kind == "point":
        number = max((int(name) for name, _ in state.points), default=0) + 1
        return replace(state, points=(*state.points, (str(number), act.what[0])), status=state.seen(POINTS))
    if not state.points:
        return state
    first, rest = state.points[0], state.points[1:]
    return replace(state, points=((first[0], act.what[0]), *rest) if act.kind == "move" else rest)


def _answered(state: State, key: tuple[str, str, str], value: Any) -> State:
    held = {name: answer for name, answer in state.answers.items() if name != key}
    return replace(state, answers=held if value is None else held | {key: value})
