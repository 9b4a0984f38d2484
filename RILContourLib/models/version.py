"""One version of a model: a folder with model.yaml and the files that it names."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..errors import ModelError
from ..files import open_plain_file
from .description import ModelDescription
from .description_file import FILE_NAME, read_description
from .looking_apart import look_at_network
from .network_info import NetworkInfo

CHUNK_BYTES = 1 << 20


def sha256_of(file: Path) -> str:
    """64 hex digits. ModelError, naming the file, if it cannot be read."""
    digest = hashlib.sha256()
    try:
        with open_plain_file(file) as opened:
            while chunk := opened.read(CHUNK_BYTES):
                digest.update(chunk)
    except OSError as error:
        message = f"{file} cannot be read: {error.strerror or error}."
        raise ModelError(message) from error
    return digest.hexdigest()


@dataclass(frozen=True)
class ModelVersion:
    """`number` counts from 1; a published version never changes."""

    folder: Path
    number: int

    @cached_property
    def description(self) -> ModelDescription:
        """What its model.yaml says. DefinitionsError."""
        return read_description(self.folder / FILE_NAME)

    @property
    def name(self) -> str:
        """The model's name: that of the folder around it."""
        return self.folder.parent.name

    @property
    def label(self) -> str:
        """`name@version`, as makers of slices are called."""
        return f"{self.name}@{self.number}"

    @property
    def weights(self) -> Path:
        return self.folder / self.description.weights.file

    @property
    def architecture(self) -> Path | None:
        name = self.description.weights.architecture
        return None if name is None else self.folder / name

    @property
    def code_files(self) -> tuple[Path, ...]:
        """Files that are Python code."""
        return tuple(self.folder / name for name in sorted(self.description.files) if name.endswith(".py"))

    @cached_property
    def network(self) -> NetworkInfo | None:
        """What its file holds, without running anything of it; None where only its own code can tell. ModelError."""
        architecture = self.architecture
        if architecture is not None and architecture.suffix == ".py":
            return None
        return look_at_network(self.weights, architecture)

    def verify(self) -> None:
        """ModelError about the first file that is missing, is not the one that was published, or is not listed."""
        listed = self.description.files
        for name in (self.description.weights.file, self.description.weights.architecture):
            if name is not None and name not in listed:
                message = f"{self.folder / FILE_NAME} names {name}, but gives no sha256 of it: publish the model again."
                raise ModelError(message)
        for name, expected in listed.items():
            if sha256_of(self.folder / name) != expected:
                message = (
                    f"{self.folder / name} is not the file that was published with its {FILE_NAME}: copy it from where "
                    "it came from, or publish it as a new version."
                )
                raise ModelError(message)
