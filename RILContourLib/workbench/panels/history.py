"""The versions of the open series: who, when, why; what each holds, what differs, and going back to one."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ...panels.browser_columns import shown
from ...panels.history import HistoryPanel, VersionRow
from ...panels.translation import _
from ...panels.version_words import why_of
from ..drawn import Drawn
from ..elements import button, counted, element, icon, literal


class History(Drawn[HistoryPanel]):
    """State of the page: `shown_version` is unfolded, `asked_version` waits for the restoring to be confirmed."""

    name = "history"

    def plain(self) -> dict[str, Any]:
        state = self.model.state
        plain = asdict(state)
        plain["rows"] = [_plain(row, state.rows[0].number) for row in state.rows]
        for answer in (plain["difference"] or {}).get("answers", ()):
            answer.update(before=shown(answer["before"]), after=shown(answer["after"]))
        return plain

    def draw(self) -> None:
        with element("section", v_if="right === 'history'", classes="panel scrolls", aria_label=_("History")):
            element("p", "{{ history.busy_with }}…", v_if="history.busy_with", classes="pad muted", role="status")
            with element("div", v_if="!history.rows.length && !history.busy_with", classes="hint"):
                icon("history")
                element("p", _("Open a series to see its versions."), v_if="!workspace.series")
                element("p", _("No version yet. One is made on closing, on Ctrl+S, and when you pause."), v_else=True)
            self._draw_edits()
            with element("article", v_for="row in history.rows", key="row.number", classes="version"):
                self._draw_row()
                with element("div", v_if="shown_version === row.number", style="padding-top: 4px"):
                    self._draw_contents()
                    self._draw_difference()

    def _draw_edits(self) -> None:
        """What is open is not always what the newest version holds: above all after one was brought back and undone."""
        with element("article", v_if="history.has_unsaved_edits && history.rows.length", classes="version"):
            element("strong", _("Now"))
            edits = _("Edits since version {number}, all in the journal; Ctrl+S makes a version of them.")
            element("p", edits.format(number="{{ history.rows[0].number }}"), classes="muted")

    def _draw_row(self) -> None:
        with element("div", classes="row"):
            element("strong", _("Version {number}").format(number="{{ row.number }}"))
            element("span", "{{ row.user }}", classes="ellipsis", title=("row.host",))
            element("span", classes="gap")
            element("time", "{{ row.when }}", classes="muted", title=("row.time",), datetime=("row.time",))
        element("p", "{{ row.why }}", classes="muted")
        with element("div", classes="row", v_if="asked_version !== row.number"):
            button(
                f"{{{{ shown_version === row.number ? {literal(_('Fold'))} : {literal(_('What it holds'))} }}}}",
                (self._unfold, "[row.number]"),
                classes="btn framed",
                aria_expanded=("shown_version === row.number",),
            )
            button(
                _("Bring back"),
                "asked_version = row.number",
                v_if="!row.newest",
                classes="btn framed",
                disabled=("!history.can_restore",),
            )
        with element("div", v_else=True, classes="question", role="alertdialog", aria_label=_("Bring back")):
            element("p", _("Its content becomes a new version; nothing is lost, and it can be undone."))
            with element("div", classes="row", style="padding-top: 4px"):
                button(_("Bring it back"), (self._restore, "[row.number]"), classes="btn main")
                button(_("Leave it"), "asked_version = 0", classes="btn framed")

    def _draw_contents(self) -> None:
        with element("table", v_if="history.contents && history.contents.number === row.number", classes="numbers"):
            element("caption", _("What it holds: voxels of each ROI"), classes="muted", style="text-align: left")
            with element("tr", v_for="roi in history.contents.rois", key="roi.roi"):
                element("th", "{{ roi.name }}", scope="row", dir="auto")
                element("td", "{{ roi.status }}", classes="muted", style="white-space: nowrap")
                points = counted("roi.points", _("{count} point"), _("{count} points"))
                amount = f"roi.points ? {points} : roi.voxels.toLocaleString('en')"
                element("td", "{{ " + amount + " }}")
        answers = counted("history.contents.answers", _("{count} answer"), _("{count} answers"))
        element(
            "p",
            "{{ " + answers + " }}",
            v_if="history.contents && history.contents.number === row.number",
            classes="muted",
        )

    def _draw_difference(self) -> None:
        with element("div", v_if="history.difference && history.difference.older === row.number"):
            element("h3", _("What differs now"), style="margin-top: 6px")
            none = "!history.difference.rois.length && !history.difference.answers.length"
            element("p", _("Nothing."), v_if=none)
            with element("table", classes="numbers"):
                with element("tr", v_for="roi in history.difference.rois", key="roi.roi"):
                    element("th", "{{ roi.name }}", scope="row", dir="auto")
                    element("td", "{{ " + _CHANGED + " }}")
                with element("tr", v_for="answer in history.difference.answers"):
                    element("th", "{{ answer.ask }}", scope="row", dir="auto")
                    given = literal(_("no answer"))
                    element("td", f"{{{{ answer.before || {given} }}}} → {{{{ answer.after || {given} }}}}")

    def _unfold(self, number: int) -> None:
        with self.server.state as state:
            is_shown = state["shown_version"] == number
            state["shown_version"] = 0 if is_shown else int(number)
        if not is_shown:
            self.model.inspect(int(number))
            self.model.compare(int(number))

    def _restore(self, number: int) -> None:
        with self.server.state as state:
            state["asked_version"] = state["shown_version"] = 0
        self.model.restore(int(number))


def _plain(row: VersionRow, newest: int) -> dict[str, Any]:
    when = row.time.replace("T", " ")[:16] + " UTC"
    return asdict(row) | {"why": why_of(row), "when": when, "newest": row.number == newest}


_CHANGED = (
    f"[roi.voxels_added && '+' + {counted('roi.voxels_added', _('{count} voxel'), _('{count} voxels'))}, "
    f"roi.voxels_removed && '−' + {counted('roi.voxels_removed', _('{count} voxel'), _('{count} voxels'))}, "
    "(roi.points_added + roi.points_removed + roi.points_changed) && "
    f"{literal(_('points:') + ' ')} + (roi.points_added + roi.points_removed + roi.points_changed), "
    f"roi.locked && (roi.locked[1] ? {literal(_('locked'))} : {literal(_('unlocked'))}), "
    "roi.status && roi.status.join(' → ')].filter(Boolean).join(', ')"
)
