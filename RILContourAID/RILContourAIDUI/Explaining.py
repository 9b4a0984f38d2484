"""Explaining beside the application: TensorFlow runs in a child process of its own, whatever else runs models."""

from __future__ import annotations

import numpy as np
from RILContourUI.Desk import Desk
from RILContourUI.SeriesInScene import SeriesInScene
from RILContourUI.Turns import Worker

from RILContourLib.inference.child_runner import ChildRunner
from RILContourLib.panels.explain_panel import ExplainPanel
from RILContourLib.panels.explain_state import SliceAt
from RILContourLib.panels.models_panel import ModelsPanel
from RILContourLib.panels.opened import OpenSeries
from RILContourLib.panels.views_panel import ViewsPanel


class Explaining:
    """`panel` is the view model. The child is started for the first question.

    It is not the one that drafts: a slice is explained within seconds also while a whole dataset is drafted.
    """

    def __init__(self, desk: Desk, shelf: ModelsPanel) -> None:
        self._views: ViewsPanel = desk.models.views
        self._series: SeriesInScene = desk.series
        self._worker = Worker(desk.turns, "AID explanations", long=True)
        self._runner = ChildRunner()
        workspace, used = desk.models.workspace, lambda: shelf.used.label if shelf.used else None
        self.panel = ExplainPanel(workspace, self._slice, self._runner, self._worker, self._pixels, used)

    def close(self) -> None:
        """Stop what is under way, and end the thread and the child."""
        self.panel.close()
        self._worker.close(finish=False)
        self._runner.close()

    def _slice(self) -> SliceAt:
        """The slice of the plane that the panel names."""
        views = self._views
        main = next((plane for plane in views.planes if plane.name == views.state.main), None)
        axis = main.axis if main else 2
        return SliceAt(axis, views.place[axis], views.frame)

    def _pixels(self, opened: OpenSeries, frame: int) -> np.ndarray:
        """A frame in file order, from memory if it is shown; on the worker's thread."""
        current = self._series.current
        if current and current.image.info == opened.image and current.pixels.frame == frame:
            return current.image.display.from_node_array(current.pixels.array_kji)
        return opened.series.pixels(frame)
