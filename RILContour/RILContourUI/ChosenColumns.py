"""Which columns this user had the browser show, by project, as the application's settings remember them."""

from __future__ import annotations

import json

import qt

_KEY = "RILContour/Columns/{project}"


def chosenColumns(project: str) -> list[str] | None:
    """Their ids in order; None if nobody chose any. `project` is the project's id."""
    try:
        found = json.loads(qt.QSettings().value(_KEY.format(project=project)) or "null")
    except (TypeError, ValueError):  # another program's, or an older one's
        return None
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else None


def rememberColumns(project: str, columns: list[str]) -> None:
    """For the next time that the project is opened."""
    qt.QSettings().setValue(_KEY.format(project=project), json.dumps(columns))
