"""Which series are shown, and in which order: a table under one filter and one sorting."""

from __future__ import annotations

from functools import cached_property

from .browser_columns import Column
from .series_table import BrowserFilter, SeriesTable
from .series_tree import TreeNode, children


class Arrangement:
    """Worked out when first asked for; made anew when the table, the filter or the sorting changes.

    column : what is sorted by; None: the names
    """

    def __init__(
        self,
        table: SeriesTable,
        wanted: BrowserFilter,
        column: Column | None = None,
        reverse: bool = False,
    ) -> None:
        self.table = table
        self._wanted = wanted
        self._column = column
        self._reverse = reverse

    def filtered(self, wanted: BrowserFilter) -> Arrangement:
        """The same order under another filter: it is not sorted again for each letter typed."""
        other = Arrangement(self.table, wanted, self._column, self._reverse)
        if "order" in self.__dict__:
            other.__dict__["order"] = self.order
        return other

    @cached_property
    def order(self) -> list[int]:
        """All rows as sorted, whether the filter lets them through or not."""
        if self._column:
            return self.table.ordered(self._column, reverse=self._reverse)
        rows = list(range(len(self.table)))
        return rows[::-1] if self._reverse else rows

    @cached_property
    def rows(self) -> list[int]:
        """The rows shown, in order."""
        fitting = self.table.matching(self._wanted)
        if not self._is_sorted:
            return fitting
        held = set(fitting)
        return [row for row in self.order if row in held]

    def work_out(self) -> None:
        """Do now what is slow for many series: filtering, sorting, counting."""
        _ready = self._rank, self._places, self._names_in_order

    @property
    def names(self) -> list[str]:
        """The series shown, in order."""
        return [self.table.names[row] for row in self.rows]

    def place_of(self, name: str) -> int | None:
        """How many series are shown before this one; None if it is not shown."""
        row = self.table.row_of.get(name)
        return self._places.get(row) if row is not None else None

    def children(self, folder: str) -> list[TreeNode]:
        """What a folder holds of the series shown: by name, or folders first and then series as sorted."""
        found = list(children(self._names_in_order, folder))
        if not self._is_sorted:
            return found
        leaves = [node for node in found if not node.is_folder]
        leaves.sort(key=lambda node: self._rank[self.table.row_of[node.path]])
        return [node for node in found if node.is_folder] + leaves

    def neighbour(self, name: str | None, step: int, *, unseen: bool) -> str | None:
        """The series shown after (1) or before (-1) one, which may itself be hidden; None at the end."""
        known = self.table.row_of.get(name) if name is not None else None
        at = self._rank[known] if known is not None else (-1 if step > 0 else len(self.order))
        while 0 <= (at := at + step) < len(self.order):
            row = self.order[at]
            if row in self._places and (not unseen or self.table.is_unseen(row)):
                return self.table.names[row]
        return None

    @property
    def _is_sorted(self) -> bool:
        """Whether in another order than that of names."""
        return self._column is not None or self._reverse

    @cached_property
    def _places(self) -> dict[int, int]:
        return {row: place for place, row in enumerate(self.rows)}

    @cached_property
    def _rank(self) -> dict[int, int]:
        return {row: number for number, row in enumerate(self.order)}

    @cached_property
    def _names_in_order(self) -> list[str]:
        return [self.table.names[row] for row in sorted(self.rows)]
