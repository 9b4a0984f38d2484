"""The Models panel: the libraries, the versions in them, and which one is used."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import RILContourError, UsageError
from ..models.approval import Approvals
from ..models.archive import export_model
from ..models.library import Library
from ..session.model import Model
from ..session.model_folders import add_shared_folder, remove_shared_folder
from .models_rows import LibraryRow, ModelRow, ModelVersionRow, version_row
from .observing import Panel
from .translation import _
from .work import AtOnce, Executor
from .workspace import Workspace

LOOK_EVERY_S = 2.0


@dataclass(frozen=True)
class ModelsState:
    """`chosen` is the model that is unfolded, `versions` its versions, newest first; `used` what Run takes.

    used : a name (always its newest version) or name@version
    """

    libraries: tuple[LibraryRow, ...] = ()
    rows: tuple[ModelRow, ...] = ()
    chosen: str | None = None
    versions: tuple[ModelVersionRow, ...] = ()
    used: str | None = None
    ready: bool = False
    busy_with: str = ""


class ModelsPanel(Panel):
    """Reads by its executor; `poll` notices what others published. Refusals become messages of the workspace."""

    def __init__(self, workspace: Workspace, executor: Executor | None = None) -> None:
        super().__init__()
        self._workspace = workspace
        self.executor: Executor = executor or AtOnce()
        self._rows: dict[Path, ModelVersionRow] = {}
        self._known: dict[tuple[Path, str], tuple[int, ...]] | None = None
        self._away: set[Path] = set()
        self._state = ModelsState()
        self._polling = False
        self._looked_at_s = 0.0
        self._lock = threading.RLock()

    @property
    def state(self) -> ModelsState:
        return self._state

    @property
    def used(self) -> Model | None:
        """The model that Run takes, None if there is none."""
        try:
            return self._workspace.project.models[self._state.used] if self._state.used else None
        except RILContourError as error:  # removed since the last look
            self._workspace.messages.report(error)
            return None

    # Looking

    def refresh(self) -> None:
        """Look into all libraries again."""
        self.executor.submit(self._look)

    def poll(self) -> None:
        """Look whether somebody published or removed something; a shell calls it every second or so."""
        if not self._polling and time.monotonic() - self._looked_at_s >= LOOK_EVERY_S:
            self._polling = True
            self.executor.submit(self._poll)

    def choose(self, name: str | None) -> None:
        """Unfold a model's versions, or none."""
        self._put(chosen=None if name is None else str(name), versions=())
        self.executor.submit(self._look)

    def use(self, label: str) -> None:
        """Have Run take this model, by name its newest version. UsageError for what is not there."""
        if label not in self._workspace.project.models:
            message = f"There is no model {label!r} here."
            raise UsageError(message)
        self._put(used=label)

    # Doing

    def approve(self, label: str) -> None:
        """This user trusts where the version's code comes from: the files may run whose sha256 was shown."""
        shown = next((row for row in self._known_rows() if row.label == label), None)

        def work() -> None:
            Approvals().approve_digests(each.sha256 for each in (shown.code if shown else ()))
            self._forget()
            self._workspace.messages.say(_("{label} may run its code, for you on this computer.").format(label=label))

        self._do(_("Approving {label}").format(label=label), work)

    def import_archive(self, file: str | Path) -> None:
        """Publish what a zip file of `export` holds in the project's library."""

        def work() -> None:
            project = self._workspace.project
            made = project.models.import_archive(Path(file).expanduser(), by=project.user)
            self._put(chosen=made.version.name, used=self._state.used or made.version.name)
            self._workspace.messages.say(_("{label} was imported.").format(label=made.label))

        self._do(_("Importing {file}").format(file=Path(file).name), work)

    def export(self, label: str, file: str | Path) -> None:
        """Write a version as one zip file, which must not be there yet."""

        def work() -> None:
            export_model(self._workspace.project.models[label].version, Path(file).expanduser())
            self._workspace.messages.say(_("{label} is in {file}.").format(label=label, file=file))

        self._do(_("Exporting {label}").format(label=label), work)

    def add_folder(self, folder: str | Path) -> None:
        """Look into a shared folder of models from now on."""
        self._do(_("Looking into {folder}").format(folder=folder), lambda: add_shared_folder(Path(folder)))

    def remove_folder(self, folder: str | Path) -> None:
        """Look into a shared folder no more; it stays as it is."""
        self._do(_("Leaving {folder}").format(folder=folder), lambda: remove_shared_folder(Path(folder)))

    def _do(self, what: str, work: Callable[[], object]) -> None:
        def done() -> None:
            self._put(busy_with=what)
            try:
                with self._workspace.messages.refusals():
                    work()
            finally:
                self._put(busy_with="")
            self._look()

        self.executor.submit(done)

    # On the executor's thread

    def _poll(self) -> None:
        try:
            if self._known is None or self._numbers() != self._known or self._missing() != self._away:
                self._look()
        except RILContourError:
            self._look()  # says which library cannot be read
        finally:
            self._looked_at_s, self._polling = time.monotonic(), False

    def _look(self) -> None:
        with self._lock, self._workspace.messages.refusals():
            libraries, rows = [], []
            known: dict[tuple[Path, str], tuple[int, ...]] = {}
            seen: set[str] = set()
            self._away = self._missing()
            for kind, library in self._libraries():
                found, problem = [], ""
                try:
                    found = [(name, library.numbers(name)) for name in library.names()]
                except RILContourError as error:
                    problem = str(error)
                if not problem and library.folder in self._away:
                    problem = _("This folder is not there any more.")
                title = _TITLES[kind]
                known |= {(library.folder, name): numbers for name, numbers in found}
                libraries.append(LibraryRow(kind, title, str(library.folder), len(found), problem))
                rows += [self._model_row(library, title, *each) for each in found if each[0] not in seen]
                seen |= {name for name, _numbers in found}
            self._tell_of_new(known, {row.name: row for row in rows})
            self._known = known
            self._show(tuple(libraries), tuple(sorted(rows, key=lambda row: row.name)))

    def _show(self, libraries: tuple[LibraryRow, ...], rows: tuple[ModelRow, ...]) -> None:
        by_name = {row.name: row for row in rows}
        chosen = self._state.chosen if self._state.chosen in by_name else None
        used = self._state.used
        if used is None or used not in self._workspace.project.models:
            used = rows[0].name if rows else None
        self._put(
            libraries=libraries,
            rows=rows,
            chosen=chosen,
            versions=tuple(self._versions(by_name[chosen])) if chosen else (),
            used=used,
            ready=True,
        )

    def _versions(self, row: ModelRow) -> Iterator[ModelVersionRow]:
        library = Library(Path(row.folder))
        for number in reversed(row.numbers):
            yield self._version_row(library, f"{row.name}@{number}")

    def _model_row(self, library: Library, title: str, name: str, numbers: tuple[int, ...]) -> ModelRow:
        newest = self._version_row(library, f"{name}@{numbers[-1]}")
        return ModelRow(name, title, str(library.folder), numbers, newest)

    def _version_row(self, library: Library, label: str) -> ModelVersionRow:
        """A version never changes, so each is read once, unless it could not be."""
        version = library[label]
        row = self._rows.get(version.folder)
        if row is None or row.problem:
            row = self._rows[version.folder] = version_row(version)
        return row

    def _known_rows(self) -> tuple[ModelVersionRow, ...]:
        """All versions that a shell shows."""
        return (*self._state.versions, *(row.newest for row in self._state.rows))

    def _forget(self) -> None:
        self._rows.clear()

    def _tell_of_new(self, known: dict[tuple[Path, str], tuple[int, ...]], rows: dict[str, ModelRow]) -> None:
        """Quietly, of what others published since the last look."""
        for (folder, name), numbers in known.items():
            before = (self._known or {}).get((folder, name), ())
            row = rows[name]
            is_news = self._known is not None and numbers[-1] not in before and row.folder == str(folder)
            if is_news and row.newest.made_by != self._workspace.project.user:
                words = _("{label} is there, published by {user}.")
                who = row.newest.made_by or _("somebody")
                self._workspace.messages.say(words.format(label=row.newest.label, user=who))

    def _numbers(self) -> dict[tuple[Path, str], tuple[int, ...]]:
        return {
            (library.folder, name): library.numbers(name)
            for _kind, library in self._libraries()
            for name in library.names()
        }

    def _missing(self) -> set[Path]:
        """Shared folders that are away; the project's and the user's own are made when they are first needed."""
        return {each.folder for kind, each in self._libraries() if kind == "shared" and not each.folder.is_dir()}

    def _libraries(self) -> Iterator[tuple[str, Library]]:
        kinds = ("project", "user")
        for number, library in enumerate(self._workspace.project.models.libraries):
            yield kinds[number] if number < len(kinds) else "shared", library

    def _put(self, **changes: object) -> None:
        with self._lock:
            before, self._state = self._state, replace(self._state, **changes)  # type: ignore[arg-type]
        if self._state != before:
            self.changed.tell()


_TITLES = {"project": _("This project"), "user": _("Yours, on this computer"), "shared": _("Shared folder")}
