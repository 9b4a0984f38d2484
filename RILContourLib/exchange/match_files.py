"""Which mask files of a folder belong to which series, by their names."""

from __future__ import annotations

import os
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from .naming import NIFTI_ENDINGS, combined_names, image_stem, roi_folder_name
from .seg_nrrd import SUFFIX as SEGMENTATION_ENDING

Layout = Literal["combined", "one file a ROI", "segmentation"]
_ENDINGS = (*NIFTI_ENDINGS, SEGMENTATION_ENDING)


@dataclass(frozen=True)
class MaskFiles:
    """What one series' masks are read from: one file, or with `one file a ROI` several."""

    layout: Layout
    files: tuple[Path, ...]


@dataclass(frozen=True)
class FileMatches:
    """`matched` by series; what could be meant in several ways; and what found no partner."""

    matched: Mapping[str, MaskFiles]
    ambiguous: Mapping[str, tuple[Path, ...]]
    unmatched_series: tuple[str, ...]
    unmatched_files: tuple[Path, ...]


def match_files(
    folder: Path,
    series_names: Iterable[str],
    images_root: Path | None = None,
    all_series: Iterable[str] | None = None,
) -> FileMatches:
    """Find the mask files of each series, named by its path from the images' root.

    First in a hierarchy that mirrors the images': our names, RIL-Contour's two, a .seg.nrrd file with the image's stem,
    a folder with one file a ROI, and a file with the image's own name (but never an image below `images_root`: that of
    one of `all_series`, which are `series_names` unless given). For series without any, the same names in any folder,
    if they say without doubt which series is meant.
    """
    names = list(series_names)
    held = _Held(folder, images_root, names if all_series is None else all_series)
    found: dict[str, list[MaskFiles]] = {}
    for series in names:
        parent = str(PurePosixPath(series).parent)
        found[series] = held.candidates(series, "" if parent == "." else parent + "/")
    _match_by_name_alone(held, found)
    return _result(held, names, found)


class _Held:
    """The mask files of a folder, by path and by name."""

    def __init__(self, folder: Path, images_root: Path | None, all_series: Iterable[str]) -> None:
        self.paths = {_normal(path.relative_to(folder).as_posix()): path for path in _files(folder)}
        self.parents_of: dict[str, set[str]] = defaultdict(set)
        self.folders: dict[str, list[Path]] = defaultdict(list)
        for relative, path in self.paths.items():
            parent, _, name = relative.rpartition("/")
            self.parents_of[name].add(parent)
            if parent:
                self.folders[parent].append(path)
        for parent in self.folders:
            above, _, name = parent.rpartition("/")
            self.parents_of[name].add(above)
        self._images_root = images_root.resolve() if images_root else None
        self._all_series = frozenset(map(_normal, all_series))

    def candidates(self, series: str, prefix: str) -> list[MaskFiles]:
        """The masks of a series in the folder `prefix` (empty, or ending in a slash)."""
        image = _normal(PurePosixPath(series).name)
        files = [self.paths[prefix + name] for name in combined_names(image) if prefix + name in self.paths]
        found = [MaskFiles("combined", (path,)) for path in files]
        segmentation = self.paths.get(prefix + image_stem(image) + SEGMENTATION_ENDING)
        if segmentation:
            found.append(MaskFiles("segmentation", (segmentation,)))
        one_a_roi = [path for path in self.folders.get(prefix + roi_folder_name(image), []) if _is_nifti(path)]
        if one_a_roi:
            found.append(MaskFiles("one file a ROI", tuple(sorted(one_a_roi))))
        same_name = self.paths.get(prefix + image)
        if not found and same_name and not self._is_image(same_name):
            found.append(MaskFiles("combined", (same_name,)))
        return found

    def parents(self, series: str) -> set[str]:
        """The folders in which something is called after the series' image."""
        image = _normal(PurePosixPath(series).name)
        names = (*combined_names(image), image_stem(image) + SEGMENTATION_ENDING, roi_folder_name(image), image)
        return {parent for name in names for parent in self.parents_of.get(name, ())}

    def _is_image(self, path: Path) -> bool:
        """Whether the file, or what it is a link to, is the image of a series."""
        if self._images_root is None:
            return False
        places = (path.parent.resolve() / path.name, path.resolve())
        below = (place.relative_to(self._images_root) for place in places if place.is_relative_to(self._images_root))
        return any(_normal(name.as_posix()) in self._all_series for name in below)


def _match_by_name_alone(held: _Held, found: dict[str, list[MaskFiles]]) -> None:
    """For series that have nothing at their place: what is called after no other series and lies anywhere."""
    taken = {path for each in found.values() for files in each for path in files.files}
    meant: dict[tuple[Path, ...], list[str]] = defaultdict(list)
    elsewhere: dict[str, list[MaskFiles]] = {}
    for series in [series for series, each in found.items() if not each]:
        folders = held.parents(series)
        all_here = [files for each in sorted(folders) for files in held.candidates(series, each and each + "/")]
        elsewhere[series] = [files for files in all_here if not taken.intersection(files.files)]
        for files in elsewhere[series]:
            meant[files.files].append(series)
    for series, candidates in elsewhere.items():
        found[series] = [files for files in candidates if meant[files.files] == [series]]


def _result(held: _Held, names: list[str], found: dict[str, list[MaskFiles]]) -> FileMatches:
    matched = {series: found[series][0] for series in names if len(found[series]) == 1}
    ambiguous = {
        series: tuple(path for files in found[series] for path in files.files)
        for series in names
        if len(found[series]) > 1
    }
    taken = {path for files in matched.values() for path in files.files}
    taken.update(path for paths in ambiguous.values() for path in paths)
    return FileMatches(
        matched,
        ambiguous,
        tuple(series for series in names if not found[series]),
        tuple(path for path in sorted(held.paths.values()) if path not in taken),
    )


def _files(folder: Path) -> Iterator[Path]:
    """NIfTI and segmentation files below `folder`, without the sidecars of annotated images and hidden files."""
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.endswith(".ril") and not name.startswith("."))
        for name in sorted(files):
            if name.lower().endswith(_ENDINGS) and not name.startswith("."):
                yield Path(here, name)


def _is_nifti(path: Path) -> bool:
    return path.name.lower().endswith(NIFTI_ENDINGS)


def _normal(name: str) -> str:
    """Names as one form of Unicode: file systems give back others than they were given."""
    return unicodedata.normalize("NFC", name)
