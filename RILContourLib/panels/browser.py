"""The browser: all series of the project, in folders or as a sorted list, and what has become of each."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ..errors import DefinitionsError
from ..progress import CancelToken
from ..project.metadata import NO_METADATA, Metadata
from ..project.text_field import TextField
from ..session.selection import Selection
from ..session.series_list import SeriesList
from .arrangement import Arrangement
from .browser_columns import NAME, Summary, columns_of, interrupted_in, shown, usual_columns
from .observing import Panel
from .series_table import BrowserFilter, SeriesTable
from .series_tree import TreeNode
from .translation import _
from .work import AtOnce, Executor
from .workspace import Workspace

PICTURE_S = 0.3  # for so long summaries are collected before the picture changes
SORTED_PICTURE_S = 2.0  # where that sorts all series anew


@dataclass(frozen=True)
class BrowserState:
    """`shown` of `total` series fit the filter; `unread` were never looked at; `busy_with` says what is going on.

    interrupted : how many of all series have edits that wait to be recovered, from sessions that were never closed
    """

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
    interrupted: int = 0


@dataclass(frozen=True)
class BrowserRow:
    """A series as it is drawn: bold if it was edited; `cells` are texts in the order of the chosen columns.

    held_by : who may be editing now; left_by : whose session ended without being closed, and `waiting` how many of its
    edits are recovered when somebody opens the series for editing
    """

    name: str
    label: str
    cells: tuple[str, ...]
    status: str | None
    bold: bool
    held_by: str | None
    problem: str | None
    left_by: str | None = None
    waiting: int = 0


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
        self._metadata = self._read_metadata()
        self._all_columns = columns_of(self._project, self._metadata)
        self._state = BrowserState(columns=self._titled(usual_columns(self._project)))
        self._arranged = Arrangement(SeriesTable(), self._state.filter)
        self._selected: dict[str, None] = {}
        self._stop = CancelToken()
        self._lock = threading.RLock()
        workspace.order = self
        self._subscriptions.append(workspace.switched.subscribe(self._switched))

    @property
    def state(self) -> BrowserState:
        arranged, opened = self._arranged, self._workspace.opened
        return replace(
            self._state,
            total=len(arranged.table),
            shown=len(arranged.rows),
            unread=arranged.table.unread,
            selected=tuple(self._selected),
            open_series=opened.name if opened else None,
            problems=tuple(problem.sentence for problem in self._listed.problems),
            interrupted=arranged.table.interrupted,
        )

    # Rows

    def rows(self, start: int, stop: int) -> list[BrowserRow]:
        """Rows `start` to `stop` - 1 of the sorted list."""
        arranged = self._arranged
        return [self._row(arranged.table, number) for number in arranged.rows[start:stop]]

    def row(self, name: str) -> BrowserRow:
        """The row of a series that is listed."""
        table = self._arranged.table
        return self._row(table, table.row_of[name])

    def children(self, folder: str = "") -> list[TreeNode]:
        """What a folder of the tree holds of the series that fit the filter; folders end in `/`, "" is the root.

        In the order of names; within a folder, series follow the chosen column.
        """
        return self._arranged.children(folder)

    def neighbour(self, name: str | None, step: int, *, unseen: bool = False) -> str | None:
        """The series shown after (1) or before (-1) one; that one may be hidden by the filter meanwhile."""
        return self._arranged.neighbour(name, step, unseen=unseen)

    # What is shown

    def set_filter(self, wanted: BrowserFilter) -> None:
        with self._lock:
            self._state = replace(self._state, filter=wanted)
            self._arranged = self._arranged.filtered(wanted)
        self.changed.tell()

    def sort_by(self, column: str, *, reverse: bool = False) -> None:
        """Sort by one of `available_columns`."""
        with self._lock:
            self._state = replace(self._state, sort=self._all_columns[column].id, reverse=reverse)
            self._arrange(self._arranged.table)
        self.changed.tell()

    @property
    def available_columns(self) -> tuple[tuple[str, str], ...]:
        """Id and title of every column that can be chosen."""
        return self._titled(tuple(self._all_columns))

    def choose_columns(self, columns: Iterable[str]) -> None:
        """Show these columns beside the name, by their ids; those that the project does not have are left out."""
        with self._lock:
            self._state = replace(self._state, columns=self._titled(tuple(columns)))
        self.changed.tell()

    def select(self, names: Iterable[str]) -> None:
        """Make these the selected series; series that are not listed are left out."""
        self._selected = {name: None for name in names if name in self._arranged.table.row_of}
        self.changed.tell()

    @property
    def owners(self) -> tuple[str, ...]:
        """Everybody who owns a series, for a filter to choose from."""
        return self._arranged.table.owner_names

    @property
    def tags(self) -> tuple[str, ...]:
        """All tags that the project's table gives a series, for a filter to choose from."""
        return self._arranged.table.tags

    @property
    def questions(self) -> tuple[TextField, ...]:
        """The project's questions about series, whose answers a filter may ask for."""
        return tuple(self._project.definitions.fields_about("series"))

    @property
    def arrangement(self) -> Arrangement:
        """Another one once other series are shown, or in another order."""
        return self._arranged

    def shown_names(self) -> list[str]:
        """The series that fit the filter, in the order shown."""
        return self._arranged.names

    def selection(self, *, test: bool = False, only_selected: bool = False) -> Selection:
        """The series that fit the filter, or those selected, for work on many of them.

        test : those of the test subset, too
        """
        if only_selected:
            return Selection(names=tuple(map(_exactly, self._selected)) or (_exactly("no series"),), test=test)
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
        """The project may have other questions by now."""
        with self._lock:
            self._take_columns(self._metadata)
            self._arrange(self._arranged.table)
        self.changed.tell()

    def _take_columns(self, metadata: Metadata) -> None:
        """Chosen columns that are not there any more are shown, and sorted by, no longer."""
        self._metadata = metadata
        self._all_columns = columns_of(self._project, metadata)
        chosen = self._titled(tuple(key for key, _title in self._state.columns))
        sort = self._state.sort if self._state.sort in self._all_columns else NAME
        self._state = replace(self._state, columns=chosen, sort=sort)

    def _look(self, *, anew: bool) -> None:
        with self._workspace.messages.refusals():
            self._say(_("Looking for series") if anew else _("Reading the list of series"))
            if anew and not len(self._arranged.table) and (remembered := self._listed.remembered()):
                self._take_names(remembered, self._listed.summaries())  # until they are found again
            if anew:
                self._listed.refresh(cancel=self._stop)
                self._project.refresh()
            self._take_names(self._listed.names(), self._listed.summaries())
            self._say(_("Looking at annotations"))
            self._look_at_annotations()
        self._say("")

    def _look_at_annotations(self) -> None:
        batch: dict[str, Summary] = {}
        merged_s = time.monotonic()
        for name, summary in self._listed.update(cancel=self._stop):
            batch[name] = summary
            if time.monotonic() - merged_s > (PICTURE_S if self._is_by_name_only else SORTED_PICTURE_S):
                self._merge(batch)
                batch, merged_s = {}, time.monotonic()
        self._merge(batch)

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
            self._take_columns(metadata)
            self._selected = {name: None for name in self._selected if name in table.row_of}
            self._arrange(table)
        self.changed.tell()

    def _read_metadata(self) -> Metadata:
        """The project's table; where it cannot be read that is said, and series are shown without it."""
        try:
            return self._project.metadata
        except DefinitionsError as error:
            self._workspace.messages.report(error)
            return NO_METADATA

    def _merge(self, summaries: Mapping[str, Summary]) -> None:
        if not summaries:
            return
        with self._lock:
            before = self._arranged
            before.table.merge(summaries)
            anew = None if self._is_by_name_only else self._arrangement_of(before.table)
        if anew:
            anew.work_out()  # on this thread: whoever draws finds it ready
            with self._lock:
                is_still_wanted = self._arranged is before
                self._arranged = anew if is_still_wanted else self._arrangement_of(self._arranged.table)
        self.changed.tell()

    @property
    def _is_by_name_only(self) -> bool:
        """Whether what becomes known of series changes neither which are shown nor their order."""
        return self._state.sort == NAME and self._state.filter.is_by_name_only

    def _arrange(self, table: SeriesTable) -> None:
        """Filter and sort anew when that is next looked at."""
        self._arranged = self._arrangement_of(table)

    def _arrangement_of(self, table: SeriesTable) -> Arrangement:
        column = self._all_columns[self._state.sort] if self._state.sort != NAME else None
        return Arrangement(table, self._state.filter, column, self._state.reverse)

    def _say(self, what: str) -> None:
        with self._lock:
            self._state = replace(self._state, busy_with=what)
        self.changed.tell()

    def _row(self, table: SeriesTable, number: int) -> BrowserRow:
        name, summary = table.names[number], table.summaries[number]
        known = summary or {}
        columns = (self._all_columns[key] for key, _title in self._state.columns)
        cells = tuple(shown(column.value(name, summary)) for column in columns)
        return BrowserRow(
            name,
            name.rpartition("/")[2],
            cells,
            known.get("status"),
            bool(known.get("version")),
            known.get("holder"),
            known.get("problem"),
            left_by=interrupted_in(summary).get("user"),
            waiting=interrupted_in(summary).get("edits", 0),
        )

    def _titled(self, columns: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        return tuple((key, self._all_columns[key].title) for key in columns if key in self._all_columns)


def _exactly(name: str) -> str:
    """A pattern that is this name only, whatever characters it has."""
    return "".join(f"[{character}]" if character in "*?[" else character for character in name)
