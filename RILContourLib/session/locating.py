"""From what a person names (a folder, the place they are in, an image's path) to a project and its series."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import DefinitionsError, UsageError
from ..files import full_path
from ..project.definitions import PROJECT_FILE
from ..project.globs import glob_problem

if TYPE_CHECKING:
    from .project import Project

_GLOB_MARKS = "*?["


def nearest_project_file(start: Path) -> Path:
    """The project file in `start` or in the nearest folder above it. DefinitionsError if there is none."""
    here = full_path(start)
    for folder in (here, *here.parents):
        if (folder / PROJECT_FILE).is_file():
            return folder / PROJECT_FILE
    message = (
        f"There is no {PROJECT_FILE} in {here} or above it: name the project's folder, or make one with  "
        "rilcontour project create FOLDER."
    )
    raise DefinitionsError(message)


def project_file_of(place: Path) -> Path | None:
    """The project file that a folder holds, or the file itself if it is one; None for anything else."""
    if (place / PROJECT_FILE).is_file():
        return place / PROJECT_FILE
    return place if place.suffix in (".yaml", ".yml") and place.is_file() else None


def series_name(project: Project, text: str) -> str:
    """The series that a name or the path of an image means. UnknownSeries."""
    given = unicodedata.normalize("NFC", text)
    if given in project:
        return given
    name = _name_of_path(project, text)
    return name if name is not None and name in project else project[given].name


def names_or_patterns(project: Project, texts: Iterable[str]) -> tuple[str, ...]:
    """For a `Selection`: glob patterns as they are, else the name of a series. UnknownSeries, UsageError."""
    return tuple(
        _checked(text)
        if text not in project and any(mark in text for mark in _GLOB_MARKS)
        else series_name(project, text)
        for text in texts
    )


def _checked(pattern: str) -> str:
    problem = glob_problem(pattern)
    if problem:
        message = f"The pattern {pattern!r} {problem}."
        raise UsageError(message)
    return pattern


def _name_of_path(project: Project, text: str) -> str | None:
    """The path below the images' folder, with slashes; None if it is outside. A link to an image keeps its own name."""
    path = Path(text).expanduser().absolute()
    path = path.parent.resolve() / path.name
    root = project.images_root
    return unicodedata.normalize("NFC", path.relative_to(root).as_posix()) if path.is_relative_to(root) else None
