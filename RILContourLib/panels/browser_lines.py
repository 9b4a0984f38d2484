"""The browser line by line: folders that are open or closed, or one sorted list; only lines that are seen are made."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from .browser import Browser, BrowserRow
from .observing import Panel
from .series_tree import TreeNode, folders_above

FEW = 20
"""So few series, of the project or of those that fit the filter, are shown without anybody opening folders."""


@dataclass(frozen=True)
class Line:
    """A folder (`row` is None; `series` are below it) or a series; `depth` is how deep it lies in the tree, from 0."""

    path: str
    label: str
    depth: int
    is_folder: bool
    is_open: bool = False
    series: int = 1
    row: BrowserRow | None = None


@dataclass(frozen=True)
class _Piece:
    """Lines that stand together: those of one folder, up to the next folder that is open."""

    nodes: list[TreeNode]
    depth: int


class BrowserLines(Panel):
    """`as_tree`: in folders, as on disk; else as one list in the browser's order."""

    def __init__(self, browser: Browser, *, as_tree: bool = True) -> None:
        super().__init__()
        self._browser = browser
        self.as_tree = as_tree
        self._chosen: dict[str, bool] = {}
        self._are_few = False
        self._pieces: list[_Piece] | None = None
        self._laid_out_of = browser.arrangement
        self._ends: list[int] = []
        self._picked_last: str | None = None
        self._subscriptions.append(browser.subscribe(self.changed.tell))

    @property
    def count(self) -> int:
        """How many lines there are."""
        if not self.as_tree:
            return self._browser.state.shown
        self._lay_out()
        return self._ends[-1] if self._ends else 0

    def lines(self, start: int, stop: int) -> list[Line]:
        """Lines `start` to `stop` - 1."""
        if not self.as_tree:
            return [Line(row.name, row.name, 0, False, row=row) for row in self._browser.rows(start, stop)]
        return [self._line(node, depth) for node, depth in self._nodes(start, stop)]

    def place_of(self, name: str) -> int | None:
        """The line of a series whose folders are open; None if it is not shown."""
        if not self.as_tree:
            return self._browser.arrangement.place_of(name)
        self._lay_out()
        before = 0
        for piece, end in zip(self._pieces or (), self._ends, strict=True):
            for at, node in enumerate(piece.nodes):
                if node.path == name:
                    return before + at
            before = end
        return None

    def show_as_tree(self, as_tree: bool) -> None:
        self.as_tree = bool(as_tree)
        self.changed.tell()

    def toggle_folder(self, path: str) -> None:
        """Open a folder, or close it."""
        self._lay_out()
        self._chosen[path] = not self._is_open(path)
        self._pieces = None
        self.changed.tell()

    def reveal(self, name: str) -> None:
        """Open the folders that a series lies in."""
        self._lay_out()
        missing = [folder for folder in folders_above(name) if not self._is_open(folder)]
        if missing:
            self._chosen.update(dict.fromkeys(missing, True))
            self._pieces = None
            self.changed.tell()

    # Choosing several

    def pick(self, path: str, *, more: bool = False, up_to: bool = False) -> None:
        """Select a series or all below a folder: alone, with those selected already (or take them away again), or
        together with all between it and the one that was picked last."""
        if up_to and self._picked_last is not None:
            chosen = self._between(self._picked_last, path)
        else:
            chosen = [name for name in self._browser.shown_names() if name == path or _is_below(name, path)]
            self._picked_last = path
        held = dict.fromkeys(self._browser.state.selected) if more else {}
        if more and chosen and all(name in held for name in chosen):
            self._browser.select(name for name in held if name not in set(chosen))
        else:
            self._browser.select([*held, *chosen])

    def _between(self, first: str, last: str) -> Iterable[str]:
        places = [self.place_of(first), self.place_of(last)]
        if None in places:
            return [last]
        start, stop = sorted(place for place in places if place is not None)
        return [line.path for line in self.lines(start, stop + 1) if not line.is_folder]

    # Laying out

    def _lay_out(self) -> None:
        arrangement = self._browser.arrangement
        if self._pieces is None or arrangement is not self._laid_out_of:
            self._laid_out_of = arrangement
            self._are_few = len(arrangement.rows) <= FEW
            pieces: list[_Piece] = []
            self._add(pieces, "", 0)
            self._ends = list(accumulate(len(piece.nodes) for piece in pieces))
            self._pieces = pieces

    def _is_open(self, folder: str) -> bool:
        """As somebody chose; else if there are few series. For the list as it is laid out."""
        return self._chosen.get(folder, self._are_few)

    def _add(self, pieces: list[_Piece], folder: str, depth: int) -> None:
        nodes = self._browser.children(folder)
        start = 0
        for at, node in enumerate(nodes):
            if node.is_folder and self._is_open(node.path):
                pieces.append(_Piece(nodes[start : at + 1], depth))
                self._add(pieces, node.path, depth + 1)
                start = at + 1
        if start < len(nodes):
            pieces.append(_Piece(nodes[start:], depth))

    def _nodes(self, start: int, stop: int) -> list[tuple[TreeNode, int]]:
        self._lay_out()
        pieces, found = self._pieces or [], []
        number = bisect_right(self._ends, start)
        while number < len(pieces) and start < stop:
            piece, end = pieces[number], self._ends[number]
            first = end - len(piece.nodes)
            found += [(node, piece.depth) for node in piece.nodes[start - first : stop - first]]
            start, number = end, number + 1
        return found

    def _line(self, node: TreeNode, depth: int) -> Line:
        if node.is_folder:
            return Line(node.path, node.label, depth, True, self._is_open(node.path), node.series)
        return Line(node.path, node.label, depth, False, row=self._browser.row(node.path))


def _is_below(name: str, folder: str) -> bool:
    return folder.endswith("/") and name.startswith(folder)
