"""Where an export's files go: a hierarchy that mirrors the images', and never among them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..errors import ExchangeError
from ..store.layout import PROJECT_FOLDER
from .items import ExportProject
from .naming import NIFTI_ENDINGS, Naming, combined_name, image_stem, roi_file_name, roi_folder_name


@dataclass(frozen=True)
class ExportPaths:
    """The files of one series. `stem` is what its descriptions are called after, without ending."""

    folder: Path
    series: str
    naming: Naming

    @property
    def parent(self) -> Path:
        return self.folder / PurePosixPath(self.series).parent

    @property
    def image_name(self) -> str:
        return PurePosixPath(self.series).name

    @property
    def combined(self) -> Path:
        return self.parent / combined_name(self.image_name, self.naming)

    def roi(self, roi: str) -> Path:
        return self.parent / roi_folder_name(self.image_name) / roi_file_name(roi)

    @property
    def stem(self) -> Path:
        return self.parent / image_stem(self.combined.name)

    def described_by(self, ending: str) -> Path:
        """`scan_rois.json` and the like."""
        return self.stem.with_name(self.stem.name + ending)

    def points(self, ending: str) -> Path:
        return self.parent / f"{image_stem(self.image_name)}_points{ending}"

    @property
    def image_copy(self) -> Path:
        return self.folder / self.series


class ClaimedNames:
    """Names taken by this export, compared as the least able file system would: without case."""

    def __init__(self) -> None:
        self._owner: dict[str, str] = {}

    def claim(self, path: Path, series: str) -> None:
        """ExchangeError if another series of this export has the name."""
        owner = self._owner.setdefault(os.fspath(path).casefold(), series)
        if owner != series:
            message = f"{series} and {owner} would both be exported to {path}; export one of them to another folder."
            raise ExchangeError(message)


def check_series_name(series: str) -> None:
    """ExchangeError for a name that would lead out of the export's folder."""
    path = PurePosixPath(series)
    if path.is_absolute() or ".." in path.parts or not path.name or "\\" in series or Path(series).drive:
        message = f"{series!r} is not the name of a series below the images' folder; it was not exported."
        raise ExchangeError(message)


def refuse_among_annotations(folder: Path) -> None:
    """ExchangeError for a folder of an image's annotations, or of a project's own records."""
    if any(part.endswith(".ril") or part == PROJECT_FOLDER for part in folder.resolve().parts):
        message = f"{folder} is inside the annotations of an image, or a project's own records; choose another folder."
        raise ExchangeError(message)


def refuse_among_images(folder: Path, project: ExportProject) -> None:
    """ExchangeError if masks in `folder` would be found as series of the project, or lie in an image's sidecar."""
    refuse_among_annotations(folder)
    root, target = project.images_root.resolve(), folder.resolve()
    if target != root and root not in target.parents:
        return
    if _would_be_found(target / "x_rois.nii.gz", project) or _would_be_found(target / "a" / "x_rois.nii.gz", project):
        message = (
            f"{folder} is inside the images' folder {project.images_root}, so exported masks would be taken for "
            "series; choose another folder, or exclude this one in the project file."
        )
        raise ExchangeError(message)


def refuse_image_places(paths: Iterator[Path], project: ExportProject) -> None:
    """ExchangeError if one of these files would be found as a series, or is one."""
    for path in paths:
        if path.name.lower().endswith(NIFTI_ENDINGS) and _would_be_found(path.resolve(), project):
            message = f"{path} would be taken for a series of the project; choose another folder."
            raise ExchangeError(message)


def _would_be_found(path: Path, project: ExportProject) -> bool:
    root = project.images_root.resolve()
    if root not in path.parents:
        return False
    return project.is_series is None or project.is_series(path.relative_to(root).as_posix())
