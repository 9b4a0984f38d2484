"""The library's front door: a project, its series, and what is done with all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import DefinitionsError, UnknownSeries, UsageError
from ..files import full_path
from ..progress import CancelToken, Progress, no_progress
from ..project.characters import composed
from ..project.check import parse_definitions, read_definitions
from ..project.definitions import PROJECT_FILE, Definitions
from ..project.findings import nearest
from ..project.metadata import NO_METADATA, Metadata, read_metadata
from ..project.paths import models_folder
from ..project.roi import ROI
from ..project.split import subsets
from ..store.definitions_store import DefinitionsStore
from ..store.file_store import FileStore
from ..store.known_identities import IdentityCache
from ..store.layout import layout_of
from ..store.protocol import AnnotationStore
from ..store.values import Head
from ..workflow.definition import Workflow
from ..workflow.policy import WorkflowPolicy
from ..workflow.reading import read_workflow
from .creating import new_project_file
from .selection import Selection
from .series import Series
from .user import check_user, current_user

if TYPE_CHECKING:
    from ..exchange.masks_out import MaskExportOptions
    from ..exchange.report import ExportReport
    from ..exchange.tables import TableExportOptions
    from ..metrics.measured import Measured
    from ..store.verify_findings import StoreFinding
    from ..training.options import TrainOptions
    from .importing import ImportOptions, ImportReport
    from .model_shelf import ModelShelf
    from .training_report import TrainReport


class Project:
    """A `rilcontour.yaml` and the images below it.

    >>> project = Project.open("study")                                   # doctest: +SKIP
    >>> with project["a/scan.nii.gz"].edit() as annotation:               # doctest: +SKIP
    ...     annotation["right-lung"].mask[10:20, 10:20, 5] = True
    """

    def __init__(self, file: Path, definitions: Definitions, store: AnnotationStore, user: str) -> None:
        self.file = file
        self.definitions = definitions
        self.store = store
        self.user = user
        self._names: list[str] | None = None

    @staticmethod
    def open(path: str | Path, *, user: str | None = None) -> Project:
        """The project in a folder, or of a project file. `user` is the system's user unless given.

        DefinitionsError if there is none or it is not valid.
        """
        file = _project_file(full_path(path))
        definitions = read_definitions(file)
        return Project(file, definitions, _store_of(file, definitions), check_user(user) if user else current_user())

    @staticmethod
    def create(
        folder: str | Path,
        *,
        name: str,
        rois: Sequence[ROI | Mapping[str, Any]] = (),
        user: str | None = None,
        **more: Any,
    ) -> Project:
        """Make a project file in `folder`, which is made if need be, and open it.

        `rois` are ROI, or mappings of their fields of which only `name` is needed: ids, values and colours are chosen.
        `more` are other fields of `Definitions`. DefinitionsError if there is a project already or a value is wrong.
        """
        new_project_file(full_path(folder), name, rois, more)
        return Project.open(folder, user=user)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled as file and user: another process opens it anew, to read, or to edit series that nobody holds."""
        return _reopened, (self.file, self.user)

    def follow_file(self) -> bool:
        """Go on under what the project file says now, if it was changed since it was read; whether it was.

        DefinitionsError if it cannot be used as it is now: better no editing than editing by rules that no longer hold.
        """
        content = self.definitions_store.read()
        if hashlib.sha256(content).hexdigest() == self.definitions.digest:
            return False
        self.adopt(parse_definitions(content, str(self.file)))
        return True

    def adopt(self, definitions: Definitions) -> None:
        """Go on under other definitions, which the project file says by now; sessions that are open keep theirs."""
        self.definitions = definitions
        self.store = _store_of(self.file, definitions)
        self.refresh()

    @property
    def definitions_store(self) -> DefinitionsStore:
        """All versions of the project file."""
        return DefinitionsStore(self.file, layout_of(self.file, self.definitions))

    @property
    def name(self) -> str:
        return self.definitions.name

    @property
    def folder(self) -> Path:
        """The project file's folder."""
        return self.file.parent

    @property
    def images_root(self) -> Path:
        """The folder that series are named from."""
        return (self.folder / self.definitions.images).resolve()

    def __repr__(self) -> str:
        return f"<Project {self.name!r} in {self.folder}>"

    # Series

    @property
    def names(self) -> list[str]:
        """Names of all series, sorted; looked up once (see `refresh`)."""
        if self._names is None:
            self._names = sorted(self.store.list_series())
        return self._names

    def refresh(self) -> None:
        """Look for images and at the metadata file anew."""
        self._names = None
        for cached in ("metadata", "_subsets", "_known_names", "_workflow"):
            self.__dict__.pop(cached, None)

    def __len__(self) -> int:
        return len(self.names)

    def __iter__(self) -> Iterator[Series]:
        return (Series(self, name) for name in self.names)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and composed(name) in self._known

    def __getitem__(self, name: str) -> Series:
        """The series of that name. UnknownSeries, which names the nearest there is."""
        return self.series(name)

    def series(self, name: str, track: str | None = None) -> Series:
        """The series of that name, on the project's first track (`main` unless it names others) or the one given.

        UnknownSeries; UsageError for a track that the project has not.
        """
        name = composed(name)
        if name not in self._known:
            message = f"The project has no series {name!r}{nearest(name, self.names)}."
            raise UnknownSeries(message)
        if track is not None and track not in self.definitions.tracks:
            message = f"The project has no track {track!r}; it has {', '.join(self.definitions.tracks)}."
            raise UsageError(message)
        return Series(self, name, track)

    @property
    def _known(self) -> frozenset[str]:
        if "_known_names" not in self.__dict__ or self._names is None:
            self.__dict__["_known_names"] = frozenset(self.names)
        return self.__dict__["_known_names"]

    def select(self, selection: Selection) -> Iterator[Series]:
        """The series that a filter lets through, in the order of their names."""
        wanted = selection.name_test()
        for series in self:
            if wanted(series.name) and selection.allows(series.facts):
                yield series

    # With many series

    def export_masks(
        self,
        folder: str | Path,
        selection: Selection | None = None,
        options: MaskExportOptions | None = None,
        *,
        version: int | None = None,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> ExportReport:
        """Write masks of the selected series (all but the test subset unless given) to `folder`; see `exchange`."""
        from ..exchange.masks_out import export_masks
        from .exporting import export_project, export_sources

        sources = export_sources(self, selection or Selection(), version=version)
        target = full_path(folder)
        return export_masks(sources, target, export_project(self), options, progress=progress, cancel=cancel)

    def export_tables(
        self,
        folder: str | Path,
        selection: Selection | None = None,
        options: TableExportOptions | None = None,
        *,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> ExportReport:
        """Write answers, points, presence by slice and statistics of the selected series as CSV or Excel."""
        from .tables import tables_of

        target = full_path(folder)
        return tables_of(self, target, selection or Selection(), options, progress=progress, cancel=cancel)

    def import_masks(
        self,
        folder: str | Path,
        options: ImportOptions | None = None,
        *,
        names: Sequence[str] | None = None,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> ImportReport:
        """Import the masks in `folder` into the series that they belong to by their names, each as a version."""
        from .importing import ImportOptions, import_folder

        source = full_path(folder)
        return import_folder(self, source, options or ImportOptions(), names=names, progress=progress, cancel=cancel)

    def measure(
        self,
        of: Sequence[str],
        against: str = "newest",
        selection: Selection | None = None,
        *,
        rois: Sequence[str] = (),
        slices: tuple[int, int] | None = None,
        tolerance_mm: float = 2.0,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> Measured:
        """Measure drafts of models, versions or tracks `of` the series against others; all subsets; see `measuring`."""
        from .measuring import ALL_SUBSETS, measure

        return measure(
            self,
            of,
            against,
            selection or ALL_SUBSETS,
            rois=rois,
            slices=slices,
            tolerance_mm=tolerance_mm,
            progress=progress,
            cancel=cancel,
        )

    def verify(self, names: Sequence[str] | None = None) -> list[StoreFinding]:
        """All that is missing, altered or left over on disk, for the named series or all; nothing is changed."""
        from .verifying import verify

        return list(verify(self, names))

    def redefine(self, new: Definitions, *, message: str = "", even_if_used: bool = False) -> None:
        """Change the project file to say `new` (see `project.revise`), keeping its comments and the old version.

        DefinitionsInUse, naming the series, if that would take meaning from annotations and is not confirmed by
        `even_if_used`; StaleDefinitions if somebody else changed the file meanwhile.
        """
        from .redefining import redefine

        redefine(self, new, message=message, even_if_used=even_if_used)

    # Models

    @property
    def models(self) -> ModelShelf:
        """The models of the project's library, of the user's own, and of shared folders that this user named."""
        from .model_folders import shared_libraries
        from .model_shelf import ModelShelf, users_library

        return ModelShelf(models_folder(self.file, self.definitions), (users_library(), *shared_libraries()))

    def train(
        self,
        name: str,
        selection: Selection | None = None,
        options: TrainOptions | None = None,
        *,
        resume: bool = False,
        draft_next: int = 0,
        progress: Progress = no_progress,
        cancel: CancelToken | None = None,
    ) -> TrainReport:
        """Train a model from accepted annotation, never of the test subset, and publish it; see `training`."""
        from .training import train

        return train(
            self, name, selection, options, resume=resume, draft_next=draft_next, progress=progress, cancel=cancel
        )

    # What the project says of series

    @cached_property
    def metadata(self) -> Metadata:
        """The metadata file's table; empty without one. DefinitionsError if it cannot be read."""
        if self.definitions.metadata is None:
            return NO_METADATA
        return read_metadata(self.folder / self.definitions.metadata)

    def pool_of(self, head: Head) -> str | None:
        """The pool that a series waits in; where nobody was given it yet, the one that the workflow starts with."""
        return WorkflowPolicy(self._workflow).pool_of(head)

    @cached_property
    def _workflow(self) -> Workflow:
        return read_workflow(self.file, self.definitions.workflow) or Workflow()

    def subset_of(self, name: str) -> str:
        """`train`, `validation` or `test`."""
        return self._subsets.get(name, "train")

    @cached_property
    def _subsets(self) -> dict[str, str]:
        return dict(subsets(self.definitions, self.names, self.metadata.rows))


def _reopened(file: Path, user: str) -> Project:
    return Project.open(file, user=user)


def _project_file(path: Path) -> Path:
    """The project file of a folder, or `path` itself. DefinitionsError if there is none."""
    try:
        file = path / PROJECT_FILE if path.is_dir() else path
        is_there = file.is_file()
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror or error}; ask who owns the folder for the right to."
        raise DefinitionsError(message) from error
    if not is_there:
        message = f"{file} is not there; make a project with  rilcontour project create FOLDER."
        raise DefinitionsError(message)
    return file


def _store_of(file: Path, definitions: Definitions) -> AnnotationStore:
    """The store of a project in folders, which asks the project's workflow before it publishes."""
    workflow = read_workflow(file, definitions.workflow)
    policy = WorkflowPolicy(workflow) if workflow else None
    return FileStore(file, definitions, policy=policy, identities=IdentityCache.open())
