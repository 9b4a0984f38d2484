"""Why a version was made, in words."""

from __future__ import annotations

from .history import VersionRow
from .translation import _


def why_of(row: VersionRow) -> str:
    """What led to the version, and what somebody wrote to it."""
    why = _reasons().get(row.reason, row.reason)
    if row.restored is not None:
        why = _("brought version {number} back").format(number=row.restored)
    if row.recovered_from:
        why = _("recovered edits of {user}, whose session did not end properly").format(user=row.recovered_from)
    return f"{why}: {row.message}" if row.message else why


def _reasons() -> dict[str, str]:
    return {
        "close": _("saved on closing"),
        "save": _("saved on request"),
        "idle": _("saved while nobody edited"),
        "import": _("imported"),
        "before restore": _("saved before another version was brought back"),
        "before draft": _("saved before a draft was accepted"),
        "before the project changed": _("saved before the project changed"),
    }
