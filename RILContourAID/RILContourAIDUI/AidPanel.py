"""All that is seen of the module: what networks need and do, for the project that is open in RIL-Contour."""

from __future__ import annotations

from pathlib import Path

import ctk
import qt
import slicer
from RILContourUI.Desk import Desk
from RILContourUI.Discarding import discard
from RILContourUI.Panel import Panel
from RILContourUI.SeriesPanel import SeriesPanel
from RILContourUI.ShortcutHelp import hideShortcuts
from slicer.i18n import tr as _

from .AidModels import AidModels
from .DraftKeys import DraftKeys
from .DraftsPanel import DraftsPanel
from .EnginePanel import EnginePanel
from .ExplainPanel import ExplainPanel
from .MetricsPanel import MetricsPanel
from .ModelsPanel import ModelsPanel
from .RunPanel import RunPanel
from .TrainPanel import TrainPanel
from .WizardPanel import WizardPanel

_POLL_EVERY_MS = 1000
_REQUIREMENTS = Path(__file__).parents[1] / "Resources" / "requirements.txt"


class AidPanel:
    """`panels`, by name, and the `sections` round them live as long as a project is open; `desk` is RIL-Contour's."""

    def __init__(self, desk: Desk, layout: qt.QVBoxLayout) -> None:
        self.desk = desk
        self.models: AidModels | None = None
        self.panels: dict[str, Panel] = {}
        self.sections: dict[str, qt.QWidget] = {}
        self.keys: DraftKeys | None = None
        self._layout = layout
        self._entered = False
        self._poll = qt.QTimer()
        self._poll.setInterval(_POLL_EVERY_MS)
        self._poll.timeout.connect(self._look)
        self._hint = self._makeHint()
        layout.addWidget(self._hint)
        layout.addStretch(1)
        self._unsubscribe = desk.projectSwitched.subscribe(self._switch)
        self._switch()

    def enter(self) -> None:
        self._entered = True
        self._poll.start()
        self._begin()

    def exit(self) -> None:
        self._entered = False
        self._poll.stop()
        self._tellWhetherExplained()
        hideShortcuts()
        if self.keys:
            self.keys.remove()

    def close(self) -> None:
        self._unsubscribe()
        self._poll.stop()
        self._takeAway()
        discard(self._hint)

    def _makeHint(self) -> qt.QWidget:
        """What is seen as long as no project is open."""
        hint = qt.QWidget()
        inside = qt.QVBoxLayout(hint)
        inside.setContentsMargins(0, 0, 0, 0)
        label = qt.QLabel(_("Networks run on the series of a project, and belong to it. No project is open yet."))
        label.setWordWrap(True)
        button = qt.QPushButton(_("Open a project in RIL-Contour"))
        button.clicked.connect(lambda: slicer.util.selectModule("RILContour"))
        inside.addWidget(label)
        inside.addWidget(button)
        return hint

    def _switch(self) -> None:
        self._takeAway()
        self._hint.setVisible(self.desk.models is None)
        if self.desk.models:
            self._build()
            if self._entered:
                self._begin()

    def _begin(self) -> None:
        """The panels are shown, and there is a project."""
        if self.models:
            self.models.refresh()
            self._tellWhetherExplained()
            self.keys.install()

    def _tellWhetherExplained(self) -> None:
        """Networks are loaded to be explained only while somebody looks at that panel."""
        if self.models and "Explain" in self.sections:
            folded = self.sections["Explain"].property("collapsed")
            self.models.explaining.panel.set_shown(self._entered and not folded)

    def _build(self) -> None:
        self.models = models = AidModels(self.desk, _REQUIREMENTS)
        turns = self.desk.turns
        theirs = slicer.util.getModuleWidget("RILContour").panel
        self._addLine("Series", SeriesPanel(turns, self.desk.models))
        self._addLine("Engine", EnginePanel(turns, models.engine))
        self.panels["Series"].ui.browserButton.clicked.connect(lambda: theirs.showBrowser())
        self._add("Run", _("Run"), RunPanel(turns, models))
        self._add("Drafts", _("Drafts"), DraftsPanel(turns, models, self.desk.series))
        self._add("Explain", _("Explain"), ExplainPanel(turns, models, self.desk.series), folded=True)
        self.sections["Explain"].contentsCollapsed.connect(lambda: self._tellWhetherExplained())
        models.engine.subscribe(self._tellWhetherExplained)
        self._add("Metrics", _("Metrics"), MetricsPanel(turns, models), folded=True)
        self._add("Models", _("Models"), ModelsPanel(turns, models))
        self._add("Wizard", _("Add a network"), WizardPanel(turns, models), folded=True)
        self._add("Train", _("Train"), TrainPanel(turns, models, self.desk.scene), folded=True)
        self.keys = DraftKeys(self.desk, theirs.panels, models.drafts)

    def _addLine(self, name: str, panel: Panel) -> None:
        """What is always seen, without a section round it."""
        self.panels[name] = panel
        self._layout.insertWidget(self._layout.count() - 1, panel.widget)

    def _add(self, name: str, title: str, panel: Panel, *, folded: bool = False) -> None:
        section = ctk.ctkCollapsibleButton()
        section.setText(title)
        inside = qt.QVBoxLayout(section)
        inside.setContentsMargins(4, 4, 4, 4)
        inside.addWidget(panel.widget)
        section.setProperty("collapsed", folded)
        self.panels[name], self.sections[name] = panel, section
        self._layout.insertWidget(self._layout.count() - 1, section)

    def _takeAway(self) -> None:
        if self.keys:
            self.keys.remove()
            self.keys = None
        for panel in self.panels.values():
            panel.close()
        for widget in self.sections.values():
            discard(widget)
        self.panels, self.sections = {}, {}
        models, self.models = self.models, None
        if models:
            models.close()

    def _look(self) -> None:
        if self.models and self.desk.turns.isIdle():
            self.models.poll()
