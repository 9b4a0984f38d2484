"""A file on the computer that serves the page: written, or found by walking through folders."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from trame_server import Server

from ...panels.translation import _
from ..elements import button, element, icon
from .folder_box import MOST_FOLDERS, FolderBox, as_path, can_be_shown, kind_of


class FileBox(FolderBox):
    """As `FolderBox`, with the `files` of the folder that have one of these endings.

    optional : it may stay empty
    """

    finding = _("Find a file")

    def __init__(
        self,
        server: Server,
        name: str,
        path: Path | None,
        endings: tuple[str, ...],
        *,
        must_exist: bool = True,
        optional: bool = False,
    ) -> None:
        self._endings = endings
        self._optional = optional
        self._start = path.parent if path else Path.home()
        super().__init__(server, name, path or Path(), must_exist=must_exist)
        if path is None:
            self.write("")

    def start_in(self, folder: Path) -> None:
        """Where one begins to look for a file while none is written."""
        self._start = folder

    @property
    def path(self) -> Path | None:
        """The file; None while it cannot be used, or is left open."""
        return super().path if self._path else None

    def draw(self, label: str) -> None:
        super().draw(label)
        with element("div", v_if=f"{self.name}.open", classes="menu", role="listbox", aria_label=_("Files")):
            files = f"file in {self.name}.files"
            with button(None, (self._take, "[file]"), v_for=files, key="file", classes="term"):
                icon("file-outline")
                element("span", " {{ file }}")
            none = _("No file here that fits ({endings}).").format(endings=", ".join(self._endings))
            element("p", none, v_if=f"!{self.name}.files.length", classes="muted")

    def _take(self, file: str) -> None:
        if file in self._files():
            self._open = False
            self.write(str(self._nearest() / file))

    def _nearest(self) -> Path:
        return super()._nearest() if self._path else self._start

    def _files(self) -> list[str]:
        try:
            found = [each.name for each in os.scandir(self._nearest()) if each.is_file()]
        except OSError:
            return []
        wanted = [name for name in found if name.lower().endswith(self._endings) and can_be_shown(name)]
        return sorted(wanted, key=str.casefold)[:MOST_FOLDERS]

    def _problem(self) -> str:
        if not self._path:
            return ""
        path = as_path(self._path)
        if path is None or not path.is_absolute():
            return _("Write the whole path, from the root on.")
        kind = kind_of(path)
        if kind not in ("file", "folder", "nothing"):
            return _("This cannot be used ({reason}).").format(reason=kind)
        if self._must_exist:
            return {"file": "", "nothing": _("There is no such file.")}.get(kind, _("Go on to a file in this folder."))
        if kind == "nothing":
            return "" if kind_of(path.parent) == "folder" else _("There is no folder for it.")
        return _("This is there already; write another name.") if kind == "file" else _("Add a name for the file.")

    def _plain(self) -> dict[str, Any]:
        plain = super()._plain() | {"files": self._files() if self._open else []}
        if plain["bad"]:
            return plain
        return plain | {"hint": "" if self._path or self._optional else _("Write a file, or find one.")}
