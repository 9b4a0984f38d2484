"""The shortcuts of the daily loop with drafts, for as long as RIL-Contour AID is shown."""

from __future__ import annotations

from RILContourUI.Desk import Desk
from RILContourUI.Panel import Panel
from RILContourUI.ShortcutKeys import Command, ShortcutKeys

from RILContourLib.panels.drafts_panel import DraftsPanel
from RILContourLib.panels.view_commands import draft_commands

_NOT_HERE = ("tool.", "brush.", "answer.", "browser.")


class DraftKeys(ShortcutKeys):
    """Those of RIL-Contour, without what belongs to its panels, and those of the drafts."""

    def __init__(self, desk: Desk, panels: dict[str, Panel], drafts: DraftsPanel) -> None:
        super().__init__(desk, panels)
        self._drafts = drafts

    def _actions(self) -> dict[str, Command]:
        shared = {key: action for key, action in super()._actions().items() if not key.startswith(_NOT_HERE)}
        return {**shared, **draft_commands(self._drafts)}
