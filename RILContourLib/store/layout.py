"""Where everything of a project lies in folders: names and paths only, nothing is read or made here."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from ..errors import UsageError
from ..project.definitions import Definitions
from ..project.paths import annotations_folder, images_folder
from .failures import unreachable
from .folders import folder_exists

SIDECAR_SUFFIX = ".ril"
PROJECT_FOLDER = ".rilcontour"
LONGEST_NAME_BYTES = 255
KEPT_NAME_BYTES = 200

# One alphabet for tracks and project ids, so that no file system can confuse two of them.
_SAFE_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")
_WINDOWS_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")


def sidecar_name(file_name: str) -> str:
    """The folder name of an image file's sidecar: its name and `.ril`.

    Where that passes 255 bytes: the name's first 200 bytes, not cutting a character, `~`, the first 8 hex digits of the
    sha256 of the name (NFC, UTF-8), `.ril`. The log holds the whole name.
    """
    plain = file_name + SIDECAR_SUFFIX
    if len(_as_bytes(plain)) <= LONGEST_NAME_BYTES:
        return plain
    kept = _as_bytes(file_name)[:KEPT_NAME_BYTES].decode("utf-8", "ignore")
    digest = hashlib.sha256(_as_bytes(unicodedata.normalize("NFC", file_name))).hexdigest()[:8]
    return f"{kept}~{digest}{SIDECAR_SUFFIX}"


def _as_bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


def check_safe_name(name: str, what: str) -> str:
    """`name` itself, if every file system keeps it as it is; else UsageError naming `what` it should have been."""
    if not _SAFE_NAME.fullmatch(name) or _WINDOWS_DEVICES.fullmatch(name):
        message = (
            f"{name!r} cannot name a {what}: use 1 to 64 lower-case letters, digits, hyphens, dots and underscores, "
            "beginning and ending with a letter or digit."
        )
        raise UsageError(message)
    return name


def check_series_name(series: str) -> PurePosixPath:
    """The series' path below the images' root; UsageError if it would lead out of it or into a sidecar.

    A series has one name only: ``./scan.nii`` and ``a//scan.nii`` are refused as well.
    """
    if not _leads_to_a_file_below(series):
        message = f"{series!r} cannot name a series: give the image's path from the images' folder, with slashes."
        raise UsageError(message)
    return PurePosixPath(series)


def _leads_to_a_file_below(series: str) -> bool:
    path = PurePosixPath(series)
    try:
        _as_bytes(series)
    except UnicodeEncodeError:
        return False
    if not path.parts or path.is_absolute() or path.as_posix() != series or "\\" in series or "\0" in series:
        return False
    return not any(part == ".." or part.endswith(SIDECAR_SUFFIX) for part in path.parts)


@dataclass(frozen=True)
class TrackFolder:
    """The folder of one line of work on one series (or, with its log alone, of the project's definitions)."""

    folder: Path

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def live(self) -> Path:
        return self.folder / "live"

    @property
    def drafts(self) -> Path:
        return self.folder / "drafts"

    @property
    def notes(self) -> Path:
        return self.folder / "notes"


@dataclass(frozen=True)
class Sidecar:
    """The folder of one project's annotations of one series: `<image>.ril/<project id>`."""

    folder: Path

    @property
    def masks(self) -> Path:
        return self.folder / "masks"

    def track(self, name: str) -> TrackFolder:
        return TrackFolder(self.folder / check_safe_name(name, "track"))

    def tracks(self) -> list[str]:
        """Names of the tracks that have a log, sorted; [] where nothing was annotated yet. StoreError."""
        if not folder_exists(self.folder):
            return []
        try:
            names = [item.name for item in self.folder.iterdir() if _SAFE_NAME.fullmatch(item.name)]
        except OSError as error:
            raise unreachable(self.folder, error) from error
        return sorted(name for name in names if folder_exists(self.folder / name / "log"))


@dataclass(frozen=True)
class StoreLayout:
    """Folders of one project: images, sidecars (beside the images, or mirrored under `annotations_root`), own files."""

    project_folder: Path
    project_id: str
    images_root: Path
    annotations_root: Path | None = None

    def __post_init__(self) -> None:
        check_safe_name(self.project_id, "project")

    @property
    def sidecars_root(self) -> Path:
        return self.annotations_root or self.images_root

    def sidecar(self, series: str, folder: Path | None = None) -> Sidecar:
        """The sidecar of a series; `folder` is the image's own where the disk writes its name in another form."""
        return _sidecar(self, series, folder)

    @property
    def own(self) -> TrackFolder:
        """The project's own folder, which holds the definitions' log and its live files."""
        return TrackFolder(self.project_folder / PROJECT_FOLDER)

    @property
    def definitions(self) -> Path:
        return self.own.folder / "definitions"

    @property
    def changes(self) -> Path:
        return self.own.folder / "changes"

    @property
    def held_out(self) -> Path:
        """Records of the test subset's images (`held_out_records`)."""
        return self.own.folder / "test-images"


@lru_cache(maxsize=16)  # of one series, much is asked in a row
def _sidecar(layout: StoreLayout, series: str, folder: Path | None) -> Sidecar:
    path = check_series_name(series)
    root = layout.annotations_root
    parent = root / path.parent if root else folder or layout.images_root / path.parent
    return Sidecar(parent / sidecar_name(path.name) / layout.project_id)


def layout_of(project_file: Path, definitions: Definitions) -> StoreLayout:
    """The folders that a project file names."""
    annotations = annotations_folder(project_file, definitions) if definitions.annotations else None
    return StoreLayout(project_file.parent, definitions.id, images_folder(project_file, definitions), annotations)
