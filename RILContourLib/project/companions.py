"""Other images of the same exam, found by naming rules.

A rule is a path with placeholders. For the series ``exam1/t1/scan.nii.gz``: ``{stem}`` is ``scan``, ``{ext}`` is
``.nii.gz``, ``{name}`` is ``scan.nii.gz``, ``{folder}`` is ``exam1/t1`` and ``{parent}`` is ``exam1``. A rule with
``{folder}`` or ``{parent}`` starts at the images' folder, any other one beside the series.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from .definitions import Definitions

_EXTENSIONS = (".nii.gz", ".nii")
_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")


def split_name(file_name: str) -> tuple[str, str]:
    """Stem and extension of a file's name, where ``.nii.gz`` is one extension."""
    for extension in _EXTENSIONS:
        if file_name.lower().endswith(extension) and len(file_name) > len(extension):
            return file_name[: -len(extension)], file_name[-len(extension) :]
    stem, dot, extension = file_name.rpartition(".")
    return (stem, dot + extension) if stem else (file_name, "")


def companion_names(definitions: Definitions, series_name: str) -> dict[str, str]:
    """Where a series' companions would be, by companion id: paths with ``/`` from the images' folder.

    Whether they exist is for the caller to find out. A rule that leads back to the series itself gives nothing.
    """
    folder, _, name = series_name.rpartition("/")
    stem, extension = split_name(name)
    parts = {"folder": folder, "parent": folder.rpartition("/")[0], "name": name, "stem": stem, "ext": extension}
    paths = {companion.id: _companion_path(companion.pattern, parts) for companion in definitions.companions}
    return {companion_id: path for companion_id, path in paths.items() if path != series_name}


def companions_among(definitions: Definitions, names: Iterable[str]) -> set[str]:
    """Those of `names` (all image files found) that are companions of others, and so no series of their own.

    What only a companion claims is a series again. Where rules lead in a circle, the first name in order is the series.
    """
    if not definitions.companions:
        return set()
    found = sorted(names)
    existing = set(found)
    claims = {name: existing.intersection(companion_names(definitions, name).values()) for name in found}
    claimers = Counter(path for paths in claims.values() for path in paths)
    series: set[str] = set()
    companions: set[str] = set()

    def settle(first: str) -> None:
        """Make `first` a series and decide all that follows from it."""
        pending = [first]
        while pending:
            name = pending.pop()
            if name in series or name in companions:
                continue
            series.add(name)
            for companion in sorted(claims[name] - series - companions):
                companions.add(companion)
                for released in claims[companion]:
                    claimers[released] -= 1
                    if claimers[released] == 0:
                        pending.append(released)

    for name in found:
        if claimers[name] == 0:
            settle(name)
    for name in found:
        settle(name)
    return companions


def _companion_path(pattern: str, parts: dict[str, str]) -> str:
    pieces, from_root = _rule(pattern)
    path = "".join([parts.get(piece, piece) if number % 2 else piece for number, piece in enumerate(pieces)])
    whole = path if from_root else f"{parts['folder']}/{path}"
    return "/".join([part for part in whole.split("/") if part]) if "//" in f"/{whole}/" else whole


@lru_cache(maxsize=256)
def _rule(pattern: str) -> tuple[tuple[str, ...], bool]:
    """A rule cut up, every second piece the name of a placeholder; and whether it starts at the images' folder."""
    pieces = tuple(_PLACEHOLDER.split(pattern))
    return pieces, "folder" in pieces[1::2] or "parent" in pieces[1::2]
