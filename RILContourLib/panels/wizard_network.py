"""The network that the wizard is about: its files, what they tell, and code in them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..models.approval import Approvals
from ..models.description import ModelDescription, NetworkInput, NetworkOutput, OutputClass
from ..models.network_info import NetworkInfo, Shape
from ..models.proposing import output_channels
from ..models.version import sha256_of
from ..project.definitions import Definitions
from ..session.adding_models import PICKLE_ENDING, NetworkFiles, network_files, proposed_description, usual_name
from .models_rows import CodeRow
from .translation import _


@dataclass(frozen=True)
class ChosenNetwork:
    """info : None where only the files' own Python code can tell; code : what would run code, to be approved first."""

    files: NetworkFiles
    info: NetworkInfo | None
    proposed: ModelDescription
    outputs: int
    code: tuple[CodeRow, ...] = ()
    remark: str = ""

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What the file tells, as pairs of words."""
        size = _size_words(self.files.weights.stat().st_size)
        if self.info is None:
            return ((_("File"), f"{self.files.weights.name}, {size}"),)
        takes = ", ".join(shape_words(each.shape) for each in self.info.inputs)
        outputs = ", ".join(filter(None, (each.activation for each in self.info.outputs)))
        return (
            (_("File"), f"{self.files.weights.name}, {size}"),
            (_("Takes"), takes),
            (_("Gives"), f"{self.outputs} {_('classes')}{f', {outputs}' if outputs else ''}"),
            (_("Parameters"), f"{self.info.parameters:,}"),
            (_("Saved by Keras"), self.info.keras or _("unknown")),
        )


def choose_network(file: Path, architecture: Path | None, definitions: Definitions) -> ChosenNetwork:
    """Look at a network without running anything of it. ModelError, MissingDependency."""
    files = network_files(file, architecture)
    info = files.info
    name = usual_name(files.weights)
    proposed = _blank(name, files) if info is None else proposed_description(files, name, definitions)
    outputs = (output_channels(info) if info else None) or max(each.index for each in proposed.output.classes) + 1
    remark = ""
    if file.suffix == PICKLE_ENDING:
        remark = _(
            "{pickle} is a pickle, which would run whatever it says; it was not opened. {weights} is the network."
        )
        remark = remark.format(pickle=file.name, weights=files.weights.name)
    return ChosenNetwork(files, info, proposed, outputs, code_of(files, info), remark)


def code_of(files: NetworkFiles, info: NetworkInfo | None) -> tuple[CodeRow, ...]:
    """The files that would run code, and whether this user approved them as they are now."""
    found: dict[Path, tuple[str, ...]] = {}
    if files.architecture and files.architecture.suffix == ".py":
        found[files.architecture] = (_("Python code ({file})").format(file=files.architecture.name),)
    if info and info.runs_code:
        found[files.architecture or files.weights] = info.runs_code
    digests = {file: sha256_of(file) for file in found}
    approved = Approvals().among(digests.values()) if found else frozenset()
    return tuple(CodeRow(file.name, what, digests[file], digests[file] in approved) for file, what in found.items())


def shape_words(shape: Shape) -> str:
    """`512 × 512 × 1`."""
    return " × ".join(_("any") if side is None else str(side) for side in shape)


def _size_words(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(count / 1e3, 0.1):.1f} kB"


def _blank(name: str, files: NetworkFiles) -> ModelDescription:
    """Where nothing can be told: slices, and two classes that stand for nothing yet."""
    output = NetworkOutput("softmax", (OutputClass(1),))
    title = name.replace("-", " ").capitalize()
    return ModelDescription(name, title, "segmentation", files.as_described, NetworkInput("slice"), output)
