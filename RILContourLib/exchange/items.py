"""What exports are given: one annotated series as plain values, and the project that it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .. import __version__
from ..annotation.annotation import Annotation
from ..images.image_info import ImageInfo
from ..project.definitions import Definitions

SOFTWARE = f"rilcontour {__version__}"
# What every row of an exported table begins with.
SERIES_COLUMNS = ("series", "track", "version", "subset")


@dataclass(frozen=True)
class ExportedVersion:
    """Which version is exported. `definitions` is the digest of the project file that it was made under.

    `user` committed it at `time` (UTC, ISO 8601) with `software`; `owner` and `approved` are how the series stands now.
    """

    number: int
    time: str
    user: str
    definitions: str | None = None
    software: str = ""
    owner: str | None = None
    approved: bool = False


@dataclass(frozen=True)
class ExportItem:
    """One track of one series.

    subset : `train`, `validation` or `test`
    metadata : the series' row of the project's metadata table
    sidecar : the folder that holds the annotation, for copies of it
    remarks : what whoever gets the export should know of the series, for the report's warnings
    """

    series: str
    image: ImageInfo
    annotation: Annotation
    version: ExportedVersion | None = None
    track: str = "main"
    subset: str = "train"
    image_sha256: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    sidecar: Path | None = None
    remarks: tuple[str, ...] = ()

    @property
    def series_cells(self) -> tuple[str, str, int | None, str]:
        """The cells of SERIES_COLUMNS."""
        return self.series, self.track, self.version.number if self.version else None, self.subset


@dataclass(frozen=True)
class SeriesSource:
    """A series to export, and how to read it when its turn comes; `load` may raise any error of the library."""

    series: str
    load: Callable[[], ExportItem]


@dataclass(frozen=True)
class ExportProject:
    """What all items share.

    images_root : the folder that series are named from, into which nothing is written
    is_series : whether the project would take a file of that path, relative to images_root, for a series; None: any
    metadata_columns : columns of the project's metadata table, which are joined to exported tables
    """

    definitions: Definitions
    images_root: Path
    is_series: Callable[[str], bool] | None = None
    metadata_columns: tuple[str, ...] = ()
