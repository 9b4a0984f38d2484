"""The projects that were open lately, as this user's settings remember them."""

from __future__ import annotations

import json

import qt

_KEY = "RILContour/RecentProjects"
_KEPT = 10


def recentProjects() -> list[str]:
    """Their files, the latest first."""
    try:
        found = json.loads(qt.QSettings().value(_KEY) or "[]")
    except (TypeError, ValueError):  # another program's, or an older one's
        return []
    return [path for path in found if isinstance(path, str)] if isinstance(found, list) else []


def remember(path: str) -> None:
    """Put a project's file first."""
    others = [each for each in recentProjects() if each != path]
    qt.QSettings().setValue(_KEY, json.dumps([path, *others][:_KEPT]))
