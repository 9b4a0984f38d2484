"""The files that one series' export writes: all of them, or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..errors import ExchangeError
from ..progress import CancelToken
from .copies import copy_file
from .csv_writer import write_csv
from .output_files import write_output
from .table import Row


class SeriesFiles:
    """Writes files and remembers them; made by `all_or_nothing`."""

    def __init__(self, overwrite: bool) -> None:
        self.overwrite = overwrite
        self.written: list[Path] = []

    def write(self, path: Path, content: bytes) -> None:
        write_output(path, content, overwrite=self.overwrite)
        self.written.append(path)

    def write_table(self, path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
        write_csv(path, columns, rows, overwrite=self.overwrite)
        self.written.append(path)

    def copy(self, source: Path, target: Path, cancel: CancelToken) -> None:
        if target.exists() and target.samefile(source):
            message = f"{target} is the file itself, not a place for its copy; choose another folder."
            raise ExchangeError(message)
        copy_file(source, target, overwrite=self.overwrite, cancel=cancel)
        self.written.append(target)

    def remove_stale(self, possible: Iterable[Path]) -> None:
        """When overwriting: take away what an earlier export wrote for this series and this one did not."""
        if self.overwrite:
            for path in set(possible) - set(self.written):
                path.unlink(missing_ok=True)


@contextmanager
def all_or_nothing(*, overwrite: bool) -> Iterator[SeriesFiles]:
    """Files that are taken away again if the block raises: half a series' masks would pass for all of them."""
    files = SeriesFiles(overwrite)
    try:
        yield files
    except BaseException:
        for path in files.written:
            path.unlink(missing_ok=True)
        raise
