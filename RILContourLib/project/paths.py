"""Paths that a project file names: which are allowed, and where they are."""

from __future__ import annotations

import ntpath
import posixpath
from pathlib import Path

from .definitions import Definitions


def leaves_the_project(path: str) -> bool:
    """Whether a path could be outside the project's folder: absolute (in any system's way), with ``..`` or a drive."""
    slashed = path.replace("\\", "/")
    absolute = posixpath.isabs(slashed) or bool(ntpath.splitdrive(path)[0]) or slashed.startswith("~")
    return absolute or ".." in slashed.split("/")


def images_folder(project_file: Path, definitions: Definitions) -> Path:
    """The folder below which the series are."""
    return _from(project_file, definitions.images)


def annotations_folder(project_file: Path, definitions: Definitions) -> Path:
    """The folder that the sidecars mirror the image tree in: by default the images' own."""
    return _from(project_file, definitions.annotations or definitions.images)


def models_folder(project_file: Path, definitions: Definitions) -> Path:
    """The project's model library."""
    return _from(project_file, definitions.models)


def metadata_file(project_file: Path, definitions: Definitions) -> Path | None:
    """The CSV file with more about the series, if the project has one."""
    return None if definitions.metadata is None else _from(project_file, definitions.metadata)


def workflow_file(project_file: Path, definitions: Definitions) -> Path | None:
    """The file with the project's workflow; None if there is none or it stands in the project file itself."""
    return _from(project_file, definitions.workflow) if isinstance(definitions.workflow, str) else None


def _from(project_file: Path, path: str) -> Path:
    """`path` from the project file's folder, with no ``.`` in it; links are left as they are."""
    return project_file.parent.joinpath(path)
