"""What runs networks, while it is not installed: what it takes, and installing it once somebody said yes."""

from __future__ import annotations

from RILContourUI.Panel import Panel, setTextOrHide
from RILContourUI.Turns import Turns
from slicer.i18n import tr as _

from RILContourLib.panels.models_engine import Engine

from .Folder import UI_FOLDER


class EnginePanel(Panel):
    """Above the panels that need it; nothing is seen of it once models can be run."""

    uiName = "AidEngine"
    uiFolder = UI_FOLDER

    def __init__(self, turns: Turns, engine: Engine) -> None:
        self.engine = engine
        super().__init__(turns, engine)

    def connect(self) -> None:
        self.ui.installButton.clicked.connect(lambda: self._install())
        self.ui.declineButton.clicked.connect(lambda: self.engine.ask(False))

    def draw(self) -> None:
        ui, state = self.ui, self.engine.state
        self.widget.setVisible(not state.ready)
        missing = _("To run, explain or train networks, this is missing: {packages}.")
        said = (missing.format(packages=", ".join(state.missing)), state.words, state.problem, state.error)
        setTextOrHide(ui.engineLabel, "\n".join(filter(None, said)))
        asked = _("It is installed into Slicer's own Python, by pip, from the network. Nothing else needs it.")
        setTextOrHide(ui.askLabel, asked if state.asked else "")
        ui.declineButton.setVisible(state.asked)
        ui.installButton.setText(_("Install it now") if state.asked else _("Install…"))
        ui.installButton.setVisible(not state.problem)

    def _install(self) -> None:
        if self.engine.state.asked:
            self.engine.install()
        else:
            self.engine.ask(True)
