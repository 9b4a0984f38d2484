"""A training that is over as a new version of its model: one rename, with all that made it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import __version__
from ..errors import ModelError
from ..exchange.csv_writer import write_csv
from ..files import replace_file
from ..models.description_file import read_description
from ..training.plan import DESCRIPTION, NETWORK, RESULT, Plan
from ..training.records import EpochRecord, best_of, curves_csv
from ..training.scores import MEASURES
from .model import Model
from .training_start import DATASET_FILE

if TYPE_CHECKING:
    from .project import Project

CURVES_FILE = "curves.csv"
_DATASET_COLUMNS = ("series", "version", "approved", "subset", "slices", "image_sha256", "digest")


def publish_training(project: Project, plan: Plan, folder: Path, curves: Sequence[EpochRecord]) -> Model:
    """Publish the network that the training wrote to `folder`. ModelError; then there is no version, and a resumed
    training publishes it without learning anything anew."""
    best = best_of(curves)
    if best is None or not (folder / NETWORK).is_file():
        message = f"{plan.model} has not been trained for a whole epoch, so there is nothing to publish."
        raise ModelError(message)
    description = read_description(folder / DESCRIPTION)
    description = replace(description, made_from=_made_from(plan, folder, curves, best))
    files = {NETWORK: folder / NETWORK, CURVES_FILE: folder / CURVES_FILE, DATASET_FILE: folder / DATASET_FILE}
    try:
        replace_file(files[CURVES_FILE], curves_csv(curves))
        files[DATASET_FILE].unlink(missing_ok=True)
        write_csv(files[DATASET_FILE], _DATASET_COLUMNS, _dataset_rows(plan))
    except OSError as error:
        message = f"{folder} cannot be written to: {error.strerror or error}; make room and resume."
        raise ModelError(message) from error
    return project.models.publish(description, files, by=project.user)


def _dataset_rows(plan: Plan) -> list[tuple[Any, ...]]:
    return [
        (
            each.name,
            each.version,
            each.approved,
            "validation" if each.validation else "train",
            each.slices,
            each.image_sha256,
            each.digest,
        )
        for each in plan.series
    ]


def _made_from(plan: Plan, folder: Path, curves: Sequence[EpochRecord], best: EpochRecord) -> dict[str, Any]:
    """How it was trained, as model.yaml has it."""
    options = plan.options.to_json()
    augmentation = options.pop("augmentation")
    for said_elsewhere in ("notes", "rois", "intensity", "depth", "width", "norm", "accept", "from_scratch"):
        options.pop(said_elsewhere)
    kept = [each for each in plan.series if each.validation]
    libraries = json.loads((folder / RESULT).read_bytes())["libraries"]
    return {
        "trained_by": f"rilcontour {__version__}",
        "started_from": plan.start or "random weights",
        "classes": list(plan.classes),
        "dataset": {
            "digest": plan.digest,
            "list": DATASET_FILE,
            "annotation": plan.accepted,
            "series": len(plan.series),
            "slices": sum(each.slices for each in plan.series),
            "validation_series": len(kept),
        },
        "split": {"by": plan.split, "seed": plan.options.seed, "part": plan.options.validation},
        "network": plan.shape.to_json(),
        "options": {key: value for key, value in options.items() if value is not None},
        "augmentation": {**augmentation, "flip": "never" if plan.left_right is None else "left and right"},
        "validation": {
            "measure": MEASURES[plan.shape.task],
            "on": "slices of the patients that were trained with" if plan.split == "slices" else "other patients",
            "epoch": best.epoch,
            "epochs": len(curves),
            "mean": _rounded(best.score),
            "by_class": {name: _rounded(score) for name, score in best.scores.items()},
        },
        "libraries": libraries,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
