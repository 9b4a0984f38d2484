"""Files for others: whole or not at all, and never over something that is there unless that was asked for."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from ..errors import ExchangeError, Remedy


@contextlib.contextmanager
def open_output(path: Path, *, overwrite: bool = False) -> Iterator[BinaryIO]:
    """A new binary file that becomes `path` when the block ends, and leaves nothing if the block raises.

    Folders are made. ExchangeError if `path` exists and `overwrite` is not set, also if another process created it
    meanwhile. OSError as the system raises it.
    """
    if not overwrite:
        refuse_existing(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name[:50]}.{secrets.token_hex(6)}.tmp")  # 50 characters are at most 200 bytes
    try:
        with temporary.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if overwrite:
            temporary.replace(path)
        else:
            _publish_new(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def write_output(path: Path, content: bytes, *, overwrite: bool = False) -> None:
    """The same for content that is at hand."""
    with open_output(path, overwrite=overwrite) as file:
        file.write(content)


def refuse_existing(path: Path) -> None:
    """ExchangeError if something has that name, a broken link included."""
    if os.path.lexists(path):
        raise _exists(path)


def _publish_new(temporary: Path, path: Path) -> None:
    """Give the file its name unless that is taken; link() decides where there is one."""
    try:
        path.hardlink_to(temporary)
    except FileExistsError as error:
        raise _exists(path) from error
    except OSError:  # a file system without hard links
        refuse_existing(path)
        temporary.replace(path)


def _exists(path: Path) -> ExchangeError:
    message = f"{path} exists already and was left as it is; allow overwriting, or choose another folder."
    return ExchangeError(message, remedies=(Remedy.OVERWRITE,))
