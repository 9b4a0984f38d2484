"""The view models of one project, and the threads that do their long work."""

from __future__ import annotations

from RILContourLib.panels.browser import Browser
from RILContourLib.panels.commands import Commands, commands
from RILContourLib.panels.dataset import DatasetPanel
from RILContourLib.panels.history import HistoryPanel
from RILContourLib.panels.keyboard import KeyboardAnswers
from RILContourLib.panels.roi_panel import ROIPanel
from RILContourLib.panels.slices import SlicesPanel
from RILContourLib.panels.statistics import StatisticsPanel
from RILContourLib.panels.template_editor import TemplateEditor
from RILContourLib.panels.text_panel import TextPanel
from RILContourLib.panels.tools_panel import ToolsPanel
from RILContourLib.panels.views_panel import ViewsPanel
from RILContourLib.panels.workspace import Workspace
from RILContourLib.project.definitions import Definitions
from RILContourLib.project.roi import ROI
from RILContourLib.session.project import Project

from .Turns import Turns, Worker


class Models:
    """Opening and saving have a thread, listing the project's series another, work on the whole dataset a third."""

    def __init__(self, project: Project, turns: Turns) -> None:
        self._files = Worker(turns, "files")
        self._listing = Worker(turns, "listing")
        self._dataset = Worker(turns, "dataset")
        self.workspace = Workspace(project, self._files)
        self.browser = Browser(self.workspace, self._listing)
        self.rois = ROIPanel(self.workspace)
        self.template = TemplateEditor(self.workspace)
        self.text = TextPanel(self.workspace)
        self.keyboard = KeyboardAnswers(self.workspace, self.text)
        self.slices = SlicesPanel(self.workspace)
        self.views = ViewsPanel(self.workspace, self.slices)
        self.tools = ToolsPanel(self.workspace, self.rois)
        self.statistics = StatisticsPanel(self.workspace)
        self.history = HistoryPanel(self.workspace)
        self.dataset = DatasetPanel(self.workspace, self.browser, self._dataset)

    @property
    def definitions(self) -> Definitions:
        """Those of the open series, else the project's."""
        opened = self.workspace.opened
        return opened.definitions if opened else self.workspace.project.definitions

    @property
    def currentROI(self) -> ROI | None:
        """The ROI that tools work on, as the template has it; without the counting that `rois.state` takes."""
        current = self.rois.current
        return self.definitions.roi(current) if current else None

    def commands(self) -> Commands:
        """What the shortcuts do that need nothing of the views."""
        return commands(self.workspace, self.rois, self.keyboard)

    def closeSeries(self) -> None:
        """Save and close the open series, and return when that is done."""
        self.workspace.close_series()
        self._files.wait()

    def close(self) -> None:
        """Save and close the open series, and end the threads; edits are kept, long work is stopped."""
        self.browser.close()
        self.dataset.cancel()
        self.workspace.close()
        self._listing.close(finish=False)
        self._dataset.close(finish=False)
        self._files.close(finish=True)
