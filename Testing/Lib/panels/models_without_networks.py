"""Published models whose networks nobody runs: a runner that answers in their place."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

import numpy as np

from RILContourLib import Project
from RILContourLib.errors import RILContourError
from RILContourLib.explain.abilities import Abilities
from RILContourLib.explain.explanation import Explanation
from RILContourLib.explain.otsu import otsu_threshold
from RILContourLib.explain.structure import LayerInfo
from RILContourLib.explain.task import AbilitiesTask, ExplainTask
from RILContourLib.models.description import ModelDescription, NetworkInput, NetworkOutput, OutputClass, Weights

LAYERS = (
    LayerInfo("conv1", "Conv2D", (12, 10), 8, False, True),
    LayerInfo("pool", "MaxPooling2D", (6, 5), 8, False, False),
    LayerInfo("conv2", "Conv2D", (6, 5), 16, False, True),
)
NO_CAM = "CAM can be had only of networks that end otherwise."


def publish(project: Project, name: str = "lungs", *, task: str = "segmentation", by: str = "") -> str:
    """Another version of a model that drafts liver and spleen, or says how good the image is; its label."""
    if task == "segmentation":
        classes = (OutputClass(1, roi="liver"), OutputClass(2, roi="spleen"))
    else:
        classes = tuple(OutputClass(n, field="quality", answer=said) for n, said in enumerate(("good", "motion")))
    weights = project.folder / "weights.keras"
    weights.write_bytes(b"weights that nobody loads")
    output = NetworkOutput("softmax", classes)
    described = ModelDescription(name, name, task, Weights(weights.name, "keras"), NetworkInput("slice"), output)
    return project.models.publish(described, {weights.name: weights}, by=by).label


class AnsweringRunner:
    """Does tasks at once: a network's map of a place is its number plus the sum of its indices, and 0 on the border.

    asked : the tasks, as they came; fails_with : raised instead of an answer
    """

    def __init__(self) -> None:
        self.asked: list[object] = []
        self.fails_with: Exception | None = None
        self.before: Callable[[object], object] = lambda task: None

    def submit(self, task, *, progress=lambda *said: None, cancel=None) -> Future:
        answer: Future = Future()
        self.asked.append(task)
        self.before(task)
        try:
            if cancel:
                cancel.check()
            if self.fails_with:
                raise self.fails_with
            answer.set_result(_answer(task, progress))
        except RILContourError as error:
            answer.set_exception(error)
        return answer

    def close(self) -> None:
        """Nothing is kept."""


def _answer(task, progress):
    if isinstance(task, AbilitiesTask):
        return Abilities(LAYERS, "conv2", NO_CAM)
    assert isinstance(task, ExplainTask)
    question, shape = task.question, task.geometry.shape
    start, stop = question.slices or (0, shape[question.axis])
    progress(stop - start, stop - start, task.version.label)
    values = values_of(shape, task.version.number)
    values = np.moveaxis(np.moveaxis(values, question.axis, 0)[start:stop], 0, question.axis)
    method = question.methods[0]
    layer = (question.layer or "conv2") if method in ("grad-cam", "sam", "output") else None
    return (
        Explanation(
            values,
            method,
            task.version.label,
            layer,
            str(question.target),
            otsu_threshold(values),
            axis=question.axis,
            slices=(start, stop),
            frame=task.frame,
        ),
    )


def values_of(shape, number) -> np.ndarray:
    """The map of a whole image."""
    values = (np.indices(shape).sum(axis=0) + number).astype(np.float32)
    for axis in (0, 1):
        np.moveaxis(values, axis, 0)[[0, -1]] = 0
    return values
