"""The images of a project: where each lies, what its header says, and whether it is the one that was annotated."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import ImageChanged, UnknownSeries
from ..images.header import read_header
from ..images.identity import FileState, ImageIdentity, KnownIdentities, identify
from ..images.image_info import ImageInfo
from ..project.characters import composed
from ..project.companions import companions_among
from ..project.definitions import Definitions
from ..project.finding import find_series
from .failures import unreachable
from .layout import check_series_name


class IdentitiesInMemory:
    """Identities of files that this process looked at; an unchanged file is read once."""

    def __init__(self) -> None:
        self._known: dict[FileState, ImageIdentity] = {}
        self._lock = threading.Lock()

    def find(self, state: FileState) -> ImageIdentity | None:
        with self._lock:
            return self._known.get(state)

    def remember(self, state: FileState, identity: ImageIdentity) -> None:
        with self._lock:
            self._known[state] = identity


@dataclass(frozen=True)
class SeriesImages:
    """The images below `root`, by series name."""

    root: Path
    definitions: Definitions
    known: KnownIdentities

    def names(self) -> Iterator[str]:
        """Names of all series, folder by folder; companions of others are no series of their own."""
        found = (each.name for each in find_series(self.root, self.definitions.include, self.definitions.exclude))
        if not self.definitions.companions:
            yield from found
            return
        names = list(found)
        companions = companions_among(self.definitions, names)
        yield from (name for name in names if name not in companions)

    def path(self, series: str) -> Path:
        """The image's file. UnknownSeries if there is none."""
        found = self.find(series)
        if found is None:
            message = f"The project has no image {series!r} below {self.root}."
            raise UnknownSeries(message)
        return found

    def find(self, series: str) -> Path | None:
        """The image's file, also where the disk writes its name decomposed (NFD); None if there is none."""
        path = self.root
        for part in check_series_name(series).parts:
            below = path / part
            if not os.path.lexists(below):
                same = _composed_alike(path, part)
                if same is None:
                    return None
                below = same
            path = below
        return path if path.is_file() else None

    def header(self, series: str) -> ImageInfo:
        """Grid and affine. UnknownSeries, ImageError."""
        return read_header(self.path(series))

    def identity(self, series: str) -> ImageIdentity:
        """Size and sha256 of the image's bytes. UnknownSeries, ImageError."""
        return identify(self.path(series), self.known)

    def known_identity(self, series: str) -> ImageIdentity | None:
        """The same where it is known without reading the image."""
        return self.known.find(FileState.of(self.path(series)))


def _composed_alike(folder: Path, name: str) -> Path | None:
    """What the folder has under a name that is `name` once composed (NFC)."""
    if name.isascii():
        return None
    try:
        return next((item for item in folder.iterdir() if composed(item.name) == name), None)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise unreachable(folder, error) from error


def describe_image(identity: ImageIdentity, info: ImageInfo) -> dict[str, Any]:
    """The image in a version's plain data: size, sha256, shape with frames, affine (ijk to RAS mm)."""
    geometry = info.geometry
    affine = [[float(value) for value in row] for row in geometry.affine_ijk_to_ras]
    shape = [*geometry.shape, geometry.frames] if geometry.frames > 1 else [*geometry.shape]
    return {"size": identity.size, "sha256": identity.sha256, "shape": shape, "affine": affine}


def check_same_image(series: str, annotated: Mapping[str, Any] | None, now: ImageIdentity) -> None:
    """ImageChanged if `now` is not the image {size, sha256} that a series' log names."""
    if annotated and (annotated["size"], annotated["sha256"]) != (now.size, now.sha256):
        raise ImageChanged(changed_message(series))


def check_same_grid(series: str, image: Mapping[str, Any], current: Mapping[str, Any] | None, info: ImageInfo) -> None:
    """ImageChanged if plain data made on `image` does not belong on the grid of `info`; reads no pixels.

    `current` is the image {size, sha256} that the log goes on with: a later one, where somebody accepted it.
    """
    now = describe_image(ImageIdentity(info.file_size, image["sha256"]), info)
    current = current or image
    same_file = current["sha256"] == image["sha256"]
    if (
        current["size"] != now["size"]
        or image["shape"] != now["shape"]
        or (same_file and image["affine"] != now["affine"])
    ):
        raise ImageChanged(changed_message(series))


def changed_message(series: str) -> str:
    """What to do about an image that changed under its annotation."""
    return (
        f"The image {series} is not the one that was annotated: its bytes changed. Bring the annotated image back; or, "
        "if the new one shows the same on the same grid, accept it with  rilcontour reattach --accept-image."
    )
