"""The models that a project can use: its own library, the user's, and others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ..errors import ModelError
from ..models.archive import import_model
from ..models.description import ModelDescription
from ..models.library import Library
from ..project.findings import nearest
from ..store.user_folders import state_folder
from .model import Model

USERS_FOLDER = "models"


def users_library() -> Library:
    """The library of this user on this computer, for models that no project shares yet."""
    return Library(state_folder() / USERS_FOLDER)


class ModelShelf:
    """`project.models`: `shelf["lungs"]` is the newest version of a model, `shelf["lungs@2"]` a certain one.

    libraries : searched in this order; the first is the project's own, where models are published
    """

    def __init__(self, folder: Path, others: tuple[Library, ...] = ()) -> None:
        self.libraries = (Library(folder), *others)

    def __getitem__(self, label: str) -> Model:
        """ModelError, which names the nearest there is."""
        name = label.partition("@")[0]
        for library in self.libraries:
            if library.numbers(name):
                return Model(library[label])
        known = self.names
        have = f"there are {', '.join(known)}" if known else "there are none yet"
        message = f"There is no model {name!r}{nearest(name, known)}; {have} (rilcontour model add)."
        raise ModelError(message)

    def __contains__(self, label: object) -> bool:
        name, _, number = str(label).partition("@")
        numbers = next((found for each in self.libraries if (found := each.numbers(name))), ())
        return bool(numbers) and (not number or number in map(str, numbers))

    def __iter__(self) -> Iterator[Model]:
        """The newest version of each."""
        return (self[name] for name in self.names)

    def __len__(self) -> int:
        return len(self.names)

    @property
    def names(self) -> tuple[str, ...]:
        """Of all libraries, sorted."""
        return tuple(sorted({name for library in self.libraries for name in library.names()}))

    def history(self, name: str) -> list[Model]:
        """All versions of a model, oldest first. ModelError."""
        library = next((each for each in self.libraries if each.numbers(name)), self.libraries[0])
        return [Model(version) for version in library.history(name)]

    def publish(self, description: ModelDescription, files: Mapping[str, Path], *, by: str = "") -> Model:
        """Publish a model in the project's library; see `Library.publish`."""
        return Model(self.libraries[0].publish(description, files, by=by))

    def import_archive(self, archive: Path, *, by: str = "") -> Model:
        """Publish what `export_model` wrote in the project's library. ModelError."""
        return Model(import_model(archive, self.libraries[0], by=by))
