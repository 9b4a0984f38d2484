"""What reading a zip or HDF5 file raises that is damaged, or was made to do harm."""

from __future__ import annotations

import contextlib
import errno
import zipfile
import zlib

from ..files import NotAPlainFile

DAMAGED_ZIP: tuple[type[Exception], ...] = (
    *(OSError, EOFError, zipfile.BadZipFile, zlib.error),
    ValueError,  # names, of the file and in it
    RuntimeError,  # passwords; NotImplementedError, ways to compress
)
with contextlib.suppress(ImportError):  # Python was built without it
    from lzma import LZMAError

    DAMAGED_ZIP += (LZMAError,)

# What h5py raises for damage; for what is no HDF5 file at all it raises OSError.
DAMAGED_HDF5: tuple[type[Exception], ...] = (KeyError, RuntimeError, TypeError, ValueError)


def reason_of(error: Exception, damaged: str) -> str:
    """In the system's words if it could not read; `damaged` if what it read makes no sense."""
    is_from_content = getattr(error, "errno", None) == errno.EINVAL and not isinstance(error, NotAPlainFile)
    return damaged if is_from_content else getattr(error, "strerror", None) or damaged
