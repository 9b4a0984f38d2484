"""Two models for the demonstration, trained on the spot on its own CT: of the lungs, and of a slice's level."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ..progress import CancelToken, Progress, no_progress
from ..project.text_field import TextField
from ..training.options import TrainOptions
from .demo import REFERENCE, SERIES
from .demo_copies import copy_name, deformed_copy, write_copy
from .training import train
from .training_report import TrainReport

if TYPE_CHECKING:
    from .project import Project

LUNGS = ("right-lung", "left-lung")
LUNG_MODEL, LEVEL_MODEL = "lungs", "spine-level"
COPIES = (1, 2)
"""Deformed copies of the CT (see `demo_copies`), which nobody has seen: to be drafted."""
LEVELS = {
    "cervical": "cervical-vertebral-column",
    "thoracic": "thoracic-vertebral-column",
    "lumbar": "lumbar-vertebral-column",
}
LEVEL = TextField(
    "spine-level",
    "Level of the spine",
    about="slice",
    kind="choice",
    choices=tuple(LEVELS),
    help="Which part of the spine has most voxels in the slice.",
)
_NOTES = (
    "Trained on the demonstration's own CT, one patient, to show how it is done: it says nothing about how well such a "
    "model does on other patients. For research only; not for clinical use."
)
_SMALL = TrainOptions(depth=3, width=8, batch=4, learning_rate=5e-3, notes=_NOTES)
LUNG_OPTIONS = replace(_SMALL, rois=LUNGS, epochs=12)
LEVEL_OPTIONS = replace(_SMALL, field=LEVEL.id, epochs=10)


def make_demo_models(
    project: Project, *, progress: Progress = no_progress, cancel: CancelToken | None = None
) -> list[TrainReport]:
    """Train both, and draft the copies with them; what is there already stays.

    The lungs of the reference are said to be complete, and the level of each slice is answered from its segments, as
    versions of their own. Cancelled, ModelError, MissingDependency.
    """
    state_what_is_known(project)
    for number in COPIES:
        write_copy(project, deformed_copy(project, number))
    project.refresh()
    reports = []
    for name, options in ((LUNG_MODEL, LUNG_OPTIONS), (LEVEL_MODEL, LEVEL_OPTIONS)):
        if name not in project.models:
            report = train(project, name, None, options, progress=progress, cancel=cancel)
            reports.append(report)
        for number in COPIES:
            series = project[copy_name(number)]
            if not any(draft.model.startswith(f"{name}@") for draft in series.drafts):
                project.models[name].predict(series, progress=progress, cancel=cancel)
    return reports


def state_what_is_known(project: Project) -> None:
    """Say that the reference's lungs are complete, and answer the level of each slice from its segments."""
    if LEVEL.id not in {field.id for field in project.definitions.text}:
        project.redefine(replace(project.definitions, text=(*project.definitions.text, LEVEL)))
    series = project[SERIES]
    levels = slice_levels(project)
    with series.edit() as annotation:
        for roi in LUNGS:
            if annotation[roi].status == "in progress":
                annotation[roi].status = "complete"
        with annotation.using(maker=f"imported:{REFERENCE}", tool="from segments"):
            for number, level in enumerate(levels):
                if level is not None and annotation.slice(number).text.get(LEVEL.id) is None:
                    annotation.slice(number).text[LEVEL.id] = level
        annotation.save("Lungs complete; levels of the spine from its segments")


def slice_levels(project: Project) -> list[str | None]:
    """The part of the spine that has most voxels in each slice of the CT; None where there is none."""
    reference = project[SERIES].read(1).annotation
    counts = np.stack([reference.mask(roi).to_array().sum(axis=(0, 1)) for roi in LEVELS.values()])
    names = list(LEVELS)
    return [names[int(column.argmax())] if column.any() else None for column in counts.T]
