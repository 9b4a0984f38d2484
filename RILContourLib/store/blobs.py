"""Files named by what they hold: `masks/<h>.mask`. Written once, checked before each use, never overwritten."""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Callable
from pathlib import Path

from ..annotation.content import BlobReference
from ..errors import CorruptStore
from ..files import NotAPlainFile, fsync_folder, open_plain_file, write_new_file
from .entry import sha256_of
from .failures import unreachable
from .publishing import publish_file, temporary_path
from .rename_exclusively import rename_exclusively

logger = logging.getLogger(__name__)

SUFFIX = ".mask"
_LARGEST_BYTES = 1 << 32
_NAME = re.compile(r"[0-9a-f]{32}")


class Blobs:
    """The blobs of one sidecar. Methods may be called from several threads and processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, blob: str) -> Path:
        if not _NAME.fullmatch(blob):
            message = f"{blob!r} in {self.folder.parent} is not the name of a mask; run  rilcontour verify  to see all."
            raise CorruptStore(message)
        return self.folder / f"{blob}{SUFFIX}"

    def read(self, wanted: BlobReference) -> bytes:
        """The blob's bytes. CorruptStore when the file is missing or not the one that is meant."""
        path = self.path(wanted.blob)
        content = self._content(path, wanted.bytes)
        if content is None:
            message = f"{path} is missing; bring it back from a backup, or open an earlier version."
            raise CorruptStore(message)
        if len(content) != wanted.bytes or sha256_of(content) != wanted.sha256:
            message = f"{path} is damaged; bring it back from a backup, or open an earlier version."
            raise CorruptStore(message)
        return content

    def is_intact(self, wanted: BlobReference) -> bool:
        """Whether the file is there with that size and sha256."""
        content = self._content(self.path(wanted.blob), wanted.bytes)
        return content is not None and len(content) == wanted.bytes and sha256_of(content) == wanted.sha256

    def put(
        self, blob: str, make: Callable[[], bytes], holds: Callable[[bytes], bool], largest_bytes: int = _LARGEST_BYTES
    ) -> BlobReference:
        """Keep what `make` returns under the name `blob`, flushed; the folder is flushed by `flush`.

        A file of that name that `holds` what it should is used as it is, whichever compressor wrote it; one that does
        not, or is larger than `largest_bytes`, is set aside as `<blob>.mask.damaged-<n>`. StoreError.
        """
        path = self.path(blob)
        existing = self._content(path, largest_bytes)
        if existing is not None and holds(existing):
            return BlobReference(blob, len(existing), sha256_of(existing))
        try:
            if existing is not None:
                self.set_aside(path)
            content = make()
            if not self._write(path, content):  # somebody else wrote the same mask at the same moment
                return self.put(blob, lambda: content, holds, largest_bytes)
        except OSError as error:
            raise unreachable(path, error) from error
        return BlobReference(blob, len(content), sha256_of(content))

    def flush(self) -> None:
        """Make the names of the blobs survive a power loss. StoreError."""
        try:
            fsync_folder(self.folder)
        except OSError as error:
            raise unreachable(self.folder, error) from error

    def set_aside(self, path: Path) -> None:
        """Rename a damaged blob, so that a good one can take its place and nothing is lost."""
        for number in range(1, 1000):
            target = path.with_name(f"{path.name}.damaged-{number}")
            try:
                _rename(path, target)
            except FileExistsError:
                continue
            except FileNotFoundError:
                return  # another process was quicker
            logger.warning("%s is damaged and was set aside as %s", path, target.name)
            return

    def _write(self, path: Path, content: bytes) -> bool:
        temporary = temporary_path(self.folder)
        try:
            write_new_file(temporary, content)
            publish_file(temporary, path, content)
        except FileExistsError:
            return False
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink()
        return True

    def _content(self, path: Path, largest_bytes: int) -> bytes | None:
        """What the file holds, of one that is too large only that much; b"" if it is no file, None if it is missing."""
        try:
            with open_plain_file(path) as file:
                return file.read(largest_bytes + 1)
        except FileNotFoundError:
            return None
        except NotAPlainFile:
            return b""
        except OSError as error:
            raise unreachable(path, error) from error


def _rename(path: Path, target: Path) -> None:
    try:
        rename_exclusively(path, target)
    except (FileNotFoundError, FileExistsError):
        raise
    except OSError:
        if target.exists():
            raise FileExistsError(target) from None
        path.rename(target)
