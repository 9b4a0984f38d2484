"""A folder on the computer that serves the page: written, or found by walking through folders."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from trame_server import Server

from ...panels.translation import _
from ..elements import button, element, icon, icon_button

MOST_FOLDERS = 300


class FolderBox:
    """The state `<name>` has: `path` as written, `hint` and `bad` about it, and the `folders` that can be gone into.

    must_exist : files are read from it; else it is made when something is written
    """

    def __init__(self, server: Server, name: str, path: Path, *, must_exist: bool) -> None:
        self._server = server
        self._name = name
        self._must_exist = must_exist
        self._path = str(path)
        self._open = False
        server.state[name] = self._plain()

    @property
    def path(self) -> Path | None:
        """The folder; None while it cannot be used."""
        return None if self._problem() else Path(self._path).expanduser()

    def draw(self, label: str) -> None:
        with element("div"):
            element("span", label, classes="muted")
            with element("div", classes="row"):
                element(
                    "ril-box",
                    value=(f"{self._name}.path",),
                    aria_label=label,
                    v_bind_class=f"{{bad: {self._name}.bad}}",
                    spellcheck="false",
                    v_on_commit=(self.write, "[$event]"),
                )
                pressed = (f"{self._name}.open",)
                icon_button("folder-search-outline", _("Find a folder"), self._toggle, aria_pressed=pressed)
            hint = f"{{{{ {self._name}.hint }}}}"
            element("p", hint, v_if=f"{self._name}.hint", v_bind_class=f"{self._name}.bad ? 'error' : 'muted'")
            with element("div", v_if=f"{self._name}.open", classes="menu", role="listbox", aria_label=_("Folders")):
                with button(None, self._up, classes="term"):
                    icon("arrow-up")
                    element("span", _("Folder above"))
                folders = f"folder in {self._name}.folders"
                with button(None, (self._into, "[folder]"), v_for=folders, key="folder", classes="term"):
                    icon("folder")
                    element("span", " {{ folder }}")

    def write(self, path: str) -> None:
        """Take a path as it was written; `~` is the user's own folder."""
        self._path = str(path).strip()
        self._show()

    def _toggle(self) -> None:
        self._open = not self._open
        self._show()

    def _into(self, folder: str) -> None:
        if folder in self._folders():
            self.write(str(self._nearest() / folder))

    def _up(self) -> None:
        self.write(str(self._nearest().parent))

    def _nearest(self) -> Path:
        """The folder, or the first above it that exists."""
        path = Path(self._path or "~").expanduser().absolute()
        return next(each for each in (path, *path.parents) if each.is_dir() or each == each.parent)

    def _folders(self) -> list[str]:
        try:
            return sorted(_folders_in(self._nearest()), key=str.casefold)[:MOST_FOLDERS]
        except OSError:
            return []

    def _problem(self) -> str:
        if not self._path:
            return _("Write a folder, or find one.")
        path = Path(self._path).expanduser()
        if not path.is_absolute():
            return _("Write the whole path, from the root on.")
        if path.exists() and not path.is_dir():
            return _("This is a file, not a folder.")
        if self._must_exist and not path.is_dir():
            return _("There is no such folder.")
        return ""

    def _plain(self) -> dict[str, Any]:
        problem = self._problem()
        will_be_made = not problem and not Path(self._path).expanduser().exists()
        return {
            "path": self._path,
            "bad": bool(problem),
            "hint": problem or (_("It will be made.") if will_be_made else ""),
            "open": self._open,
            "folders": self._folders() if self._open else [],
        }

    def _show(self) -> None:
        with self._server.state as state:
            state[self._name] = self._plain()


def _folders_in(folder: Path) -> Iterator[str]:
    """Without hidden ones, and without those that hold annotations."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir() and not entry.name.startswith(".") and not entry.name.endswith(".ril"):
                yield entry.name
