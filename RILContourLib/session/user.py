"""Who is working."""

from __future__ import annotations

import getpass
import os

from ..errors import UsageError


def current_user() -> str:
    """The name in RILCONTOUR_USER, or else the system's user name. UsageError if neither can be used."""
    try:
        name = os.environ.get("RILCONTOUR_USER") or getpass.getuser()
    except (OSError, KeyError):
        name = ""
    return check_user(name)


def check_user(name: str) -> str:
    """`name` itself if it can stand in the log: one line of 1 to 100 characters, no space around it."""
    if not name or len(name) > 100 or not name.isprintable() or name.strip() != name:
        message = f"{name!r} cannot be a user's name here: set RILCONTOUR_USER to one without control characters."
        raise UsageError(message)
    return name
