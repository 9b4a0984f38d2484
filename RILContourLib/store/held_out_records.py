"""Which images were of the test subset, remembered beside the project file: an image can be renamed, its bytes stay.

`.rilcontour/test-images/<sha256 of the image>-<digest>.json`, one for each series and group, written once. Whether a
series that is named there is for testing is asked of the project file anew each time.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import CorruptStore
from ..files import NotAPlainFile, fsync_folder, write_new_file
from .entry import canonical, read_limited, seal, sha256_of, unseal
from .entry_fields import signed
from .failures import unreachable
from .folders import folder_exists, make_folders
from .publishing import is_temporary, publish_file, temporary_path


@dataclass(frozen=True)
class HeldOutImage:
    """An image of a test series: its bytes, and what decided about the series.

    `sample` is that of `images.identity.sample_of`; `row` the series' metadata that its group goes by.
    """

    series: str
    size: int
    sample: str
    sha256: str
    row: dict[str, str]


def record_name(series: str, row: Mapping[str, str], sha256: str) -> str:
    """The file name of the record of a series, which has that row, and of its image."""
    return f"{sha256}-{sha256_of(canonical({'series': series, 'row': row}))[:8]}.json"


class HeldOutRecords:
    """The records in `folder`, which is made with the first one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, image: HeldOutImage) -> Path:
        return self.folder / record_name(image.series, image.row, image.sha256)

    def has(self, series: str, row: Mapping[str, str], sha256: str) -> bool:
        """Whether there is a record already, good or damaged."""
        return os.path.lexists(self.folder / record_name(series, row, sha256))

    def add(self, image: HeldOutImage, user: str) -> None:
        """Remember an image; a record that is there already stays. StoreError."""
        path = self.path(image)
        fields = {"series": image.series, "row": image.row}
        described = {"size": image.size, "sample": image.sample, "sha256": image.sha256}
        content = seal(signed("held out", user, schema=1, image=described, **fields))
        make_folders(self.folder)
        temporary = temporary_path(self.folder)
        try:
            write_new_file(temporary, content)
            with contextlib.suppress(FileExistsError):
                publish_file(temporary, path, content)
            fsync_folder(self.folder)
        except OSError as error:
            raise unreachable(path, error) from error
        finally:
            with contextlib.suppress(OSError):
                temporary.unlink()

    def all(self) -> list[HeldOutImage]:
        """All that is remembered. CorruptStore, naming the file, if a record is damaged."""
        return [self._read(path) for path in self._paths()]

    def damaged(self) -> Iterator[Path]:
        """Records that cannot be read."""
        for path in self._paths():
            try:
                self._read(path)
            except CorruptStore:
                yield path

    def _paths(self) -> list[Path]:
        if not folder_exists(self.folder):
            return []
        try:
            return sorted(path for path in self.folder.iterdir() if not is_temporary(path.name))
        except OSError as error:
            raise unreachable(self.folder, error) from error

    def _read(self, path: Path) -> HeldOutImage:
        try:
            image = _from_json(unseal(read_limited(path)))
            if self.path(image) != path:
                message = "its name is not that of what it says"
                raise ValueError(message)
        except (ValueError, KeyError, TypeError, AttributeError, NotAPlainFile) as error:
            message = (
                f"{path}, which remembers an image of the test subset, is damaged ({error}): bring it back from a "
                "backup, or remove it if its image may be used for training."
            )
            raise CorruptStore(message) from error
        except OSError as error:
            raise unreachable(path, error) from error
        return image


def _from_json(data: dict[str, Any]) -> HeldOutImage:
    image = data["image"]
    row = {str(column): str(text) for column, text in data["row"].items()}
    return HeldOutImage(str(data["series"]), int(image["size"]), str(image["sample"]), str(image["sha256"]), row)
