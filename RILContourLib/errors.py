"""The library's errors: each message says what failed, which file or item, and what to do next.

Only shells (command line, workbench, Slicer modules) turn these into exit codes or dialogs.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Remedy(StrEnum):
    """What can be asked for so that something is done after all; each shell says where it has that, if it does."""

    OVERWRITE = "overwrite"
    ONE_FILE_PER_ROI = "one file a ROI"
    FORCE = "force"
    EXISTING = "existing"
    LEAVE_OUT_UNKNOWN = "leave out unknown"
    MAP_VALUES = "map values"
    MAP_SEGMENTS = "map segments"
    FRAME = "frame"
    SERIES = "series"
    REPLACE = "replace"
    ACCEPT_DAMAGE = "go on from the newest version that is whole"
    ANY_IMAGE = "any image"


class RILContourError(Exception):
    """Anything the library refuses or cannot do; `str(error)` is one sentence for a person.

    remedies : what the caller could ask for so that it is done; the sentence names them in words that fit any shell
    """

    exit_code = 1
    remedies: tuple[Remedy, ...] = ()

    def __init__(self, *arguments: object, remedies: Iterable[Remedy] = ()) -> None:
        super().__init__(*arguments)
        self.remedies = tuple(remedies)


class UsageError(RILContourError):
    """The caller asked in a form that cannot be understood (an unknown name, a wrong combination)."""

    exit_code = 2


class DefinitionsError(RILContourError):
    """The project file or another definition (workflow, term list) is not valid."""


class StaleDefinitions(DefinitionsError):
    """The definitions were changed by somebody else since they were read."""


class UnknownSeries(UsageError):
    """The project has no series of that name."""


class UnknownROI(UsageError):
    """The project's template has no ROI of that id."""


class UnknownField(UsageError):
    """The project has no text field of that id."""


class ImageError(RILContourError):
    """An image cannot be read, or holds what cannot be annotated."""


class ImageChanged(ImageError):
    """The image's bytes are not those that its annotation was made on."""


class GeometryMismatch(ImageError):
    """A mask or a volume is not on the image's grid."""


class AnswerRefused(RILContourError):
    """An answer is outside what its text field allows."""


class EditRefused(RILContourError):
    """A change to an annotation is not allowed (a lock, the template, a finished series)."""


class LockedROI(EditRefused):
    """The ROI is locked."""


class NotAllowed(EditRefused):
    """The project's workflow does not let this user do that."""


class StoreError(RILContourError):
    """The store cannot be read or written."""


class ReadOnlyStore(StoreError):
    """The folder that should take annotations cannot be written."""


class SeriesBusy(StoreError):
    """Somebody else holds the lease. `holder` is a plain description of who, where, since when."""

    def __init__(self, message: str, holder: dict[str, object] | None = None) -> None:
        super().__init__(message)
        self.holder = holder or {}


class LeaseLost(StoreError):
    """The lease was taken over or ended; what was not folded into a version stays in the journal."""


class StaleParent(StoreError):
    """Another entry was published first; read the log again."""


class CorruptStore(StoreError):
    """An entry, blob or journal is damaged; `verify` lists what."""


class ExchangeError(RILContourError):
    """An import or export cannot be done as asked."""


class ModelError(RILContourError):
    """A model cannot be read, does not fit its description, or was not approved."""


class MissingDependency(RILContourError):
    """A package of an extra is not installed."""

    def __init__(self, package: str, extra: str, purpose: str) -> None:
        super().__init__(
            f"{purpose} needs the package {package}, which is not installed: "
            f'run  python -m pip install "rilcontour[{extra}]"  and try again.'
        )
        self.package = package
        self.extra = extra


class Cancelled(RILContourError):
    """The person stopped a long operation; what was done so far is kept. `report` is the operation's, if it has one."""

    report: object | None = None
