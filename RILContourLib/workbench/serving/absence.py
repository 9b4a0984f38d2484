"""What happens while nobody works: the series is saved and given back, so that others can have it."""

from __future__ import annotations

from ...panels.translation import _
from ...panels.workspace import Workspace
from .windows import Windows


class Absence:
    """Look once in a while with `look`.

    Edits are in the journal as they are made, and a version is made when nobody has edited for a while, window or no
    window. When no window was connected for `away_s` seconds the open series is closed, which makes a version and
    gives the lease back; the next window finds it opened again. When a window is there but nothing was done in it for
    `idle_s` seconds, the series stays open to be read.
    """

    def __init__(self, windows: Windows, workspace: Workspace, *, away_s: float, idle_s: float) -> None:
        self._windows = windows
        self._workspace = workspace
        self._away_s = away_s
        self._idle_s = idle_s
        self._given_back: str | None = None

    def look(self) -> None:
        """Give back what nobody works on; open it again if somebody is back."""
        opened = self._workspace.opened
        held = opened.name if opened and opened.session else None
        if held and self._windows.away_for_s >= self._away_s:
            self._given_back = held
            self._workspace.close_series()
        elif held and self._windows.idle_for_s >= self._idle_s:
            self._windows.act()  # once is enough
            self._workspace.open(held, edit=False)
            text = _("{series} was saved and given back, since nothing was done here for long: open it again to edit.")
            self._workspace.messages.say(text.format(series=held), "warning")
        elif self._windows.connected and self._given_back:
            name, self._given_back = self._given_back, None
            if opened is None:
                text = _("{series} was saved and given back while no window was open.")
                self._workspace.messages.say(text.format(series=name))
                self._workspace.open(name)
