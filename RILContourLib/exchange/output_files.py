"""Files for others: whole or not at all, and never over something that is there unless that was asked for."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from ..errors import ExchangeError


def write_output(path: Path, write: Callable[[BinaryIO], None], *, overwrite: bool = False) -> None:
    """Create `path`, and its folders, with what `write` puts into the open file.

    Until it is complete it has a temporary name in the same folder. ExchangeError if `path` exists and `overwrite` is
    not set, also if another process created it meanwhile. OSError as the system raises it.
    """
    if not overwrite and os.path.lexists(path):
        raise _exists(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name[:100]}.{secrets.token_hex(6)}.tmp")
    try:
        with temporary.open("xb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        if overwrite:
            temporary.replace(path)
        else:
            _publish_new(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def write_output_text(path: Path, text: str, *, overwrite: bool = False) -> None:
    """The same for a text, in UTF-8."""
    content = text.encode("utf-8", "replace")
    write_output(path, lambda file: _write_all(file, content), overwrite=overwrite)


def _write_all(file: BinaryIO, content: bytes) -> None:
    file.write(content)


def _publish_new(temporary: Path, path: Path) -> None:
    """Give the file its name unless that is taken; link() decides where there is one."""
    try:
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(temporary)
            return
    except OSError:  # a file system without hard links
        if not os.path.lexists(path):
            temporary.replace(path)
            return
    raise _exists(path)


def _exists(path: Path) -> ExchangeError:
    return ExchangeError(f"{path} exists already and was left as it is; allow overwriting, or choose another folder.")
