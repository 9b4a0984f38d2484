"""What the panel of the history writes about versions: a line each, what one holds, and what two differ in."""

from __future__ import annotations

from functools import lru_cache

import qt
from slicer.i18n import tr as _

from RILContourLib.panels.browser_columns import shown
from RILContourLib.panels.history import VersionRow
from RILContourLib.panels.translation import plural
from RILContourLib.panels.version_contents import ROIContents, VersionContents
from RILContourLib.panels.version_difference import AnswerDifference, ROIDifference, VersionDifference
from RILContourLib.panels.version_words import why_of

from .RowsModel import Row


@lru_cache(maxsize=1000)  # they never change, and all are listed again when one comes
def versionRow(row: VersionRow) -> Row:
    """Number, who, when on this computer's clock, why."""
    when = qt.QDateTime.fromString(row.time, qt.Qt.ISODateWithMs).toLocalTime().toString("yyyy-MM-dd hh:mm")
    return str(row.number), row.user, when, why_of(row)


def contentsTitle(held: VersionContents) -> str:
    answers = plural(held.answers, _("{count} answer"), _("{count} answers")).format(count=held.answers)
    withROI, without = _("Version {number} holds {answers}, and of the ROI:"), _("Version {number} holds {answers}.")
    text = withROI if held.rois else without
    return text.format(number=held.number, answers=answers)


def contentsRows(held: VersionContents) -> list[Row]:
    """A row for each ROI that somebody looked at."""
    return [(each.name, "; ".join((_amount(each), _(each.status)))) for each in held.rois]


def _amount(each: ROIContents) -> str:
    if each.points:
        return plural(each.points, _("{count} point"), _("{count} points")).format(count=each.points)
    return plural(each.voxels, _("{count} voxel"), _("{count} voxels")).format(count=f"{each.voxels:,}")


def differenceTitle(found: VersionDifference) -> str:
    newer = _("now") if found.newer is None else found.newer
    text = _("From version {older} to {newer}:").format(older=found.older, newer=newer)
    return _("{text} no difference").format(text=text) if found.is_empty else text


def differenceRows(found: VersionDifference) -> list[Row]:
    return [_roi(each) for each in found.rois] + [_answer(each) for each in found.answers]


def _roi(each: ROIDifference) -> Row:
    parts = []
    if each.voxels_added or each.voxels_removed:
        parts.append(
            _("+{added} −{removed} voxels").format(added=each.voxels_added, removed=each.voxels_removed)  # noqa: RUF001
        )
    if each.points_added or each.points_removed or each.points_changed:
        counts = {"added": each.points_added, "removed": each.points_removed, "changed": each.points_changed}
        parts.append(_("points: {added} new, {removed} gone, {changed} changed").format(**counts))
    if each.status:
        parts.append(f"{_(each.status[0])} → {_(each.status[1])}")
    if each.locked:
        parts.append(_("locked") if each.locked[1] else _("unlocked"))
    return each.name, "; ".join(parts)


def _answer(each: AnswerDifference) -> Row:
    about = f"{each.ask} ({each.about} {each.key})" if each.key else each.ask
    return about, f"{_shown(each.before)} → {_shown(each.after)}"


def _shown(value: object) -> str:
    return shown(value) or "-"
