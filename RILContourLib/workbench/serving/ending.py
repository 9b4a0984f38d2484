"""The end of a session: what is open is saved and closed, and the person is told what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from ...errors import RILContourError
from ...panels.messages import Message
from ...panels.opened import OpenSeries
from ...panels.workspace import Workspace
from ..models import Models

COME_BACK = "They come back when the series is opened again."


@dataclass(frozen=True)
class Ending:
    """sentences : what was done, one by one; all_saved : whether no edit is left in the journal only"""

    sentences: tuple[str, ...]
    all_saved: bool


class LeftBehind:
    """Remembers the series that were closed while edits were in the journal only: the disk was full, a folder moved."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._opened: OpenSeries | None = None
        self._closed: dict[str, OpenSeries] = {}
        workspace.switched.subscribe(self._look)

    def names(self) -> list[str]:
        """Those whose edits still wait: nobody has opened the series for editing since."""
        self._look()
        return [name for name, opened in self._closed.items() if _wait(opened)]

    def _look(self) -> None:
        former, self._opened = self._opened, self._workspace.opened
        if former and former is not self._opened and former.session and former.session.has_unsaved_edits:
            self._closed[former.name] = former


@dataclass(frozen=True)
class Begun:
    """What was open when the end began, its version, and what had been said last."""

    opened: OpenSeries | None
    version: int
    heard: Message | None


def begin_end(workspace: Workspace) -> Begun:
    """Have what is open saved and closed: first of all, and beside all else that has to end."""
    begun = Begun(workspace.opened, workspace.state.version, workspace.messages.newest)
    workspace.close_series()
    return begun


def end(models: Models, left: LeftBehind, begun: Begun) -> Ending:
    """Wait until that is done and all threads have ended; takes as long as that takes."""
    workspace = models.workspace
    opened, before = begun.opened, begun.version
    models.close()
    message = workspace.messages.newest
    reason = f": {message.text}" if message and message != begun.heard else "."
    if opened is not None and opened.session is not None and workspace.opened is not None:
        kept = f"{opened.name} could not be closed; its edits stay in the journal{reason}"
        return Ending((kept, COME_BACK), False)
    if waiting := left.names():
        kept = f"Edits of {', '.join(waiting)} wait in the journal and are in no version yet{reason}"
        return Ending((kept, COME_BACK), False)
    if opened is None or opened.session is None:
        return Ending(("The workbench has ended; nothing was open for editing.",), True)
    now = opened.series.head.version
    made = f"saved as version {now} and " if now > before else ""
    return Ending((f"{opened.name} was {made}closed. The workbench has ended.",), True)


def _wait(opened: OpenSeries) -> bool:
    try:
        found = opened.series.open_session
    except (RILContourError, OSError):
        return True  # where the folder is not to be read, nobody can have brought them back
    return found is not None and (found.edits > 0 or found.problem is not None)
