"""Folders of models that this user looks into besides the project's: shared by a group, or downloaded."""

from __future__ import annotations

from pathlib import Path

from ..errors import ModelError
from ..files import replace_file
from ..models.library import Library
from ..store.user_folders import state_folder

FILE_NAME = "model-folders.txt"


def shared_folders() -> tuple[Path, ...]:
    """In the order in which they were added; folders that are away just now are among them. ModelError."""
    file = state_folder() / FILE_NAME
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return ()
    except OSError as error:
        message = f"{file}, the list of model folders, cannot be read: {error.strerror or error}."
        raise ModelError(message) from error
    return tuple(Path(line) for line in lines if line and Path(line).is_absolute())


def shared_libraries() -> tuple[Library, ...]:
    """The libraries in these folders."""
    return tuple(Library(folder) for folder in shared_folders())


def add_shared_folder(folder: Path) -> None:
    """Look into a folder from now on. ModelError if it is none, or its name cannot be kept on a line."""
    folder = folder.expanduser().absolute()
    if not folder.is_dir() or "\n" in str(folder):
        message = f"{folder} is no folder; name one that holds models, each as <name>/<version>/."
        raise ModelError(message)
    _keep((*(each for each in shared_folders() if each != folder), folder))


def remove_shared_folder(folder: Path) -> None:
    """Look into it no more; the folder itself stays as it is."""
    _keep(tuple(each for each in shared_folders() if each != folder))


def _keep(folders: tuple[Path, ...]) -> None:
    file = state_folder() / FILE_NAME
    try:
        replace_file(file, "".join(f"{folder}\n" for folder in folders).encode())
    except OSError as error:
        message = f"{file}, the list of model folders, cannot be written: {error.strerror or error}."
        raise ModelError(message) from error
