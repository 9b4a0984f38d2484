"""Networks from files into a project's library."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ModelError
from ..models.description import ModelDescription, Weights, WeightsFormat
from ..models.description_file import is_plain_name, read_description
from ..models.description_writer import description_text
from ..models.looking_apart import look_at_network
from ..models.network_info import NetworkInfo, Shape
from ..models.proposing import output_channels, propose
from ..project.definitions import Definitions
from ..project.new_file import slug
from .model import Model
from .predicting import check_fits

if TYPE_CHECKING:
    from .project import Project

PICKLE_ENDING = ".model"
_WEIGHTS_ENDINGS = (".hdf5", ".h5")


@dataclass(frozen=True)
class NetworkFiles:
    """A network as somebody has it: its weights or whole model, and its architecture where that is another file."""

    weights: Path
    architecture: Path | None = None

    @property
    def info(self) -> NetworkInfo | None:
        """What the files tell without running anything; None where only their own Python code can. ModelError."""
        if self.architecture is not None and self.architecture.suffix == ".py":
            return None
        return look_at_network(self.weights, self.architecture)

    @property
    def as_described(self) -> Weights:
        form: WeightsFormat = "keras" if self.weights.suffix.lower() == ".keras" else "h5"
        if self.architecture is None:
            return Weights(self.weights.name, form)
        return Weights(self.weights.name, "weights", self.architecture.name)

    def by_name(self) -> dict[str, Path]:
        """The files by the names that they have in the model's folder."""
        return {file.name: file for file in (self.weights, self.architecture) if file is not None}


def network_files(file: Path, architecture: Path | None = None) -> NetworkFiles:
    """The files of a network. Of a RIL-Contour pair, NAME.model and NAME.hdf5, the HDF5 file is the network.

    The `.model` file is a pickle, which would run whatever it says: it is not even opened. ModelError if a file is
    missing or has a name that no model's file can have.
    """
    weights = file
    if file.suffix == PICKLE_ENDING:
        beside = [file.with_suffix(ending) for ending in _WEIGHTS_ENDINGS]
        found = next((each for each in beside if each.is_file()), None)
        if found is None:
            message = f"{file} is a pickle and never read; its network should be {beside[0].name} beside it."
            raise ModelError(message)
        weights = found
    for each in (weights, architecture):
        if each is not None and not each.is_file():
            why = "no file" if each.exists() else "not there"
            message = f"{each} is {why}; give the file of the network (.keras, .h5, .hdf5)."
            raise ModelError(message)
        if each is not None and not is_plain_name(each.name):
            message = f"{each.name!r} cannot be a model's file; rename it to letters, digits, '.', '-' and '_'."
            raise ModelError(message)
    return NetworkFiles(weights, architecture)


def proposed_description(files: NetworkFiles, name: str, definitions: Definitions) -> ModelDescription:
    """A description from what the network tells and the project's ROI and questions, in their order. ModelError."""
    info = files.info
    if info is None:
        message = f"What {files.architecture} builds is known only by running it; write a model.yaml by hand."
        raise ModelError(message)
    areas = [roi.id for roi in definitions.rois if roi.kind == "area"]
    answers: list[tuple[str, object]] = []
    for field in definitions.text:
        if field.about in ("series", "slice") and field.kind in ("choice", "choices"):
            answers += [(field.id, choice) for choice in field.choices]
        elif field.about in ("series", "slice") and field.kind == "boolean":
            answers.append((field.id, True))
    return propose(name, info, files.as_described, rois=areas, answers=answers)


def proposed_text(description: ModelDescription) -> str:
    """A model.yaml to be looked over, with a remark on what could not be known."""
    return (
        "# Proposed from the network's file. Look over what the file cannot tell: orientation, spacing, intensities,\n"
        "# and which class is which ROI or answer. Then publish it: rilcontour model add ... --description THIS FILE\n"
        f"{description_text(description)}"
    )


def add_model(project: Project, files: NetworkFiles, described: Path, *, by: str) -> Model:
    """Publish a network with the model.yaml that a person looked over.

    DefinitionsError for a model.yaml that is not valid; ModelError if it is about other files, or the network has not
    what it speaks of; UnknownROI, UnknownField, AnswerRefused if it does not fit the project.
    """
    description = read_description(described)
    if description.weights != files.as_described:
        said, given = description.weights, files.as_described
        message = (
            f"{described} describes {said.file} ({said.format}), but the network given is {given.file} "
            f"({given.format}); correct its  weights."
        )
        raise ModelError(message)
    return publish_network(project, files, description, by=by)


def publish_network(project: Project, files: NetworkFiles, description: ModelDescription, *, by: str) -> Model:
    """Publish a network under a description of it. Errors as `add_model`."""
    check_fits(project.definitions, description)
    check_network(description, files.info)
    return project.models.publish(replace(description, files={}), files.by_name(), by=by)


def check_network(description: ModelDescription, info: NetworkInfo | None) -> None:
    """ModelError if what the network's file tells is not what the description says."""
    if info is None:
        return
    if len(info.inputs) == 1:
        axes = len(info.inputs[0].shape) - 1
        if axes != description.input.dimensions:
            message = (
                f"{description.name} is described as seeing {description.input.dimensions} dimensions "
                f"(kind: {description.input.kind}), but its network takes {info.inputs[0].shape}."
            )
            raise ModelError(message)
        _check_shape(description, info.inputs[0].shape)
    count = output_channels(info)
    asked = max((each.index for each in description.output.classes), default=0)
    if count is not None and asked >= count:
        message = f"{description.name} speaks of class {asked}, but its network gives {count} (counted from 0)."
        raise ModelError(message)
    wanted = description.output.name
    names = [layer.name for layer in info.outputs]
    if wanted is not None and wanted not in names:
        message = f"The network of {description.name} has no output {wanted!r}; it has {', '.join(names)}."
        raise ModelError(message)


def _check_shape(description: ModelDescription, shape: Shape) -> None:
    """ModelError if the network takes another number of channels, or another size, than is described."""
    given = description.input
    channels, sides = (shape[0], shape[1:]) if given.layout == "channels-first" else (shape[-1], shape[:-1])
    seen = given.adjacent * len(given.channels)
    if channels is not None and channels != seen:
        message = (
            f"{description.name} is described as seeing {seen} channels ({given.layout}), but its network takes "
            f"{channels}: look at channels, adjacent and layout."
        )
        raise ModelError(message)
    size = given.size or (None,) * len(sides)
    if any(side is not None and side != wanted for side, wanted in zip(sides, size, strict=True)):
        message = f"The network of {description.name} takes images of {sides}; its size is described as {given.size}."
        raise ModelError(message)


def usual_name(file: Path) -> str:
    """An id for a model from its file's name."""
    return slug(file.name.split(".")[0], "model")
