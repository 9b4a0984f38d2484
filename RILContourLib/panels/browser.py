"""The browser: all series of the project, in folders or as a sorted list, and what has become of each."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ..errors import DefinitionsError
from ..progress import CancelToken
from ..project.metadata import NO_METADATA, Metadata
from ..session.selection import Selection
from ..session.series_list import SeriesList
from .browser_columns import NAME, Column, Summary, columns_of, shown, usual_columns
from .observing import Panel
from .series_table import BrowserFilter, SeriesTable
from .series_tree import TreeNode, children
from .translation import _
from .work import AtOnce, Executor
from .workspace import Workspace

BATCH = 500  # summaries that come in between two changes of the picture


@dataclass(frozen=True)
class BrowserState:
    """`shown` of `total` series fit the filter; `unread` were never looked at; `busy_with` says what is going on."""

    total: int = 0
    shown: int = 0
    unread: int = 0
    filter: BrowserFilter = BrowserFilter()
    sort: str = NAME
    reverse: bool = False
    columns: tuple[tuple[str, str], ...] = ()
    selected: tuple[str, ...] = ()
    open_series: str | None = None
    busy_with: str = ""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class BrowserRow:
    """A series as it is drawn: bold if it was edited; `cells` are texts in the order of the chosen columns."""

    name: str
    label: str
    cells: tuple[str, ...]
    status: str | None
    bold: bool
    held_by: str | None
    problem: str | None


class Browser(Panel):
    """Rows are made when they are asked for; `workspace` opens them, and steps through them in the order shown here.

    The annotations are looked at by `executor`, over and over while others work: give it a thread of its own, or
    opening a series has to wait.
    """

    def __init__(
        self, workspace: Workspace, executor: Executor | None = None, listed: SeriesList | None = None
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._project = workspace.project
        self._executor: Executor = executor or AtOnce()
        self._listed = listed or SeriesList(workspace.project)
        self._table = SeriesTable()
        self._metadata = self._read_metadata()
        self._all_columns = columns_of(self._project, self._metadata)
        self._state = BrowserState(columns=self._titled(usual_columns(self._project)))
        self._selected: dict[str, None] = {}
        self._full: list[int] | None = None
        self._visible: list[int] | None = None
        self._visible_names: list[str] | None = None
        self._stop = CancelToken()
        self._lock = threading.RLock()
        workspace.order = self
        self._subscriptions.append(workspace.switched.subscribe(self._switched))

    @property
    def state(self) -> BrowserState:
        with self._lock:
            opened = self._workspace.opened
            return replace(
                self._state,
                total=len(self._table),
                shown=len(self._rows()),
                unread=self._table.unread,
                selected=tuple(self._selected),
                open_series=opened.name if opened else None,
                problems=tuple(str(problem) for problem in self._listed.problems),
            )

    # Rows

    def rows(self, start: int, stop: int) -> list[BrowserRow]:
        """Rows `start` to `stop` - 1 of the sorted list."""
        with self._lock:
            return [self._row(number) for number in self._rows()[start:stop]]

    def row(self, name: str) -> BrowserRow:
        """The row of a series that is listed."""
        with self._lock:
            return self._row(self._table.row_of[name])

    def children(self, folder: str = "") -> list[TreeNode]:
        """What a folder of the tree holds of the series that fit the filter; folders end in `/`, "" is the root.

        In the order of names; within a folder, series follow the chosen column.
        """
        with self._lock:
            if self._visible_names is None:
                self._visible_names = [self._table.names[row] for row in sorted(self._rows())]
            found = list(children(self._visible_names, folder))
            if self._state.sort == NAME and not self._state.reverse:
                return found
            rank = {row: number for number, row in enumerate(self._order())}
            leaves = [node for node in found if not node.is_folder]
            leaves.sort(key=lambda node: rank[self._table.row_of[node.path]])
            return [node for node in found if node.is_folder] + leaves

    def neighbour(self, name: str | None, step: int, *, unseen: bool = False) -> str | None:
        """The series shown after (1) or before (-1) one; that one may be hidden by the filter meanwhile."""
        with self._lock:
            order, rows = self._order(), set(self._rows())
            known = self._table.row_of.get(name) if name is not None else None
            at = order.index(known) if known is not None else (-1 if step > 0 else len(order))
            while 0 <= (at := at + step) < len(order):
                if order[at] in rows and (not unseen or self._table.is_unseen(order[at])):
                    return self._table.names[order[at]]
            return None

    # What is shown

    def set_filter(self, wanted: BrowserFilter) -> None:
        self._rearranged(filter=wanted)

    def sort_by(self, column: str, *, reverse: bool = False) -> None:
        """Sort by one of `available_columns`."""
        self._full = None
        self._rearranged(sort=self._all_columns[column].id, reverse=reverse)

    @property
    def available_columns(self) -> tuple[tuple[str, str], ...]:
        """Id and title of every column that can be chosen."""
        return self._titled(tuple(self._all_columns))

    def choose_columns(self, columns: Iterable[str]) -> None:
        """Show these columns beside the name, by their ids; those that the project does not have are left out."""
        self._rearranged(columns=self._titled(tuple(columns)))

    def select(self, names: Iterable[str]) -> None:
        """Make these the selected series; series that are not listed are left out."""
        self._selected = {name: None for name in names if name in self._table.row_of}
        self.changed.tell()

    def shown_names(self) -> list[str]:
        """The series that fit the filter, in the order shown."""
        with self._lock:
            return [self._table.names[row] for row in self._rows()]

    def selection(self, *, test: bool = False) -> Selection:
        """The series that fit the filter, for work on many of them; `test`: those of the test subset, too."""
        if self._state.filter == BrowserFilter():
            return Selection(test=test)
        return Selection(names=tuple(map(_exactly, self.shown_names())) or (_exactly("no series"),), test=test)

    # Looking

    def load(self) -> None:
        """Show what was remembered of the last time, then look at every annotation."""
        self._executor.submit(lambda: self._look(anew=False))

    def refresh(self) -> None:
        """Look for images anew, too."""
        self._executor.submit(lambda: self._look(anew=True))

    def poll(self) -> None:
        """Take over what anybody changed since the last time; cheap enough for once a second."""
        self._executor.submit(self._poll)

    def close(self) -> None:
        """End what is going on; the panel's executor must still run."""
        self._stop.cancel()
        super().close()
        self._executor.submit(self._listed.close)

    def _switched(self) -> None:
        with self._lock:
            self._all_columns = columns_of(self._project, self._metadata)  # the project may have other questions by now
            chosen = self._titled(tuple(key for key, _title in self._state.columns))
            self._state = replace(self._state, columns=chosen)
            if self._state.sort not in self._all_columns:
                self.sort_by(NAME)
        self.changed.tell()

    def _look(self, *, anew: bool) -> None:
        with self._workspace.messages.refusals():
            self._say(_("Looking for series") if anew else _("Reading the list of series"))
            if anew:
                self._listed.refresh(cancel=self._stop)
                self._project.refresh()
            self._take_names(self._listed.names(), self._listed.summaries())
            self._say(_("Looking at annotations"))
            batch: dict[str, Summary] = {}
            for name, summary in self._listed.update(cancel=self._stop):
                batch[name] = summary
                if len(batch) >= BATCH:
                    self._merge(batch)
                    batch = {}
            self._merge(batch)
        self._say("")

    def _poll(self) -> None:
        with self._workspace.messages.refusals():
            self._merge(self._listed.poll())

    def _take_names(self, names: list[str], summaries: Mapping[str, Summary]) -> None:
        tags: dict[str, set[str]] = {}
        metadata = self._read_metadata()
        for name in metadata.rows:
            for tag in metadata.tags(name):
                tags.setdefault(tag, set()).add(name)
        table = SeriesTable(names, summaries, {tag: frozenset(held) for tag, held in tags.items()})
        with self._lock:
            self._table = table
            self._metadata = metadata
            self._all_columns = columns_of(self._project, metadata)
            self._selected = {name: None for name in self._selected if name in table.row_of}
            self._full = None
        self._rearranged()

    def _read_metadata(self) -> Metadata:
        """The project's table; where it cannot be read that is said, and series are shown without it."""
        try:
            return self._project.metadata
        except DefinitionsError as error:
            self._workspace.messages.report(error)
            return NO_METADATA

    def _merge(self, summaries: Mapping[str, Summary]) -> None:
        if summaries:
            with self._lock:
                self._table.merge(summaries)
                self._full = self._full if self._state.sort == NAME else None
            self._rearranged()

    def _say(self, what: str) -> None:
        self._state = replace(self._state, busy_with=what)
        self.changed.tell()

    def _rearranged(self, **changes: object) -> None:
        with self._lock:
            self._state = replace(self._state, **changes)  # type: ignore[arg-type]
            self._visible = self._visible_names = None
        self.changed.tell()

    def _order(self) -> list[int]:
        """All rows as sorted, the filter not looked at."""
        if self._full is None:
            if self._state.sort == NAME:
                self._full = list(range(len(self._table)))
                self._full = self._full[::-1] if self._state.reverse else self._full
            else:
                self._full = self._table.ordered(self._column(self._state.sort), reverse=self._state.reverse)
        return self._full

    def _rows(self) -> list[int]:
        """The rows shown, in order."""
        if self._visible is None:
            rows = self._table.matching(self._state.filter)
            if self._state.sort != NAME or self._state.reverse:
                fitting = set(rows)
                rows = [row for row in self._order() if row in fitting]
            self._visible = rows
        return self._visible

    def _row(self, number: int) -> BrowserRow:
        name, summary = self._table.names[number], self._table.summaries[number]
        known = summary or {}
        cells = tuple(shown(self._column(key).value(name, summary)) for key, _title in self._state.columns)
        return BrowserRow(
            name,
            name.rpartition("/")[2],
            cells,
            known.get("status"),
            bool(known.get("version")),
            known.get("holder"),
            known.get("problem"),
        )

    def _column(self, key: str) -> Column:
        return self._all_columns[key]

    def _titled(self, columns: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        return tuple((key, self._all_columns[key].title) for key in columns if key in self._all_columns)


def _exactly(name: str) -> str:
    """A pattern that is this name only, whatever characters it has."""
    return "".join(f"[{character}]" if character in "*?[" else character for character in name)
