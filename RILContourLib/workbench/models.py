"""The view models of one project, and the threads that do their long work."""

from __future__ import annotations

from ..panels.browser import Browser
from ..panels.dataset import DatasetPanel
from ..panels.history import HistoryPanel
from ..panels.keyboard import KeyboardAnswers
from ..panels.roi_panel import ROIPanel
from ..panels.slices import SlicesPanel
from ..panels.statistics import StatisticsPanel
from ..panels.template_editor import TemplateEditor
from ..panels.text_panel import TextPanel
from ..panels.workspace import Workspace
from ..session.project import Project
from .worker import Worker


class Models:
    """Opening and saving have a thread, listing the project's series another, work on the whole dataset a third."""

    def __init__(self, project: Project) -> None:
        self._files = Worker("files")
        self._listing = Worker("listing")
        self._dataset = Worker("dataset")
        self.workspace = Workspace(project, self._files)
        self.browser = Browser(self.workspace, self._listing)
        self.rois = ROIPanel(self.workspace)
        self.template = TemplateEditor(self.workspace)
        self.text = TextPanel(self.workspace)
        self.keyboard = KeyboardAnswers(self.workspace, self.text)
        self.slices = SlicesPanel(self.workspace)
        self.statistics = StatisticsPanel(self.workspace)
        self.history = HistoryPanel(self.workspace)
        self.dataset = DatasetPanel(self.workspace, self.browser, self._dataset)

    def close(self) -> None:
        """Save and close the open series, and end the threads; edits are kept, long work is stopped."""
        self.browser.close()
        self.dataset.cancel()
        self._listing.close(finish=True)
        self._dataset.close()
        self.workspace.close()
        self._files.close(finish=True)
