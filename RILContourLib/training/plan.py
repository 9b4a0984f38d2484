"""A training on its way: all that the process which trains needs to know, in a folder of this user's own.

The folder is `training/<project id>/<model>/` in the user's state folder, never on the shared disk of the project:
`plan.json`, `slices/` (pixels and labels as they were when training began), `checkpoint.npz`, and at the end
`network.keras`. It is removed once the model is published.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..errors import ModelError
from ..files import replace_file
from .network_kinds import NetworkShape
from .options import TrainOptions
from .preparing import PreparedSlices
from .splitting import SplitKind

SCHEMA = 1
PLAN, SLICES, CHECKPOINT = "plan.json", "slices", "checkpoint.npz"
NETWORK, RESULT, DESCRIPTION = "network.keras", "result.json", "model.yaml"


@dataclass(frozen=True)
class DataSeries:
    """A series in the dataset: which version of it, its image's sha256, and a digest of all that was learned from it.

    parts : stems of its files, one a frame; slices : how many they hold; validation : kept back as a whole
    """

    name: str
    version: int
    approved: bool
    image_sha256: str
    digest: str
    validation: bool
    parts: tuple[str, ...]
    slices: int


@dataclass(frozen=True)
class Plan:
    """What is trained, how, on what.

    classes : ids of ROI, or answers as text; left_right : the axis (0 rows, 1 columns) that slices may be mirrored
    along; start : the version (`name@number`) whose weights training begins with, and its folder
    digest : of the whole dataset; accepted : which annotation was taken for true
    """

    model: str
    project: str
    options: TrainOptions
    shape: NetworkShape
    classes: tuple[str, ...]
    series: tuple[DataSeries, ...]
    split: SplitKind
    digest: str
    accepted: str
    left_right: int | None = None
    start: str | None = None
    start_folder: str | None = None

    def prepared(self, folder: Path) -> list[tuple[DataSeries, PreparedSlices]]:
        """The files of all series, below the training's folder."""
        return [(each, PreparedSlices(folder / SLICES, stem)) for each in self.series for stem in each.parts]

    def save(self, folder: Path) -> None:
        """ModelError if the folder cannot be written to."""
        value = asdict(self) | {"schema": SCHEMA, "options": self.options.to_json(), "shape": self.shape.to_json()}
        try:
            replace_file(folder / PLAN, json.dumps(value, indent=1).encode())
        except OSError as error:
            message = f"{folder} cannot be written to: {error.strerror or error}."
            raise ModelError(message) from error

    @staticmethod
    def load(folder: Path) -> Plan:
        """ModelError if there is none, or it is none that this version can go on with."""
        file = folder / PLAN
        try:
            return _plan(json.loads(file.read_bytes()))
        except OSError as error:
            message = f"{file} cannot be read: {error.strerror or error}; train without resuming."
            raise ModelError(message) from error
        except (ValueError, KeyError, TypeError) as error:
            message = f"{file} is not the plan of a training that this version can go on with; train without resuming."
            raise ModelError(message) from error


def _plan(value: Mapping[str, Any]) -> Plan:
    if value["schema"] != SCHEMA:
        message = f"schema {value['schema']}"
        raise ValueError(message)
    series = tuple(DataSeries(**{**each, "parts": tuple(each["parts"])}) for each in value["series"])
    given = {key: held for key, held in value.items() if key != "schema"}
    return Plan(
        **{
            **given,
            "options": TrainOptions.from_json(value["options"]),
            "shape": NetworkShape.from_json(value["shape"]),
            "classes": tuple(value["classes"]),
            "series": series,
        }
    )
