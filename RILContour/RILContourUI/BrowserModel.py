"""The browser's view model as Qt's trees want it: rows are made when they are looked at."""

from __future__ import annotations

import qt
from slicer.i18n import tr as _

from RILContourLib.panels.browser import Browser, BrowserRow
from RILContourLib.panels.series_tree import TreeNode
from RILContourLib.panels.translation import plural

_ROOT = 0
# Made once: Qt asks for them of every cell that is seen, each time something changed.
_ROLES = (qt.Qt.DisplayRole, qt.Qt.FontRole, qt.Qt.ToolTipRole)
_FLAGS = qt.Qt.ItemIsEnabled | qt.Qt.ItemIsSelectable


class Folder:
    """A folder that was looked into; `parent` is the number of the one above, in which it is row `row`."""

    def __init__(self, path: str, parent: int, row: int, children: list[TreeNode]) -> None:
        self.path = path
        self.parent = parent
        self.row = row
        self.children = children


class BrowserModel(qt.QAbstractItemModel):
    """An item is named by its row and the number of the folder that it is in (`internalId`).

    So 100,000 series need no object each, and folders that nobody opened cost nothing.
    """

    def __init__(self, browser: Browser) -> None:
        super().__init__()
        self._browser = browser
        self._folders: list[Folder] = []
        self._numbers: dict[str, int] = {}
        self._columns: tuple[tuple[str, str], ...] = ()
        self._row: BrowserRow | None = None
        self._bold = qt.QFont()
        self._bold.setBold(True)
        self._forget()

    # What Qt asks

    def columnCount(self, parent: qt.QModelIndex | None = None) -> int:
        return 1 + len(self._columns)

    def rowCount(self, parent: qt.QModelIndex | None = None) -> int:
        number = self._numberOf(parent)
        return 0 if number is None else len(self._folders[number].children)

    def hasChildren(self, parent: qt.QModelIndex | None = None) -> bool:
        node = self.node(parent) if parent is not None and parent.isValid() else None
        return node is None or node.is_folder

    def index(self, row: int, column: int, parent: qt.QModelIndex | None = None) -> qt.QModelIndex:
        number = self._numberOf(parent)
        if number is None or not 0 <= row < len(self._folders[number].children):
            return qt.QModelIndex()
        return self.createIndex(row, column, number)

    def parent(self, index: qt.QModelIndex) -> qt.QModelIndex:
        folder = self._folders[index.internalId()] if index.isValid() else None
        if folder is None or folder.path == "":
            return qt.QModelIndex()
        return self.createIndex(folder.row, 0, folder.parent)

    def flags(self, index: qt.QModelIndex) -> object:
        return _FLAGS

    def data(self, index: qt.QModelIndex, role: int) -> object:
        if role not in _ROLES or not index.isValid():
            return None
        node, column = self.node(index), index.column()
        if node.is_folder:
            shown = f"{node.label} ({node.series})" if column == 0 else ""
            return shown if role == qt.Qt.DisplayRole else None
        row = self._rowOf(node.path)
        if row is None:
            return node.label if role == qt.Qt.DisplayRole and column == 0 else None
        if role == qt.Qt.FontRole:
            return self._bold if row.bold else None
        if role == qt.Qt.ToolTipRole:
            return self._toolTip(row)
        return (row.label, *row.cells)[column] if column <= len(row.cells) else None

    def headerData(self, section: int, orientation: int, role: int) -> object:
        if role != qt.Qt.DisplayRole or orientation != qt.Qt.Horizontal:
            return None
        return _("Series") if section == 0 else self._columns[section - 1][1]

    # What the panel asks

    def node(self, index: qt.QModelIndex) -> TreeNode:
        return self._folders[index.internalId()].children[index.row()]

    def indexOf(self, path: str) -> qt.QModelIndex:
        """Of a series or (ending in `/`) a folder that is shown; an invalid one if it is not."""
        above = path.rstrip("/").rpartition("/")[0]
        number = self._open(f"{above}/" if above else "")
        nodes = self._folders[number].children if number is not None else []
        row = next((row for row, node in enumerate(nodes) if node.path == path), None)
        return qt.QModelIndex() if row is None else self.createIndex(row, 0, number)

    def reset(self) -> None:
        """Other series, another order or other columns."""
        self.beginResetModel()
        self._forget()
        self.endResetModel()

    def refresh(self) -> None:
        """The same series, with other texts."""
        self._row = None
        count = self.rowCount()
        if count:
            self.dataChanged.emit(self.index(0, 0), self.index(count - 1, self.columnCount() - 1))

    def _forget(self) -> None:
        self._columns = self._browser.state.columns
        self._row = None
        self._folders = [Folder("", _ROOT, 0, self._browser.children(""))]
        self._numbers = {"": _ROOT}

    def _numberOf(self, index: qt.QModelIndex | None) -> int | None:
        """The number of the folder that an index names; the root's for an invalid one; None for a series."""
        if index is None or not index.isValid():
            return _ROOT
        node = self.node(index)
        return self._open(node.path, index.internalId(), index.row()) if node.is_folder else None

    def _open(self, path: str, parent: int | None = None, row: int | None = None) -> int | None:
        """The number of a folder, looked into if nobody did; None if there is none of that path."""
        if path in self._numbers:
            return self._numbers[path]
        if parent is None or row is None:
            index = self.indexOf(path)
            if not index.isValid():
                return None
            parent, row = index.internalId(), index.row()
        self._folders.append(Folder(path, parent, row, self._browser.children(path)))
        self._numbers[path] = len(self._folders) - 1
        return self._numbers[path]

    def _rowOf(self, name: str) -> BrowserRow | None:
        """None for a series that is gone: Qt may draw before the next turn makes the tree anew."""
        if self._row is None or self._row.name != name:
            try:
                self._row = self._browser.row(name)
            except KeyError:
                return None
        return self._row

    def _toolTip(self, row: BrowserRow) -> str:
        lines = [row.name]
        if row.held_by:
            lines.append(_("Open at {holder}").format(holder=row.held_by))
        if row.waiting:
            text = plural(
                row.waiting,
                _("One edit of {user}, whose session did not end properly, is recovered when it is opened."),
                _("{count} edits of {user}, whose session did not end properly, are recovered when it is opened."),
            )
            lines.append(text.format(count=row.waiting, user=row.left_by))
        return "\n".join([*lines, row.problem] if row.problem else lines)
