"""What processes do that tests of survival kill, stop and starve. Each function is one process' whole life."""

from __future__ import annotations

import contextlib
import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Self

from survival_model import Act, acts
from survival_study import POINTS, digest_of

from RILContourLib import Project
from RILContourLib.errors import EditRefused
from RILContourLib.session.edit_session import EditSession

_FORK = multiprocessing.get_context("fork")


class Worker:
    """A process that runs `life(pipe, *arguments)`, and our end of the pipe; a `with` block ends by killing it."""

    def __init__(self, life: Callable[..., None], *arguments: Any) -> None:
        self.pipe, theirs = _FORK.Pipe()
        self.process = _FORK.Process(target=_live, args=(life, self.pipe, theirs, arguments), daemon=True)
        self.process.start()
        theirs.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.kill()

    def hear(self, timeout_s: float = 20.0) -> Any:
        """What it says next. EOFError when it ended; AssertionError if it says nothing for so long."""
        assert self.pipe.poll(timeout_s), "the process says nothing"
        return self.pipe.recv()

    def say(self, what: Any = "go on") -> None:
        self.pipe.send(what)

    def kill(self) -> list[Any]:
        """End it with SIGKILL; all that it said until then and was not heard yet."""
        self.process.kill()
        self.process.join()
        said = []
        with contextlib.suppress(EOFError, ConnectionResetError):
            while self.pipe.poll():
                said.append(self.pipe.recv())
        return said

    def join(self, timeout_s: float = 30.0) -> None:
        """Wait for its own end, which must be a good one."""
        self.process.join(timeout_s)
        assert self.process.exitcode == 0


def _live(life: Callable[..., None], ours: Connection, theirs: Connection, arguments: tuple[Any, ...]) -> None:
    ours.close()
    life(theirs, *arguments)


def edit_at_random(pipe: Connection, folder: Path, series: str, seed: int, count: int) -> None:
    """Open a series, say what it says, do `count` random acts, saying after each that it returned, and close."""
    with Project.open(folder)[series].edit() as session:
        pipe.send(digest_of(session.annotation))
        for number, act in zip(range(count), acts(seed), strict=False):
            with contextlib.suppress(EditRefused):
                do(session, act)
            pipe.send(number)
    pipe.send("closed")


def do(session: EditSession, act: Act) -> None:
    """One act by the library. EditRefused."""
    match act.kind, act.what:
        case ("paint" | "erase") as kind, (roi, box):
            session[roi].mask[box] = kind == "paint"
        case "point", (ijk,):
            session[POINTS].add_point(ijk)
        case "move", (ijk,) if session[POINTS].points:
            session[POINTS].move_point(session[POINTS].points[0].id, ijk)
        case "remove", () if session[POINTS].points:
            session[POINTS].remove_point(session[POINTS].points[0].id)
        case "answer", (name, value):
            session.text[name] = value
        case "slice answer", (number, value):
            session.slice(number).text["nodule"] = value
        case "lock", (roi, locked):
            session[roi].locked = locked
        case "status", (roi, status):
            session[roi].status = status
        case "undo", _:
            session.undo()
        case "redo", _:
            session.redo()
        case "save", _:
            session.save()


def live_on_little_memory(spare_bytes: int) -> None:
    """From here on this process gets that much more memory and no more; only on systems with /proc."""
    import resource

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + spare_bytes, resource.RLIM_INFINITY))
