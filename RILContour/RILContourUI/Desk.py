"""What is open in the application: at most one project, one of its series, and the nodes that show it."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import qt

from RILContourLib.panels.observing import Panel, Signal
from RILContourLib.project.roi import ROI
from RILContourLib.session.project import Project

from .Models import Models
from .RecentProjects import remember
from .SeriesInScene import SeriesInScene
from .Turns import Turns
from .ViewsInScene import ViewsInScene

_LOOK_EVERY_MS = 1000
_LET_GO_S = 0.001

_log = logging.getLogger(__name__)


class Desk(Panel):
    """Also what scripts use: `openProject`, then `models.workspace.open(name)`, `session`, `wait`.

    `projectSwitched` tells that `models` are others (None without a project); `unseen` are messages about the safety of
    edits that nobody had read when the last project was closed. Methods are for the GUI thread.
    """

    def __init__(self, scene: Any) -> None:
        super().__init__()
        self.scene = scene
        self.turns = Turns()
        self.models: Models | None = None
        self.series: SeriesInScene | None = None
        self._views: ViewsInScene | None = None
        self.unseen: tuple[str, ...] = ()
        self.projectSwitched: Signal[[]] = Signal()
        self._look = qt.QTimer()
        self._look.setInterval(_LOOK_EVERY_MS)
        self._look.timeout.connect(self._lookAround)

    @property
    def project(self) -> Project | None:
        return self.models.workspace.project if self.models else None

    @property
    def session(self) -> Any:
        """The open series' `EditSession`, with which scripts annotate; None if nothing is open for editing."""
        opened = self.models.workspace.opened if self.models else None
        return opened.session if opened else None

    def openProject(self, path: str | Path) -> Project:
        """Open the project of a folder or file, instead of what is open. RILContourError if that cannot be."""
        return self._show(Project.open(path))

    def createProject(self, folder: str | Path, name: str, rois: Sequence[ROI]) -> Project:
        """Make a project of a folder of images, and open it. RILContourError if that cannot be."""
        return self._show(Project.create(folder, name=name, rois=rois))

    def closeProject(self) -> None:
        """Save and close the open series, take its nodes out of the scene, and end the project's threads."""
        self._look.stop()
        models, series, self.models, self.series = self.models, self.series, None, None
        if models and series:
            series.settle()
            models.close()
            self._keepUnseen(models)
            series.close()
            self._views.close()
            self.turns.flush()
            self.projectSwitched.tell()
            self.changed.tell()

    def _keepUnseen(self, models: Models) -> None:
        """What could not be saved is told after the project's panels are gone, too."""
        self.unseen = tuple(message.text for message in models.workspace.messages.unseen)
        for text in self.unseen:
            _log.warning("%s", text)

    def leaveScene(self) -> None:
        """Save and close the open series, and take its nodes out of the scene, before this returns."""
        if self.models and self.series:
            self.series.settle()
            self.models.closeSeries()
            self.series.remove()

    def close(self) -> None:
        """Close what is open, for good."""
        self.closeProject()
        self.turns.stop()
        super().close()

    def wait(self, seconds: float = 60.0) -> bool:
        """For scripts: let the application go on until all that was asked for is done; False if it took longer."""
        until_s = time.monotonic() + seconds
        while not self.turns.isIdle():
            if time.monotonic() > until_s:
                return False
            qt.QCoreApplication.processEvents()
            time.sleep(_LET_GO_S)  # other threads do the work that is waited for
        return True

    def _show(self, project: Project) -> Project:
        self.closeProject()
        self.models = Models(project, self.turns)
        self.series = SeriesInScene(self.scene, self.turns, self.models)
        self._views = ViewsInScene(self.scene, self.turns, self.models, self.series)
        remember(str(project.file))
        self.projectSwitched.tell()
        self.changed.tell()
        self.models.browser.load()
        self._look.start()
        return project

    def _lookAround(self) -> None:
        self.turns.flush()  # threads that are not the turns' own, as a training's, cannot start a turn for their news
        if self.models and self.turns.isIdle():  # work that takes long is not to be queued again and again
            self.models.workspace.poll()
            self.models.browser.poll()
