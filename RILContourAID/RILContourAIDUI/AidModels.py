"""The view models of one project's networks, and the threads that do their long work."""

from __future__ import annotations

from pathlib import Path

import qt
from RILContourUI.Desk import Desk
from RILContourUI.Turns import Worker

from RILContourLib.inference.child_runner import ChildRunner
from RILContourLib.inference.runner import Runner, ThreadRunner
from RILContourLib.inference.tensorflow_import import tensorflow_is_safe_here
from RILContourLib.panels.drafts_panel import DraftsPanel
from RILContourLib.panels.metrics_panel import MetricsPanel
from RILContourLib.panels.models_engine import Engine
from RILContourLib.panels.models_panel import ModelsPanel
from RILContourLib.panels.run_panel import RunPanel
from RILContourLib.panels.train_panel import TrainPanel
from RILContourLib.panels.wizard_panel import WizardPanel

from .Explaining import Explaining
from .Installing import installWithSlicer

_CHILD_KEY = "RILContour/RunInChildProcess"
_QUICK, _LONG = ("libraries", "annotations"), ("predictions", "trials", "measures")


def runsInChildProcess() -> bool:
    """Whether this user wants networks in a process of their own."""
    return qt.QSettings().value(_CHILD_KEY) in (True, "true")


def setRunsInChildProcess(on: bool) -> None:
    qt.QSettings().setValue(_CHILD_KEY, on)


def newRunner() -> Runner:
    """A thread of the application; a process of its own where the graphics driver leaves no room beside, or on wish."""
    return ChildRunner() if runsInChildProcess() or not tensorflow_is_safe_here() else ThreadRunner()


class AidModels:
    """They follow the desk's own models, and are closed with its project."""

    def __init__(self, desk: Desk, requirements: Path) -> None:
        models, turns = desk.models, desk.turns
        quick = {name: Worker(turns, f"AID {name}") for name in _QUICK}
        self._long = {name: Worker(turns, f"AID {name}", long=True) for name in _LONG}
        self._quick = quick
        self.workspace, self.views, self.browser = models.workspace, models.views, models.browser
        self.shelf = ModelsPanel(self.workspace, quick["libraries"])
        self.engine = Engine(installer=lambda tell, cancel: installWithSlicer(requirements))
        self.run = RunPanel(self.workspace, self.browser, self.shelf, self._long["predictions"], newRunner, self.engine)
        self.drafts = DraftsPanel(self.workspace)
        self.drafts.follow(self.views)
        runner = self.run.queue.runner
        self.wizard = WizardPanel(self.workspace, self.shelf, self.drafts, runner, self._long["trials"])
        self.explaining = Explaining(desk, self.shelf)
        self.train = TrainPanel(self.workspace, quick["annotations"], engine=self.engine)
        self.metrics = MetricsPanel(self.workspace, self.browser, self._long["measures"])
        self.run.queue.drafted.subscribe(lambda _series: self.drafts.refresh())
        self.train.published.subscribe(lambda _label: self.shelf.refresh())

    def refresh(self) -> None:
        """Look at everything, as the panels are shown."""
        self.shelf.refresh()
        self.drafts.refresh()
        self.train.refresh()
        self.metrics.refresh()

    def poll(self) -> None:
        """Look what others did meanwhile; about once a second."""
        self.shelf.poll()
        self.drafts.poll()
        self.engine.poll()

    def close(self) -> None:
        """Stop what runs, and end the threads; finished drafts stay, and trainings can be resumed."""
        self.train.close()
        self.metrics.close()
        self.wizard.close_wizard()
        self.wizard.close()
        self.explaining.close()
        self.run.close()
        self.drafts.close()
        self.shelf.close()
        for worker in (*self._long.values(), *self._quick.values()):
            worker.close(finish=False)
