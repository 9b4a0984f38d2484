"""Where this user's own files of RIL-Contour live: what can be rebuilt (cache) and what must not be lost (state).

Neither is ever on the shared folder of a project. The system's conventions are followed (XDG base directories,
`%LOCALAPPDATA%`, `~/Library`); `RILCONTOUR_CACHE` and `RILCONTOUR_STATE` name other folders.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from ..errors import StoreError

_APPLICATION = "rilcontour"
_Home = Callable[[], Path]  # asked only where needed: a service account may have no home


def cache_folder() -> Path:
    """The user's folder for what can be rebuilt at any time (made if missing, private to the user).

    Raises StoreError when the folder cannot be made.
    """
    return _private_folder(cache_folder_name(os.environ, sys.platform, _home), "RILCONTOUR_CACHE")


def state_folder() -> Path:
    """The user's folder for what exists nowhere else, such as edits that could not reach the project.

    Made if missing, private to the user. Raises StoreError when the folder cannot be made.
    """
    return _private_folder(state_folder_name(os.environ, sys.platform, _home), "RILCONTOUR_STATE")


def cache_folder_name(environment: Mapping[str, str], platform: str, home: _Home) -> Path:
    """Where the cache is on `platform` (a value of `sys.platform`) for that environment; makes nothing."""
    if named := _absolute(environment.get("RILCONTOUR_CACHE")):
        return named
    if platform == "win32":
        return _local_app_data(environment, home) / _APPLICATION / "cache"
    if platform == "darwin":
        return home() / "Library" / "Caches" / _APPLICATION
    return (_absolute(environment.get("XDG_CACHE_HOME")) or home() / ".cache") / _APPLICATION


def state_folder_name(environment: Mapping[str, str], platform: str, home: _Home) -> Path:
    """Where the state is on `platform` (a value of `sys.platform`) for that environment; makes nothing."""
    if named := _absolute(environment.get("RILCONTOUR_STATE")):
        return named
    if platform == "win32":
        return _local_app_data(environment, home) / _APPLICATION / "state"
    if platform == "darwin":
        return home() / "Library" / "Application Support" / _APPLICATION
    return (_absolute(environment.get("XDG_STATE_HOME")) or home() / ".local" / "state") / _APPLICATION


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError as error:
        message = (
            "This user account has no home folder: set the environment variables "
            "RILCONTOUR_CACHE and RILCONTOUR_STATE to folders that you may write to."
        )
        raise StoreError(message) from error


def _local_app_data(environment: Mapping[str, str], home: _Home) -> Path:
    return _absolute(environment.get("LOCALAPPDATA")) or home() / "AppData" / "Local"


def _absolute(value: str | None) -> Path | None:
    """The folder an environment variable names; relative ones are ignored, as the XDG specification asks."""
    if not value:
        return None
    folder = Path(value)
    return folder if folder.is_absolute() else None


def _private_folder(folder: Path, variable: str) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        message = (
            f"The folder {folder} cannot be made ({error.strerror}): "
            f"set the environment variable {variable} to a folder that you may write to."
        )
        raise StoreError(message) from error
    return folder
