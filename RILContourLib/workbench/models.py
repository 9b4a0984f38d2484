"""The view models of one project, and the threads that do their long work."""

from __future__ import annotations

from ..panels.browser import Browser
from ..panels.dataset import DatasetPanel
from ..panels.drafts_panel import DraftsPanel
from ..panels.history import HistoryPanel
from ..panels.keyboard import KeyboardAnswers
from ..panels.metrics_panel import MetricsPanel
from ..panels.models_engine import Engine
from ..panels.models_panel import ModelsPanel
from ..panels.roi_panel import ROIPanel
from ..panels.run_panel import RunPanel
from ..panels.slices import SlicesPanel
from ..panels.statistics import StatisticsPanel
from ..panels.template_editor import TemplateEditor
from ..panels.text_panel import TextPanel
from ..panels.train_panel import TrainPanel
from ..panels.wizard_panel import WizardPanel
from ..panels.workspace import Workspace
from ..session.project import Project
from .worker import Worker, what_failed


class Models:
    """Opening and saving have a thread, listing the project's series another, work on the whole dataset a third.

    Networks run in a child process: the views draw by OpenGL, beside which TensorFlow is not loaded. Its queue has a
    thread, trials of the wizard another, looking into libraries a third.
    """

    def __init__(self, project: Project) -> None:
        self._files = Worker("files")
        self._listing = Worker("listing")
        self._dataset = Worker("dataset")
        self._measures = Worker("measures")
        self._of_networks = {name: Worker(name) for name in ("libraries", "predictions", "trials", "installing")}
        self.workspace = Workspace(project, self._files)
        for worker in (self._files, self._listing, self._dataset, self._measures, *self._of_networks.values()):
            worker.failed = lambda error: self.workspace.messages.say(what_failed(error), "error")
        self.browser = Browser(self.workspace, self._listing)
        self.rois = ROIPanel(self.workspace)
        self.template = TemplateEditor(self.workspace)
        self.text = TextPanel(self.workspace)
        self.keyboard = KeyboardAnswers(self.workspace, self.text)
        self.slices = SlicesPanel(self.workspace)
        self.statistics = StatisticsPanel(self.workspace)
        self.history = HistoryPanel(self.workspace)
        self.dataset = DatasetPanel(self.workspace, self.browser, self._dataset)
        workers = self._of_networks
        self.shelf = ModelsPanel(self.workspace, workers["libraries"])
        engine = Engine(workers["installing"])
        self.run = RunPanel(self.workspace, self.browser, self.shelf, workers["predictions"], engine=engine)
        self.drafts = DraftsPanel(self.workspace)
        self.wizard = WizardPanel(self.workspace, self.shelf, self.drafts, self.run.queue.runner, workers["trials"])
        self.run.queue.drafted.subscribe(lambda _series: self.drafts.refresh())
        self.metrics = MetricsPanel(self.workspace, self.browser, self._measures)
        self.train = TrainPanel(self.workspace, self._measures, engine=engine)

    def poll(self) -> None:
        """Look what others did meanwhile; about once a second."""
        self.workspace.poll()
        self.browser.poll()
        self.shelf.poll()
        self.drafts.poll()
        self.run.engine.poll()

    def close(self) -> None:
        """Save and close the open series, and end the threads; edits are kept, long work is stopped."""
        self.browser.close()
        self.dataset.cancel()
        self._listing.close(finish=True)
        self._dataset.close()
        self.wizard.close_wizard()
        self.run.close()
        self.metrics.close()
        self.train.close()
        self._measures.close()
        for worker in self._of_networks.values():
            worker.close()
        self.workspace.close()
        self._files.close(finish=True)
