"""The text of a new project file."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Mapping
from typing import Any

from ..errors import DefinitionsError
from .check import parse_definitions
from .definitions import Definitions
from .plain import plain_definitions
from .yaml_text import inline, scalar

_COMMENTS = {
    "id": "made once, never edited; names this project's folder in every sidecar",
    "images": "relative to this file",
    "annotations": "sidecars go there, mirroring the image tree",
    "one_roi_per_voxel": "a voxel belongs to at most one ROI",
    "split": "test series are never exported for training, never used to train",
    "metadata": "extra columns by series",
    "models": "model library of this project",
}


def new_definitions_text(definitions: Definitions) -> str:
    """The project file for these definitions, with short comments; reading it gives the same definitions.

    Raises DefinitionsError if the definitions break a rule of the project file.
    """
    plain = plain_definitions(definitions)
    text = "# RIL-Contour project. Edit it in any text editor; then `rilcontour project check` says what is wrong.\n"
    text += "".join(_entry(key, value) for key, value in plain.items())
    if parse_definitions(text.encode(), "the new project file") != definitions:
        message = "The new project file would not say the same as the definitions; names must be trimmed and in NFC."
        raise DefinitionsError(message)
    return text


def new_project_id(name: str) -> str:
    """An id for a new project: what its name sounds like and six random hexadecimal digits, ``chest-ct-7f3a91``."""
    return f"{slug(name, 'project')[:40].rstrip('-')}-{secrets.token_hex(3)}"


def slug(name: str, fallback: str) -> str:
    """`name` as an id: ASCII letters in lower case, digits and ``-``; `fallback` if nothing is left of it."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-")[:64].rstrip("-") or fallback


def _entry(key: str, value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return f"{key}:\n" + "".join(f"  - {inline(item)}\n" for item in value)
    line = f"{key}: {inline(value) if isinstance(value, (Mapping, list)) else scalar(value)}"
    return f"{line:<30} # {_COMMENTS[key]}\n" if key in _COMMENTS else f"{line}\n"
