"""The end of a session: what is open is saved and closed, and the person is told what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from ...errors import RILContourError
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


def end(models: Models, left: LeftBehind) -> Ending:
    """Save and close the open series and end all threads; takes as long as that takes."""
    workspace = models.workspace
    opened = workspace.opened
    before = workspace.state.version
    heard = workspace.messages.newest
    models.close()
    message = workspace.messages.newest
    reason = f": {message.text}" if message and message != heard else "."
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
