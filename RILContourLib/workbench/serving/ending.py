"""The end of a session: what is open is saved and closed, and the person is told what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from ..models import Models


@dataclass(frozen=True)
class Ending:
    """sentences : what was done, one by one; all_saved : whether no edit is left in the journal only"""

    sentences: tuple[str, ...]
    all_saved: bool


def end(models: Models) -> Ending:
    """Save and close the open series and end all threads; takes as long as that takes."""
    workspace = models.workspace
    opened = workspace.opened
    before = opened.series.head.version if opened else 0
    heard = workspace.messages.newest
    models.close()
    if opened is None or opened.session is None:
        return Ending(("The workbench has ended; nothing was open for editing.",), True)
    if workspace.opened is not None:
        message = workspace.messages.newest
        reason = f": {message.text}" if message and message != heard else "."
        kept = f"{opened.name} could not be closed; its edits stay in the journal{reason}"
        return Ending((kept, "They come back when the series is opened again."), False)
    now = opened.series.head.version
    made = f"saved as version {now} and " if now > before else ""
    return Ending((f"{opened.name} was {made}closed. The workbench has ended.",), True)
