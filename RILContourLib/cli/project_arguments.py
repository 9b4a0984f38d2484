"""Which project and which series a command is about."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from ..errors import DefinitionsError, UsageError
from ..session.locating import nearest_project_file, project_file_of, series_name
from ..session.project import Project
from .arguments import a_name

# What a single word means where the project may be left out.
_AFTER_PROJECT = {"out": "OUT", "source": "FOLDER|FILE", "series": "SERIES"}

WHO = "act as this user (the one in RILCONTOUR_USER, or else the system's)"


def add_project(parser: ArgumentParser) -> None:
    """`[PROJECT]` and `--user`; declared before all other positional arguments."""
    where = "the project's folder or file (the nearest one, from the current folder upwards)"
    parser.add_argument("project", nargs="?", type=a_name, metavar="PROJECT", help=where)
    parser.add_argument("--user", type=a_name, metavar="NAME", help=WHO)


def add_one_series(parser: ArgumentParser) -> None:
    """`SERIES`, after the project."""
    parser.add_argument("series", type=a_name, metavar="SERIES", help="a series' name, or the path of its image")


def add_named_series(parser: ArgumentParser) -> None:
    """`[SERIES ...]`, after the project: at least one, see `open_project_and_series`."""
    parser.add_argument(
        "series", nargs="*", type=a_name, metavar="SERIES", help="series' names, or paths of images; at least one"
    )


def add_some_series(parser: ArgumentParser) -> None:
    """`[SERIES ...]`, after the project: all unless named."""
    parser.add_argument(
        "series", nargs="*", type=a_name, metavar="SERIES", help="names, patterns such as 'a/**', or images (all)"
    )


def project_file(arguments: Namespace) -> Path:
    """The file of the project that was named, or of the nearest one. UsageError if there is none."""
    if arguments.project is None:
        return _nearest_project_file(arguments)
    place = Path(arguments.project).expanduser()
    file = project_file_of(place)
    if file is None and not place.exists():
        message = f"{place} is not there; name the project's folder or its file."
        raise UsageError(message)
    return file or place


def _nearest_project_file(arguments: Namespace) -> Path:
    """Where there is none, something is missing on the command line: the project, or what its name stands for."""
    try:
        return nearest_project_file(Path())
    except DefinitionsError as error:
        for argument, metavar in _AFTER_PROJECT.items():
            given = getattr(arguments, argument, None)
            if isinstance(given, str | Path) and project_file_of(Path(given).expanduser()):
                message = f"{metavar} is missing: {given}, which stands in its place, is the project."
                raise UsageError(message) from error
        raise UsageError(str(error)) from error


def open_project(arguments: Namespace) -> Project:
    """The project that was named, or the nearest one."""
    return Project.open(project_file(arguments), user=arguments.user)


def open_project_and_names(arguments: Namespace) -> tuple[Project, list[str]]:
    """For `[PROJECT] [SERIES ...]`: a first word that is no project is a series of the nearest one."""
    first = arguments.project
    if first is None or Path(first).expanduser().is_dir() or project_file_of(Path(first).expanduser()):
        return open_project(arguments), arguments.series
    arguments.project = None
    return open_project(arguments), [first, *arguments.series]


def open_project_and_series(arguments: Namespace) -> tuple[Project, list[str]]:
    """The project, and the names of the series, of which at least one has to be named. UnknownSeries, UsageError."""
    project, texts = open_project_and_names(arguments)
    if not texts:
        message = "Name at least one series."
        raise UsageError(message)
    return project, [series_name(project, text) for text in texts]
