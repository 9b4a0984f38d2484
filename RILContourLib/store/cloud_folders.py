"""Folders that a cloud client synchronises: it copies files as it likes, so nothing there can be taken by one only."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

# What a client leaves in a folder that it synchronises, as names or patterns: (pattern, client).
_MARKERS = (
    (".dropbox.cache", "Dropbox"),
    (".dropbox", "Dropbox"),
    (".stfolder", "Syncthing"),
    (".nextcloudsync.log", "Nextcloud"),
    (".owncloudsync.log", "ownCloud"),
    ("._sync_*.db", "Nextcloud or ownCloud"),
    (".sync_*.db", "Nextcloud or ownCloud"),
    (".tmp.drivedownload", "Google Drive"),
    (".tmp.driveupload", "Google Drive"),
    (".sync", "Resilio Sync"),
    (".SynologyWorkingDirectory", "Synology Drive"),
    (".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive"),
)
# Beginnings of the names of folders that a client makes for itself.
_NAMES = (("onedrive", "OneDrive"), ("googledrive", "Google Drive"), ("google drive", "Google Drive"))
_ICLOUD = ("Mobile Documents", "com~apple~CloudDocs")
_ONEDRIVE_VARIABLES = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")


def cloud_client_of(folder: Path, environment: Mapping[str, str] = os.environ) -> str | None:
    """A sentence part saying which client synchronises the folder and how that shows; None if none is known to.

    Looks at the folder and all above it, at most at names: nothing is opened.
    """
    resolved = folder.resolve()
    for place in (resolved, *resolved.parents):
        if named := _by_name(place, environment):
            return f"{named} (by the name of {place})"
        for pattern, client in _MARKERS:
            with contextlib.suppress(OSError):
                if next(place.glob(pattern), None) is not None:
                    return f"{client} ({pattern} in {place})"
    return None


def _by_name(place: Path, environment: Mapping[str, str]) -> str | None:
    if place.name in _ICLOUD:
        return "iCloud Drive"
    if place.parent.name == "CloudStorage" and place.parent.parent.name == "Library":
        return f"{place.name.split('-')[0]} (macOS file provider)"
    for variable in _ONEDRIVE_VARIABLES:
        if environment.get(variable) and place == Path(environment[variable]).resolve():
            return "OneDrive"
    lowered = place.name.lower()
    return next((client for start, client in _NAMES if lowered == start or lowered.startswith(f"{start} - ")), None)
