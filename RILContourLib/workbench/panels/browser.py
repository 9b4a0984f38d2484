"""The browser: all series in folders or as a sorted list; only the lines that are seen come to the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from trame_server import Server

from ...panels.browser import Browser
from ...panels.browser_columns import NAME
from ...panels.browser_lines import BrowserLines, Line
from ...panels.translation import _, plural
from ...panels.workspace import Workspace
from ..drawn import Drawn
from ..elements import button, counted, element, icon, icon_button, literal
from ..event_loop import EventLoop
from .browser_filter import FilterSheet

FIRST_LINES = 80
MOST_LINES = 400


@dataclass(frozen=True)
class Opening:
    """Where series are opened, and whether the keyboard answers questions just now."""

    workspace: Workspace
    is_answering: Callable[[], bool]


class SeriesBrowser(Drawn[BrowserLines]):
    """`lines` of the state are those that are seen and some around them, from `first` on."""

    name = "browser"

    def __init__(self, server: Server, loop: EventLoop, browser: Browser, opening: Opening) -> None:
        self._browser = browser
        self._opening = opening
        self._seen = (0, FIRST_LINES)
        self._opened: str | None = None  # and heard of
        self._jumped_for: tuple[object, ...] = ()
        self._jumps = 0
        self.filter = FilterSheet(server, browser)
        super().__init__(server, loop, BrowserLines(browser))
        opening.workspace.switched.subscribe(lambda: loop.once(self._switched, self._switched))

    def plain(self) -> dict[str, Any]:
        state = self._browser.state
        jump = self._jump_to(state.open_series)
        first, count = self._seen
        selected = set(state.selected)
        lines = [_plain(line, selected) for line in self.model.lines(first, first + count)]
        plain = {key: value for key, value in asdict(state).items() if key not in ("selected", "filter", "problems")}
        return plain | {
            "as_tree": self.model.as_tree,
            "selected": len(selected),
            "problems": state.problems[:50],
            "problem_count": len(state.problems),
            "lines": lines,
            "first": first,
            "count": self.model.count,
            "jump": {"row": jump, "number": self._jumps},
            "filtered": self.filter.plain(),
        }

    def _jump_to(self, open_series: str | None) -> int | None:
        """The line of the open series: the list begins there, and goes there when it is opened, or shown among others.

        Not while somebody scrolls, sorts or opens folders.
        """
        jump_for = (open_series, self._browser.state.filter, self.model.as_tree)
        if open_series is None:
            return None
        if jump_for != self._jumped_for:
            self.model.reveal(open_series)
        place = self.model.place_of(open_series)
        if place is not None and jump_for != self._jumped_for:
            self._jumped_for, self._jumps = jump_for, self._jumps + 1
            first, count = self._seen
            if not first <= place < first + count:
                self._seen = (max(0, place - count // 2), count)
        return place

    def _switched(self) -> None:
        """A series was opened here or by a key, another one or none: who marks ROI needs them next."""
        opened = self._opening.workspace.opened
        name = opened.name if opened else None
        if name not in (None, self._opened):
            self._show_rois()
        elif name is None and self._opened and not self._opening.workspace.state.busy_with:
            with self.server.state as state:
                state["left"] = "series"  # to choose another one; while one opens, its ROI follow at once
        self._opened = name
        self.show()

    def draw(self) -> None:
        with element(
            "section", classes="panel", aria_label=_("Series"), style=("`--columns: ${browser.columns.length}`",)
        ):
            with element("div", classes="browser-head"):
                self._draw_search()
                self._draw_columns()
                self.filter.draw()
                self._draw_counts()
            self._draw_titles()
            self._draw_lines()
            self._draw_empty()

    def _draw_search(self) -> None:
        with element("div", classes="row"):
            element(
                "ril-box",
                type="search",
                live=True,
                data_find=True,
                value=("browser.filtered.text",),
                placeholder=_("Filter by name"),
                aria_label=_("Filter by name"),
                v_on_commit=(self.filter.set_text, "[$event]"),
            )
            _toggle(
                "filter-variant",
                _("More filters"),
                "show_filters = !show_filters; show_columns = false",
                "show_filters",
            )
            _toggle("file-tree", _("In folders, or as a list"), self._switch_tree, "browser.as_tree")
            _toggle(
                "table-column",
                _("Choose columns"),
                "show_columns = !show_columns; show_filters = false",
                "show_columns",
            )
            _toggle("arrow-expand-horizontal", _("Wider"), "wide_left = !wide_left", "wide_left")
            icon_button("refresh", _("Look for new images"), self.look_anew, classes="btn sign small")

    def _draw_columns(self) -> None:
        """Choosing which columns are shown."""
        with (
            element("div", v_if="show_columns", classes="menu"),
            element(
                "label",
                v_for="column in browser.filtered.columns",
                key="column.id",
                classes="check",
                style="display: flex",
            ),
        ):
            element(
                "input",
                type="checkbox",
                checked=("browser.columns.some(c => c[0] === column.id)",),
                change=(self._toggle_column, "[column.id, $event.target.checked]"),
            )
            element("span", "{{ column.title }}")

    def _draw_counts(self) -> None:
        with element("div", classes="row muted", style="min-height: 24px"):
            shown = "browser.shown === browser.total ? browser.total.toLocaleString('en') + " + literal(
                " " + _("series")
            )
            some = (
                "browser.shown.toLocaleString('en') + "
                + literal(f" {_('of')} ")
                + " + browser.total.toLocaleString('en')"
            )
            element("span", "{{ " + f"{shown} : {some}" + " }}", data_count=True, style="flex: none")
            element("span", "{{ browser.busy_with }}…", v_if="browser.busy_with", classes="ellipsis")
            element("span", classes="gap")
            words = "{{ browser.selected }} " + _("selected")
            with button(None, (self._browser.select, "[[]]"), v_if="browser.selected", title=_("Select none")):
                element("span", words)
                icon("close")
            interrupted = counted(
                "browser.interrupted",
                _("Edits wait to be recovered in {count} series: open it for editing"),
                _("Edits wait to be recovered in {count} series: open them for editing"),
            )
            with element("span", v_if="browser.interrupted", classes="warning row", title=_(
                "Sessions that were never closed; whoever opens the series for editing recovers them"
            )):  # fmt: skip
                icon("backup-restore")
                element("span", "{{ " + interrupted + " }}", classes="ellipsis")

    def _draw_titles(self) -> None:
        with element("div", classes="series-head", v_if="browser.count"):
            self._draw_title(f"'{NAME}'", _("Series"))
            with element("template", v_for="column in browser.columns"):
                self._draw_title("column[0]", "{{ column[1] }}")

    def _draw_title(self, key: str, words: str) -> None:
        sorted_by = f"browser.sort === {key}"
        with button(
            None,
            (self._sort, f"[{key}]"),
            aria_label=None,
            aria_sort=(f"{sorted_by} ? (browser.reverse ? 'descending' : 'ascending') : 'none'",),
            title=_("Sort by this column; once more turns it round"),
        ):
            element("span", words, classes="ellipsis")
            icon(("browser.reverse ? 'menu-down' : 'menu-up'",), v_if=sorted_by)

    def _draw_lines(self) -> None:
        with (
            element(
                "ril-rows",
                classes="series-list",
                v_if="browser.count",
                role="tree",
                aria_label=_("Series"),
                total=("browser.count",),
                first=("browser.first",),
                have=("browser.lines.length",),
                at=("browser.jump",),
                v_on_wanted=(self._see, "[$event.first, $event.count]"),
            ),
            button(
                None,
                (self._click, "[line.path, line.is_folder, $event.ctrlKey || $event.metaKey, $event.shiftKey]"),
                v_for="(line, n) in browser.lines",
                key="line.path",
                classes="series-row",
                role="treeitem",
                tabindex=("n ? -1 : 0",),
                v_bind_class="{edited: line.bold, open: line.path === browser.open_series, picked: line.selected}",
                aria_selected=("line.selected",),
                aria_expanded=("line.is_folder ? line.is_open : null",),
                title=("line.tip",),
            ),
        ):
            with element("span", classes="name row", style=("`padding-left: ${line.depth * 14}px`",)):
                icon(("line.is_open ? 'folder-open' : 'folder'",), v_if="line.is_folder")
                icon("alert", v_if="line.problem", classes="warning")
                icon("account-lock", v_if="line.held_by")
                icon("backup-restore", v_if="line.waiting")
                with element("span", classes="path"):
                    element("span", "{{ line.above }}", v_if="line.above", classes="above ellipsis", dir="auto")
                    element("span", "{{ line.label }}", classes="label ellipsis", dir="auto")
                count = "{{ line.series.toLocaleString('en') }}"
                element("span", count, v_if="line.is_folder", classes="muted")
            element("span", "{{ cell }}", v_for="cell in line.cells", dir="auto")

    def _draw_empty(self) -> None:
        with element("div", v_if="!browser.count && !browser.busy_with", classes="hint"):
            icon("image-search-outline")
            element("p", _("No series fits the filter."), v_if="browser.total")
            element("p", _("There are no images yet."), v_else=True)
            button(_("Show all series"), self.filter.clear, v_if="browser.total", classes="btn framed")
        with element("details", v_if="browser.problem_count", classes="pad"):
            problems = counted(
                "browser.problem_count", _("{count} file cannot be used"), _("{count} files cannot be used")
            )
            element("summary", "{{ " + problems + " }}", classes="warning")
            element("p", "{{ problem }}", v_for="problem in browser.problems")

    # What is done in it

    def look_anew(self) -> None:
        """Look for images that came or went."""
        self._browser.refresh()

    def _see(self, first: int, count: int) -> None:
        self._seen = (max(0, int(first)), min(max(1, int(count)), MOST_LINES))
        self.show()

    def _click(self, path: str, is_folder: bool, more: bool, up_to: bool) -> None:
        if more or up_to:
            self.model.pick(path, more=more, up_to=up_to)
        elif is_folder:
            self.model.toggle_folder(path)
        else:
            self._opening.workspace.open(path)
            if path == self._opened:
                self._show_rois()

    def _show_rois(self) -> None:
        """Who opens a series to mark ROI needs them next; who answers questions goes through the list."""
        has_rois = bool(self._opening.workspace.project.definitions.rois)
        if has_rois and not self._opening.is_answering():
            with self.server.state as state:
                state.update({"left": "rois", "drawer": ""})

    def _switch_tree(self) -> None:
        self.model.show_as_tree(not self.model.as_tree)

    def _sort(self, column: str) -> None:
        state = self._browser.state
        if column in dict(self._browser.available_columns):
            self._browser.sort_by(column, reverse=state.sort == column and not state.reverse)

    def _toggle_column(self, column: str, wanted: bool) -> None:
        shown = [key for key, _title in self._browser.state.columns if key != column]
        self._browser.choose_columns([*shown, column] if wanted else shown)


def _toggle(sign: str, label: str, click: Any, pressed: str) -> None:
    icon_button(sign, label, click, classes="btn sign small", aria_pressed=(pressed,))


def _plain(line: Line, selected: set[str]) -> dict[str, Any]:
    row = line.row
    above, slash, label = ("", "", line.label) if line.is_folder else line.label.rpartition("/")
    plain = {"path": line.path, "above": above + slash, "label": label, "depth": line.depth}
    plain |= {"is_folder": line.is_folder}
    plain |= {"is_open": line.is_open, "series": line.series, "selected": line.path in selected, "tip": line.path}
    if row is None:
        return plain | {"cells": [], "bold": False}
    tips = [line.path]
    if row.held_by:
        tips.append(_("Open at {who}").format(who=row.held_by))
    if row.waiting:
        waiting = plural(
            row.waiting,
            _("{count} edit of {who} waits to be recovered"),
            _("{count} edits of {who} wait to be recovered"),
        )
        tips.append(waiting.format(count=row.waiting, who=row.left_by))
    if row.problem:
        tips.append(row.problem)
    held = {"held_by": bool(row.held_by), "waiting": row.waiting, "problem": bool(row.problem)}
    return plain | held | {"cells": row.cells, "bold": row.bold, "tip": "\n".join(tips)}
