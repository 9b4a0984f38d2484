"""Trainings that were stopped or killed, and wait to be resumed, published or thrown away."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ModelError
from ..store.user_folders import state_folder
from ..training.checkpoint import saved_curves
from ..training.plan import PLAN, Plan
from ..training.records import EpochRecord
from ..training.run_lock import only_one
from .training_preparing import clear_training

if TYPE_CHECKING:
    from .project import Project

FOLDER = "training"


@dataclass(frozen=True)
class KeptTraining:
    """A training of this user on this computer that has not been published. Without an epoch there is nothing to
    publish yet, but its slices are prepared."""

    model: str
    plan: Plan
    curves: tuple[EpochRecord, ...]

    @property
    def epochs(self) -> int:
        """That were asked for."""
        return self.plan.options.epochs


def training_folder(project: Project, name: str) -> Path:
    """Where the training of a model is kept: this user's own folder, made if need be. StoreError, ModelError."""
    folder = _folder(project, name)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        message = f"{folder} cannot be made: {error.strerror or error}."
        raise ModelError(message) from error
    return folder


def kept_training(project: Project, name: str) -> KeptTraining | None:
    """The training of this model that waits to go on, if there is one that can."""
    folder = _folder(project, name)
    if not (folder / PLAN).is_file():
        return None
    try:
        return KeptTraining(name, Plan.load(folder), saved_curves(folder))
    except ModelError:
        return None


def kept_trainings(project: Project) -> list[KeptTraining]:
    """All that wait, by the names of their models."""
    folder = _folder(project, "")
    names = sorted(each.name for each in folder.iterdir()) if folder.is_dir() else []
    return [kept for name in names if (kept := kept_training(project, name))]


def discard_training(project: Project, name: str) -> None:
    """Throw it away; published versions stay. ModelError while it is running."""
    folder = training_folder(project, name)
    with only_one(folder, name):
        clear_training(folder)


def _folder(project: Project, name: str) -> Path:
    return state_folder() / FOLDER / project.definitions.id / name
