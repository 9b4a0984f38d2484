"""A model version as one zip file, to be sent to somebody who shares no folder."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from ..errors import DefinitionsError, ModelError, RILContourError
from ..files import open_plain_file
from .damaged import DAMAGED_ZIP, reason_of
from .description_file import FILE_NAME, is_plain_name, read_description
from .library import Library
from .version import CHUNK_BYTES, ModelVersion

MOST_FILES = 100
LARGEST_BYTES = 20_000_000_000


def export_model(model: ModelVersion, archive: Path) -> None:
    """Write a verified version to a new zip file. ModelError; FileExistsError becomes one, too."""
    model.verify()
    try:
        with archive.open("xb") as target:
            try:
                _pack(model, target)
            except BaseException:
                with contextlib.suppress(OSError):
                    archive.unlink()
                raise
    except FileExistsError as error:
        message = f"{archive} is there already: choose another name, or remove it."
        raise ModelError(message) from error
    except (OSError, ValueError) as error:
        message = f"{archive} cannot be written: {getattr(error, 'strerror', None) or error}."
        raise ModelError(message) from error


def import_model(archive: Path, library: Library, *, by: str = "") -> ModelVersion:
    """Publish what a zip file holds as the next version of its model.

    ModelError if it is no such archive: names that leave the folder, links, folders, too many or too large files, files
    that are not those whose sha256 it gives. Nothing is written outside of a temporary folder before all is checked.
    """
    with _temporary_folder(archive) as unpacked:
        try:
            with open_plain_file(archive) as opened, zipfile.ZipFile(opened) as source:
                _unpack(source, unpacked, archive)
            description = read_description(unpacked / FILE_NAME)
            ModelVersion(unpacked, 1).verify()
        except DAMAGED_ZIP as error:
            reason = reason_of(error, "it is no zip file, or damaged, or has a password")
            message = f"{archive} cannot be read: {reason}."
            raise ModelError(message) from error
        except RILContourError as error:  # about a file by its name in a folder that nobody knows
            kind = DefinitionsError if isinstance(error, DefinitionsError) else ModelError
            raise kind(str(error).replace(str(unpacked), str(archive))) from error
        files = {name: unpacked / name for name in description.files}
        return library.publish(description, files, by=by)


def _pack(model: ModelVersion, target: BinaryIO) -> None:
    # Weights do not compress. Times that zip files cannot tell are those of a computer whose clock was wrong.
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, strict_timestamps=False) as archive:
        for name in (FILE_NAME, *sorted(model.description.files)):
            archive.write(model.folder / name, name)


@contextlib.contextmanager
def _temporary_folder(archive: Path) -> Iterator[Path]:
    try:
        folder = tempfile.mkdtemp(prefix="rilcontour-model-")
    except OSError as error:
        message = f"{archive} cannot be unpacked: {error.filename or tempfile.gettempdir()}: {error.strerror or error}."
        raise ModelError(message) from error
    try:
        yield Path(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unpack(source: zipfile.ZipFile, folder: Path, archive: Path) -> None:
    members = source.infolist()
    if len(members) > MOST_FILES or FILE_NAME not in {member.filename for member in members}:
        message = f"{archive} is not a model that was exported: it has no {FILE_NAME}, or more than {MOST_FILES} files."
        raise ModelError(message)
    left = LARGEST_BYTES
    for member in members:
        name = member.filename
        if not (name == FILE_NAME or is_plain_name(name)) or (folder / name).exists():
            message = f"{archive} holds {name[:200]!r}, which cannot be a file of a model; nothing was imported."
            raise ModelError(message)
        left -= member.file_size
        if left < 0 or member.file_size > shutil.disk_usage(folder).free:
            message = f"{archive} would unpack to more than there is room for; nothing was imported."
            raise ModelError(message)
        with source.open(member) as packed, (folder / name).open("xb") as target:
            # zipfile ends a member at the size that its header announces, so this cannot grow beyond it.
            shutil.copyfileobj(packed, target, CHUNK_BYTES)
