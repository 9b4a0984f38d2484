"""The models that can be used: their versions, what they do, code that waits for a yes; in and out as files."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from trame_server import Server

from ...panels.choices import one_of
from ...panels.models_panel import ModelsPanel
from ...panels.models_rows import ModelVersionRow
from ...panels.translation import _
from ...panels.workspace import Workspace
from ..drawn import Drawn
from ..elements import button, element, icon, icon_button
from ..event_loop import EventLoop
from .file_box import FileBox
from .folder_box import FolderBox
from .models_code import draw_code

MORE = ("", "import", "export", "folder")


class ModelsLibrary(Drawn[ModelsPanel]):
    """State of the page: `models_more` is what is unfolded at the end, `wizard_asked` shows the wizard's first page."""

    name = "shelf"

    def __init__(self, server: Server, loop: EventLoop, model: ModelsPanel, workspace: Workspace) -> None:
        folder = workspace.project.folder.absolute()
        self._zip_in = FileBox(server, "model_zip_in", None, (".zip",))
        self._zip_out = FileBox(server, "model_zip_out", folder.parent / "model.zip", (".zip",), must_exist=False)
        self._shared = FolderBox(server, "model_folder", folder.parent, must_exist=True)
        self._folder = folder
        server.state.update({"models_more": "", "model_out": ""})
        super().__init__(server, loop, model)

    def plain(self) -> dict[str, Any]:
        state = self.model.state
        plain = asdict(state)
        plain["versions"] = [_version(row) for row in state.versions]
        for row, told in zip(state.rows, plain["rows"], strict=True):
            told["newest"] = _version(row.newest)
        return plain

    def draw(self) -> None:
        with element("section", v_if="right === 'models'", classes="panel scrolls", aria_label=_("Models")):
            with (
                element("div", classes="pad"),
                button(None, "wizard_asked = true", classes="btn main", data_add_model=True),
            ):
                icon("plus")
                element("span", _("Add a network …"))
            element("p", "{{ shelf.busy_with }} …", v_if="shelf.busy_with", classes="pad muted", role="status")
            with element("div", v_if="shelf.ready && !shelf.rows.length", classes="hint"):
                icon("brain")
                element("p", _("No model yet. Add a network from a file; the wizard asks all that it needs to know."))
            with element(
                "article", v_for="row in shelf.rows", key="row.name", classes="version", data_model=("row.name",)
            ):
                self._draw_row()
                with (
                    element("template", v_if="shelf.chosen === row.name"),
                    element("div", v_for="version in shelf.versions", key="version.label", classes="model-version"),
                ):
                    self._draw_version()
            self._draw_more()
            self._draw_libraries()

    def _draw_row(self) -> None:
        with element("div", classes="row"):
            element("strong", "{{ row.newest.title || row.name }}", classes="ellipsis", dir="auto", style="flex: 1")
            element("span", "{{ row.newest.label }}", classes="muted")
        element(
            "p", "{{ row.newest.task }}: {{ row.newest.drafts.join(', ') }}", v_if="row.newest.task", classes="muted"
        )
        element("p", "{{ row.newest.problem }}", v_if="row.newest.problem", classes="error")
        with element("div", classes="row", style="padding-top: 4px"):
            used = "shelf.used === row.name"
            self._draw_use("row.name", used, _("Run takes the newest version of it"))
            chosen = "shelf.chosen === row.name"
            words = f"{{{{ {chosen} ? '{_('Fold')}' : '{_('Versions')} (' + row.numbers.length + ')' }}}}"
            toggle = (self.model.choose, f"[{chosen} ? null : row.name]")
            button(words, toggle, classes="btn framed", aria_expanded=(chosen,))
            element("span", classes="gap")
            element("span", "{{ row.library }}", classes="muted ellipsis", title=("row.folder",))

    def _draw_version(self) -> None:
        with element("div", classes="row"):
            element("strong", _("Version {number}").format(number="{{ version.number }}"))
            element("span", "{{ version.made_by }}", classes="ellipsis", style="flex: 1")
            element("time", "{{ version.when }}", classes="muted", title=("version.published",))
        element("p", "{{ version.notes }}", v_if="version.notes", dir="auto", style="white-space: pre-line")
        element("p", "{{ version.problem }}", v_if="version.problem", classes="error")
        with element("ul", classes="facts muted"):
            element("li", "{{ each }}", v_for="each in version.words")
        with element("div", classes="row"):
            self._draw_use(
                "version.label",
                "shelf.used === version.label",
                _("Run takes this version, also once there is a newer one"),
            )
            button(_("Export …"), (self._ask_export, "[version.label]"), classes="btn framed")
        with element("template", v_if="version.code.length"):
            draw_code("version.code", (self.model.approve, "[version.label]"))

    def _draw_use(self, label: str, used: str, title: str) -> None:
        button(
            f"{{{{ {used} ? '{_('Used by Run')}' : '{_('Use')}' }}}}",
            (self.model.use, f"[{label}]"),
            classes="btn framed",
            title=title,
            aria_pressed=(used,),
        )

    def _draw_more(self) -> None:
        with element("div", classes="block"):
            with element("div", classes="row", style="flex-wrap: wrap"):
                for more, words in (("import", _("Import a zip …")), ("folder", _("Shared folder …"))):
                    pressed = (f"models_more === '{more}'",)
                    button(words, (self._unfold, f"['{more}']"), classes="btn framed", aria_pressed=pressed)
            with element("template", v_if="models_more === 'import'"):
                self._zip_in.draw(_("A zip file that was exported here or elsewhere"))
                off = ("!model_zip_in.path || model_zip_in.bad",)
                button(_("Import it into this project"), self._import, classes="btn main", disabled=off)
            with element("template", v_if="models_more === 'export'"):
                self._zip_out.draw(_("Export {label} to").format(label="{{ model_out }}"))
                off = ("!model_zip_out.path || model_zip_out.bad",)
                button(_("Export it"), self._export, classes="btn main", disabled=off)
            with element("template", v_if="models_more === 'folder'"):
                self._shared.draw(_("A folder of models that others publish in"))
                button(
                    _("Look into it from now on"), self._add_folder, classes="btn main", disabled=("model_folder.bad",)
                )

    def _draw_libraries(self) -> None:
        with element("div", classes="block"):
            element("h3", _("Libraries"))
            with element("div", v_for="library in shelf.libraries", key="library.folder"):
                with element("div", classes="row"):
                    element("span", "{{ library.title }}", style="white-space: nowrap")
                    element(
                        "span",
                        "{{ library.folder }}",
                        classes="muted ellipsis",
                        title=("library.folder",),
                        style="flex: 1",
                    )
                    leave = (self.model.remove_folder, "[library.folder]")
                    shared = "library.kind === 'shared'"
                    icon_button("close", _("Look into it no more"), leave, v_if=shared, classes="btn sign small")
                element("p", "{{ library.problem }}", v_if="library.problem", classes="error")

    # What is done in it

    def _unfold(self, more: str) -> None:
        with self.server.state as state:
            wanted = one_of(more, MORE)
            state["models_more"] = "" if state["models_more"] == wanted else wanted

    def _ask_export(self, label: str) -> None:
        self._zip_out.write(str(self._folder.parent / f"{label.replace('@', '-')}.zip"))
        with self.server.state as state:
            state.update({"models_more": "export", "model_out": str(label)})

    def _import(self) -> None:
        if self._zip_in.path:
            self.model.import_archive(self._zip_in.path)
            self._fold()

    def _export(self) -> None:
        if self._zip_out.path:
            self.model.export(str(self.server.state["model_out"]), self._zip_out.path)
            self._fold()

    def _add_folder(self) -> None:
        if self._shared.path:
            self.model.add_folder(self._shared.path)
            self._fold()

    def _fold(self) -> None:
        with self.server.state as state:
            state["models_more"] = ""


def _version(row: ModelVersionRow) -> dict[str, Any]:
    return asdict(row) | {"when": row.published[:10]}
