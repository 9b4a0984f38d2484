"""Finding the images of a project: NIfTI files below a folder, named by their paths from there.

What counts: files (and links to files) whose names end in .nii or .nii.gz, in capitals too. Never entered are folders
of annotations (`*.ril`), hidden folders (a leading dot) and links to folders: what lies behind such a link is outside
the images' folder, where nothing may be written, or is found twice; so links cannot lead in a circle either. Hidden
files are left out, among them the `._` files that macOS scatters. No file is opened or asked for its size.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import DefinitionsError
from ..progress import CancelToken, Progress, no_progress
from .definitions import DEFAULT_INCLUDE
from .found_names import FindingProblem, FoundSeries, below, usable_names
from .globs import GlobSet

_ENDINGS = (".nii", ".nii.gz")
_SIDECAR_ENDING = ".ril"


@dataclass
class SeriesSearch:
    """Looks for images; iterate over it. `problems` grows meanwhile.

    include, exclude: glob patterns over names (see `globs`); no include means every image.
    """

    images_root: Path
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    progress: Progress = no_progress
    cancel: CancelToken | None = None
    problems: list[FindingProblem] = field(default_factory=list)

    def __iter__(self) -> Iterator[FoundSeries]:
        """All images, folder by folder; in a folder by name, before the folders in it."""
        wanted = self._filter()
        count = 0
        for folder in self._folders():
            series = list(filter(wanted, folder)) if wanted else folder
            count += len(series)
            yield from series
            self.progress(count, None, "Looking for images")

    def _filter(self) -> Callable[[FoundSeries], bool] | None:
        """What include and exclude ask for; None where every image is wanted."""
        if self.include in ((), DEFAULT_INCLUDE) and not self.exclude:
            return None
        included, excluded = GlobSet(self.include or ("**",)), GlobSet(self.exclude)
        return lambda series: included.matches(series.name) and not excluded.matches(series.name)

    def _folders(self) -> Iterator[list[FoundSeries]]:
        """The images of one folder after the other."""
        pending = [FoundSeries("", "")]
        while pending:
            if self.cancel is not None:
                self.cancel.check()
            folder = pending.pop()
            try:
                images, folders = self._list(folder.file)
            except OSError as error:
                self._unreadable(folder.file, error)
                continue
            yield usable_names(folder, images, self.problems)
            pending += reversed(usable_names(folder, folders, self.problems))

    def _list(self, folder: str) -> tuple[list[str], list[str]]:
        """Names of the images and of the folders to enter."""
        images: list[str] = []
        folders: list[str] = []
        with os.scandir(f"{self.images_root}{os.sep}{folder}") as entries:
            for entry in entries:
                name = entry.name
                if name[0] == ".":
                    continue
                if entry.is_file(follow_symlinks=False):
                    if name.endswith(_ENDINGS) or name.lower().endswith(_ENDINGS):
                        images.append(name)
                elif entry.is_dir(follow_symlinks=False):
                    if not name.endswith(_SIDECAR_ENDING) and not _is_junction(entry):
                        folders.append(name)
                elif entry.is_symlink() and self._is_linked_image(folder, entry):
                    images.append(name)
        return images, folders

    def _is_linked_image(self, folder: str, link: os.DirEntry[str]) -> bool:
        is_image = link.name.lower().endswith(_ENDINGS)
        try:
            mode = link.stat().st_mode
        except OSError as error:  # nothing there, a circle of links, a place that may not be entered
            if is_image:
                self._report(folder, link.name, f"is a link to a file that cannot be read ({error.strerror or error}).")
            return False
        if stat.S_ISDIR(mode):
            advice = "put the images here, or link to each file"
            self._report(folder, link.name, f"is a link to a folder, which is not entered: {advice}.")
        return is_image and stat.S_ISREG(mode)

    def _unreadable(self, folder: str, error: OSError) -> None:
        reason = error.strerror or error
        if not folder:
            message = (
                f"The images' folder {self.images_root} cannot be read ({reason}): see `images` in the project file."
            )
            raise DefinitionsError(message) from error
        self.problems.append(FindingProblem.of(folder, f"cannot be read ({reason}); images in it are not listed."))

    def _report(self, folder: str, name: str, predicate: str) -> None:
        self.problems.append(FindingProblem.of(below(folder, name), predicate))


def find_series(
    images_root: Path,
    include: Iterable[str] = (),
    exclude: Iterable[str] = (),
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> SeriesSearch:
    """A search for the images below a folder: iterate over it, then look at its `problems`.

    Companions of other images are among them: see `companions_among`. While iterating: DefinitionsError when the
    folder itself cannot be read, Cancelled when `cancel` was used.
    """
    return SeriesSearch(images_root, tuple(include), tuple(exclude), progress, cancel)


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Whether it is Windows' own kind of link to a folder (told by Python from 3.12)."""
    return hasattr(entry, "is_junction") and entry.is_junction()
