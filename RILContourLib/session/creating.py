"""Making a new project file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import DefinitionsError
from ..files import write_new_file
from ..project.definitions import PROJECT_FILE, Definitions
from ..project.new_file import new_definitions_text, new_project_id
from ..project.roi import ROI
from ..project.template import rois_from_mappings


def new_project_file(folder: Path, name: str, rois: Sequence[ROI | Mapping[str, Any]], more: Mapping[str, Any]) -> Path:
    """Write `folder`/rilcontour.yaml; nothing is overwritten. DefinitionsError."""
    given = [roi for roi in rois if isinstance(roi, ROI)]
    described = [roi for roi in rois if not isinstance(roi, ROI)]
    if given and described:
        message = "Give the ROI of a new project either as ROI or as mappings, not both."
        raise DefinitionsError(message)
    template = tuple(given) or tuple(rois_from_mappings(described))
    others: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in more.items()}
    try:
        definitions = Definitions(id=new_project_id(name), name=name, rois=template, **others)
    except TypeError as error:
        message = f"A project file cannot be made from these values: {error}."
        raise DefinitionsError(message) from error
    file = folder / PROJECT_FILE
    text = new_definitions_text(definitions)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_new_file(file, text.encode())
    except FileExistsError as error:
        message = f"{file} is there already; open it, or choose another folder for a new project."
        raise DefinitionsError(message) from error
    except OSError as error:
        message = f"{file} cannot be written: {error.strerror or error}."
        raise DefinitionsError(message) from error
    return file
