"""A folder on the computer that serves the page: written, or found by walking through folders."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any

from trame_server import Server

from ...panels.translation import _
from ..elements import button, element, icon, icon_button

MOST_FOLDERS = 300


class FolderBox:
    """The state `<name>` has: `path` as written, `hint` and `bad` about it, and the `folders` that can be gone into.

    must_exist : files are read from it; else it is made when something is written
    """

    finding = _("Find a folder")

    def __init__(self, server: Server, name: str, path: Path, *, must_exist: bool) -> None:
        self._server = server
        self.name = name
        self._must_exist = must_exist
        self._path = str(path)
        self._open = False
        server.state[name] = self._plain()

    @property
    def path(self) -> Path | None:
        """The folder; None while it cannot be used."""
        return None if self._problem() else as_path(self._path)

    def draw(self, label: str) -> None:
        with element("div"):
            element("span", label, classes="muted")
            with element("div", classes="row"):
                element(
                    "ril-box",
                    value=(f"{self.name}.path",),
                    aria_label=label,
                    v_bind_class=f"{{bad: {self.name}.bad}}",
                    spellcheck="false",
                    v_on_commit=(self.write, "[$event]"),
                )
                pressed = (f"{self.name}.open",)
                icon_button("folder-search-outline", self.finding, self._toggle, aria_pressed=pressed)
            hint = f"{{{{ {self.name}.hint }}}}"
            element("p", hint, v_if=f"{self.name}.hint", v_bind_class=f"{self.name}.bad ? 'error' : 'muted'")
            with element("div", v_if=f"{self.name}.open", classes="menu", role="listbox", aria_label=_("Folders")):
                with button(None, self._up, classes="term"):
                    icon("arrow-up")
                    element("span", _("Folder above"))
                folders = f"folder in {self.name}.folders"
                with button(None, (self._into, "[folder]"), v_for=folders, key="folder", classes="term"):
                    icon("folder")
                    element("span", " {{ folder }}")

    def write(self, path: str) -> None:
        """Take a path as it was written; `~` is the user's own folder."""
        self._path = str(path).strip()
        self._show()

    def look_again(self) -> None:
        """It may have been made, or have gone, since."""
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
        path = (as_path(self._path or "~") or Path("/")).absolute()
        return next(each for each in (path, *path.parents) if kind_of(each) == "folder" or each == each.parent)

    def _folders(self) -> list[str]:
        try:
            return sorted(_folders_in(self._nearest()), key=str.casefold)[:MOST_FOLDERS]
        except OSError:
            return []

    def _problem(self) -> str:
        if not self._path:
            return _("Write a folder, or find one.")
        path = as_path(self._path)
        if path is None:
            return _("There is no user of this name; write the whole path, from the root on.")
        if not path.is_absolute():
            return _("Write the whole path, from the root on.")
        kind = kind_of(path)
        if kind == "file":
            return _("This is a file, not a folder.")
        if kind not in ("folder", "nothing"):
            return _("This folder cannot be used ({reason}).").format(reason=kind)
        if self._must_exist and kind == "nothing":
            return _("There is no such folder.")
        if kind == "folder" and not os.access(path, os.R_OK | os.X_OK if self._must_exist else os.W_OK | os.X_OK):
            return _("You may not read this folder.") if self._must_exist else _("You may not write to this folder.")
        return ""

    def _plain(self) -> dict[str, Any]:
        problem = self._problem()
        path = self.path
        will_be_made = path is not None and kind_of(path) == "nothing"
        return {
            "path": self._path,
            "bad": bool(problem),
            "hint": problem or (_("It will be made.") if will_be_made else ""),
            "open": self._open,
            "folders": self._folders() if self._open else [],
        }

    def _show(self) -> None:
        with self._server.state as state:
            state[self.name] = self._plain()


def as_path(text: str) -> Path | None:
    """With `~` and `~name` replaced by a user's own folder; None if there is no such user."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return None


def kind_of(path: Path) -> str:
    """`folder`, `file`, `nothing`, or in the system's words why that cannot be told."""
    try:
        mode = path.stat().st_mode
        if S_ISDIR(mode):
            return "folder"
        return "file" if S_ISREG(mode) else _("it is a device or a pipe")
    except FileNotFoundError:
        return "nothing"
    except OSError as error:
        return error.strerror or type(error).__name__
    except ValueError:  # characters that no path can have
        return _("no name that a folder can have")


def _folders_in(folder: Path) -> Iterator[str]:
    """Without hidden ones, and without those that hold annotations."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir() and not entry.name.endswith(".ril") and can_be_shown(entry.name):
                yield entry.name


def can_be_shown(name: str) -> bool:
    """Not hidden, and of characters that can be sent to a page: file systems take any bytes for names."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return not name.startswith(".")
