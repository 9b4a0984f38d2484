"""All that is seen of the module: the project's panel, and those of the open project in foldable sections."""

from __future__ import annotations

import ctk
import qt
import slicer
from slicer.i18n import tr as _

from .BrowserPanel import BrowserPanel
from .DatasetPanel import DatasetPanel
from .Desk import Desk
from .Discarding import discard
from .EditorPanel import EditorPanel
from .HistoryPanel import HistoryPanel
from .Panel import Panel
from .ProjectPanel import ProjectPanel
from .ROIPanel import ROIPanel
from .SeriesPanel import SeriesPanel
from .ShortcutHelp import hideShortcuts
from .ShortcutKeys import ShortcutKeys
from .SlicesPanel import SlicesPanel
from .StatisticsPanel import StatisticsPanel
from .TemplatePanel import TemplatePanel
from .TextPanel import TextPanel
from .ViewsPanel import ViewsPanel
from .WindowClosing import WindowClosing

_BROWSER_WIDTH = 320  # pixels: names of series and their states beside each other


class ModulePanel:
    """`panels`, by name, and the `sections` round them live as long as a project is open."""

    def __init__(self, desk: Desk, layout: qt.QVBoxLayout) -> None:
        self.desk = desk
        self.panels: dict[str, Panel] = {}
        self.browserDock: qt.QDockWidget | None = None
        self._layout = layout
        self.sections: dict[str, qt.QWidget] = {}
        self.keys: ShortcutKeys | None = None
        self._entered = False
        self.projectPanel = ProjectPanel(desk)
        layout.addWidget(self.projectPanel.widget)
        layout.addStretch(1)
        self._unsubscribe = desk.projectSwitched.subscribe(self._switch)
        self.windowClosing = WindowClosing(desk)

    def enter(self) -> None:
        self._entered = True
        if self.keys:
            self.keys.install()
            self.panels["Editor"].enter()
            self.browserDock.show()

    def exit(self) -> None:
        self._entered = False
        hideShortcuts()
        if self.keys:
            self.keys.remove()
            self.panels["Editor"].exit()
            self.browserDock.hide()

    def showBrowser(self) -> None:
        """Bring the browser's window back, and before others."""
        self.browserDock.show()
        self.browserDock.raise_()

    def leaveScene(self) -> None:
        """The scene is closed: hold none of its nodes."""
        if self.panels:
            self.panels["Editor"].leaveScene()

    def close(self) -> None:
        self._unsubscribe()
        self.windowClosing.end()
        hideShortcuts()
        self._takeAway()
        self.projectPanel.close()

    def _switch(self) -> None:
        self._takeAway()
        if self.desk.models:
            self._build()
            if self._entered:
                self.enter()

    def _build(self) -> None:
        turns, models, series = self.desk.turns, self.desk.models, self.desk.series
        self._add("Series", None, SeriesPanel(turns, models))
        self._add("ROI", _("ROI"), ROIPanel(turns, models))
        self._add("Editor", _("Tools"), EditorPanel(self.desk))
        self._add("Text", _("Text"), TextPanel(turns, models))
        self._add("Slices", _("Slices"), SlicesPanel(turns, models))
        self._add("Views", _("Views"), ViewsPanel(turns, models), folded=True)
        self._add("Statistics", _("Statistics"), StatisticsPanel(turns, models, series), folded=True)
        self._add("History", _("History"), HistoryPanel(turns, models, series), folded=True)
        self._add("Dataset", _("Dataset"), DatasetPanel(turns, models), folded=True)
        self._add("Template", _("ROI of the project"), TemplatePanel(turns, models), folded=True)
        self.panels["Browser"] = BrowserPanel(turns, models)
        title = _("Series of {project}").format(project=models.workspace.project.name)
        self.browserDock = _dock(title, self.panels["Browser"].widget)
        self.panels["Series"].ui.browserButton.clicked.connect(lambda: self.showBrowser())
        self.keys = ShortcutKeys(self.desk, self.panels)

    def _add(self, name: str, title: str | None, panel: Panel, *, folded: bool = False) -> None:
        """Put a panel below those that are there, in a section that can be folded if it has a title."""
        self.panels[name] = panel
        shown = panel.widget
        if title is not None:
            shown = section = ctk.ctkCollapsibleButton()
            section.setText(title)
            section.setSizePolicy(qt.QSizePolicy.Preferred, qt.QSizePolicy.Preferred)  # by itself it cannot shrink
            inside = qt.QVBoxLayout(section)
            inside.setContentsMargins(4, 4, 4, 4)
            inside.addWidget(panel.widget)
            section.setProperty("collapsed", folded)
            self.sections[name] = section
        self._layout.insertWidget(self._layout.count() - 1, shown)

    def _takeAway(self) -> None:
        if self.keys:
            self.keys.remove()
            self.keys = None
        for panel in self.panels.values():
            panel.close()
        for widget in (*self.sections.values(), self.browserDock):
            if widget is not None:
                discard(widget)
        self.panels, self.sections, self.browserDock = {}, {}, None


def _dock(title: str, widget: qt.QWidget) -> qt.QDockWidget:
    """A window at the right of the application's, or of its own where there is none."""
    window = slicer.util.mainWindow()
    dock = qt.QDockWidget(title, window)
    dock.setObjectName("RILContourBrowserDock")
    dock.setWidget(widget)
    if window and not window.restoreDockWidget(dock):  # where it was when the application was closed
        window.addDockWidget(qt.Qt.RightDockWidgetArea, dock)
        window.resizeDocks([dock], [_BROWSER_WIDTH], qt.Qt.Horizontal)
    return dock
