"""Explaining beside the page: TensorFlow runs in a child process of its own, whatever else runs models."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..inference.child_runner import ChildRunner
from ..panels.explain_panel import ExplainPanel
from ..panels.explain_state import SliceAt
from ..panels.opened import OpenSeries
from ..panels.workspace import Workspace
from .worker import Worker, what_failed


class Explaining:
    """The panel's view model, its thread and its child process, which is started for the first question.

    The child is not the one that drafts: a slice is explained within seconds also while a whole dataset is drafted.
    """

    def __init__(
        self,
        workspace: Workspace,
        at: Callable[[], SliceAt],
        pixels_of: Callable[[OpenSeries, int], np.ndarray],
    ) -> None:
        self._worker = Worker("explaining")
        self._worker.failed = lambda error: workspace.messages.say(what_failed(error), "error")
        self._runner = ChildRunner()
        self.panel = ExplainPanel(workspace, at, self._runner, self._worker, pixels_of)

    def close(self) -> None:
        """Stop what is under way, and end the thread and the child."""
        self.panel.close()
        self._worker.close()
        self._runner.close()
