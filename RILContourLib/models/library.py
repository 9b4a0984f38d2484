"""A folder of models that several people share: `<library>/<name>/<version>/`, published by one rename."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from ..errors import ModelError
from ..files import fsync_folder, open_plain_file, write_new_file
from ..project.findings import nearest
from ..project.section import ID_RULE, is_identifier
from ..store.folders import make_folders
from .description import ModelDescription
from .description_file import FILE_NAME, is_plain_name
from .description_writer import description_text
from .version import CHUNK_BYTES, ModelVersion, sha256_of

INCOMING = ".incoming-"
MOST_TRIES = 100
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
"""What the folder of a version is called; larger numbers are nobody's versions, and fit into no message to a page."""


class Library:
    """Reading takes no lock: a version is there as a whole or not at all, and never changes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> tuple[str, ...]:
        """Models that have a version, in the order of their names. ModelError if the folder cannot be read."""
        return tuple(name for name in _folders_in(self.folder) if is_identifier(name) and self.numbers(name))

    def numbers(self, name: str) -> tuple[int, ...]:
        """The versions of a model, oldest first; none for a model that is not there."""
        return tuple(sorted(n for n in self._taken(name) if (self._place(name, n) / FILE_NAME).is_file()))

    def __getitem__(self, label: str) -> ModelVersion:
        """A version by `name@number`, or the newest by `name`. ModelError names those that are there."""
        name, _, number = label.partition("@")
        if not is_identifier(name) or not (numbers := self.numbers(name)):
            known = self.names()
            have = f"there are {', '.join(known)}" if known else "it has none yet"
            message = f"{self.folder} has no model {name!r}{nearest(name, known)}; {have}."
            raise ModelError(message)
        if not number:
            return ModelVersion(self._place(name, numbers[-1]), numbers[-1])
        if not _NUMBER.fullmatch(number) or int(number) not in numbers:
            message = f"{name} has no version {number!r} in {self.folder}; it has {', '.join(map(str, numbers))}."
            raise ModelError(message)
        return ModelVersion(self._place(name, int(number)), int(number))

    def history(self, name: str) -> tuple[ModelVersion, ...]:
        """All versions of a model, oldest first. ModelError as for `[name]`."""
        newest = self[name]
        return tuple(ModelVersion(self._place(newest.name, n), n) for n in self.numbers(newest.name))

    def newest(self) -> dict[str, int]:
        """The newest version of each model; what to compare for noticing that somebody published one."""
        return {name: self.numbers(name)[-1] for name in self.names()}

    def publish(self, description: ModelDescription, files: Mapping[str, Path], *, by: str = "") -> ModelVersion:
        """Copy `files` (names in the model's folder, and where they are) and publish them as the next version.

        ModelError if a name is none for a file, the weights are missing, or the library cannot be written to; then
        nothing was published.
        """
        _check(description, files)
        incoming = self._make_incoming()
        try:
            digests = {name: _copy(source, incoming / name) for name, source in sorted(files.items())}
            now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
            full = replace(description, files=digests, made_by=by or description.made_by, published=now)
            write_new_file(incoming / FILE_NAME, description_text(full).encode())
            fsync_folder(incoming)
            return self._give_number(incoming, description.name)
        except OSError as error:
            message = f"{self.folder} cannot take the model {description.name}: {error.strerror or error}."
            raise ModelError(message) from error
        finally:
            shutil.rmtree(incoming, ignore_errors=True)

    def _make_incoming(self) -> Path:
        incoming = self.folder / f"{INCOMING}{secrets.token_hex(8)}"
        make_folders(incoming)
        return incoming

    def _give_number(self, incoming: Path, name: str) -> ModelVersion:
        make_folders(self.folder / name)
        for _ in range(MOST_TRIES):
            number = max(self._taken(name), default=0) + 1
            place = self._place(name, number)
            try:
                # Renaming a folder never replaces one that holds something, so of two that publish one goes on.
                incoming.rename(place)
            except OSError:
                if not place.exists():
                    raise
                continue
            fsync_folder(place.parent)
            return ModelVersion(place, number)
        message = f"{self.folder / name} has others publishing all the time; try again."
        raise ModelError(message)

    def _taken(self, name: str) -> Iterator[int]:
        return (int(each) for each in _folders_in(self.folder / name) if _NUMBER.fullmatch(each))

    def _place(self, name: str, number: int) -> Path:
        return self.folder / name / str(number)


def _check(description: ModelDescription, files: Mapping[str, Path]) -> None:
    if not is_identifier(description.name):
        message = f"A model cannot be named {description.name!r}: a name has {ID_RULE}."
        raise ModelError(message)
    wrong = next((name for name in files if not is_plain_name(name)), None)
    if wrong is not None:
        message = f"A model's file cannot be named {wrong!r}: use letters, digits, spaces, '.', '-' and '_'."
        raise ModelError(message)
    for needed in (description.weights.file, description.weights.architecture):
        if needed is not None and needed not in files:
            message = f"The model {description.name} says that it needs {needed}, which was not given."
            raise ModelError(message)


def _copy(source: Path, target: Path) -> str:
    """Copy a file, flushed to the disk; returns its sha256 as it was written."""
    try:
        with open_plain_file(source) as read, target.open("xb") as written:
            shutil.copyfileobj(read, written, CHUNK_BYTES)
            written.flush()
            os.fsync(written.fileno())
    except FileNotFoundError as error:
        message = f"{source} cannot be published: there is no such file."
        raise ModelError(message) from error
    return sha256_of(target)


def _folders_in(folder: Path) -> tuple[str, ...]:
    found: list[str] = []
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        try:
            found = [each.name for each in os.scandir(folder) if each.is_dir()]
        except PermissionError as error:
            message = f"{folder} may not be read: ask its owner for the permission."
            raise ModelError(message) from error
    return tuple(sorted(found))
