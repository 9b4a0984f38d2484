"""A model version as one zip file, to be sent to somebody who shares no folder."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from pathlib import Path

from ..errors import ModelError
from ..files import open_plain_file
from .description_file import FILE_NAME, is_plain_name, read_description
from .library import Library
from .version import CHUNK_BYTES, ModelVersion

MOST_FILES = 100
LARGEST_BYTES = 20_000_000_000


def export_model(model: ModelVersion, archive: Path) -> None:
    """Write a verified version to a new zip file. ModelError; FileExistsError becomes one, too."""
    model.verify()
    try:
        with zipfile.ZipFile(archive, "x", zipfile.ZIP_STORED) as target:  # weights do not compress
            for name in (FILE_NAME, *sorted(model.description.files)):
                target.write(model.folder / name, name)
    except FileExistsError as error:
        message = f"{archive} is there already: choose another name, or remove it."
        raise ModelError(message) from error
    except OSError as error:
        archive.unlink(missing_ok=True)
        message = f"{archive} cannot be written: {error.strerror or error}."
        raise ModelError(message) from error


def import_model(archive: Path, library: Library, *, by: str = "") -> ModelVersion:
    """Publish what a zip file holds as the next version of its model.

    ModelError if it is no such archive: names that leave the folder, links, folders, too many or too large files, files
    that are not those whose sha256 it gives. Nothing is written outside of a temporary folder before all is checked.
    """
    with tempfile.TemporaryDirectory(prefix="rilcontour-model-") as folder:
        unpacked = Path(folder)
        try:
            with open_plain_file(archive) as opened, zipfile.ZipFile(opened) as source:
                _unpack(source, unpacked, archive)
        except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
            reason = getattr(error, "strerror", None) or "it is no zip file, or damaged, or has a password"
            message = f"{archive} cannot be read: {reason}."
            raise ModelError(message) from error
        description = read_description(unpacked / FILE_NAME)
        ModelVersion(unpacked, 1).verify()
        files = {name: unpacked / name for name in description.files}
        return library.publish(description, files, by=by)


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
