"""What the Explain panel has its executor do: learn what can be asked about a model, and ask it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..explain.abilities import Abilities
from ..explain.explanation import Explanation, Question
from ..inference.runner import Runner
from ..progress import CancelToken, Progress
from ..session.explaining import abilities_of, explain_series
from ..session.project import Project
from .explain_choices import method_names, region_options, target_options
from .explain_state import Asked, Option, SliceAt
from .opened import OpenSeries


@dataclass(frozen=True)
class Learned:
    """What can be asked about a model on one series."""

    model: str
    series: str
    targets: tuple[Option, ...]
    regions: tuple[Option, ...]
    abilities: Abilities

    def possible(self, asked: Asked) -> Asked:
        """What was asked of another model or series, as far as this one has it."""
        found = self.abilities
        method = next(each for each in (asked.method, "grad-cam", "saliency") if not found.why_not(each))
        targets = ids(self.targets)
        target = asked.target if asked.target in targets else next(iter(targets), None)
        layer = asked.layer if asked.layer in {each.name for each in found.layers_for(method)} else None
        within = asked.within if asked.within in ids(self.regions) else None
        return Asked(asked.model, target, within, method, layer)

    def title(self, asked: Asked, layer: str | None) -> str:
        """What a map is of: `Grad-CAM · conv2 · Liver · lungs@2`."""
        target = next((each.label for each in self.targets if each.id == asked.target), asked.target)
        shown = None if asked.method == "output" else target
        return " · ".join(each for each in (method_names()[asked.method], layer, shown, asked.model) if each)


@dataclass(frozen=True, eq=False)
class Request:
    """What is to be explained of which slice; of all of them, if `whole`."""

    opened: OpenSeries
    asked: Asked
    at: SliceAt
    whole: bool
    cancel: CancelToken


def learn(project: Project, opened: OpenSeries, label: str, runner: Runner | None, cancel: CancelToken) -> Learned:
    """Load the model's network, and look. Errors as `session.explaining` has them."""
    model = project.models[label]
    targets = target_options(model.description, opened.definitions)
    regions = region_options(model.description, opened.definitions)
    return Learned(
        label, opened.name, targets, regions, abilities_of(model, opened.series, runner=runner, cancel=cancel)
    )


def answer(
    project: Project, request: Request, image: np.ndarray | None, runner: Runner | None, progress: Progress
) -> Explanation:
    """The map that was asked for; image : the voxels, where the shell has them. Errors as `learn`; Cancelled."""
    request.cancel.check()
    opened, asked, at = request.opened, request.asked, request.at
    within = opened.annotation.mask(asked.within, at.frame).to_array() if asked.within else None
    slices = None if request.whole else (at.number, at.number + 1)
    question = Question((asked.method,), asked.layer, asked.target, within, slices, at.axis)
    (found,) = explain_series(
        opened.series,
        project.models[asked.model or ""],
        question,
        frame=at.frame,
        image=image,
        runner=runner,
        progress=progress,
        cancel=request.cancel,
    )
    return found


def ids(options: tuple[Option, ...]) -> tuple[str, ...]:
    """What can be chosen."""
    return tuple(each.id for each in options)
