"""Which files with code in them this user said yes to: by their sha256, for this user on this computer only."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..errors import ModelError
from ..files import replace_file
from ..store.folders import make_folders
from ..store.user_folders import state_folder
from .version import ModelVersion, sha256_of

FILE_NAME = "approved-model-files.txt"


def code_in(model: ModelVersion) -> dict[Path, tuple[str, ...]]:
    """The files of a model that would run code of their own, and what it is, in words; empty: it can be loaded."""
    found: dict[Path, tuple[str, ...]] = {file: (f"Python code ({file.name})",) for file in model.code_files}
    network = model.network
    if network and network.runs_code:
        found[model.architecture or model.weights] = network.runs_code
    return found


class Approvals:
    """The list of approved files. It names no model: the same file is the same under every name."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file or state_folder() / FILE_NAME

    def missing_for(self, model: ModelVersion) -> dict[Path, tuple[str, ...]]:
        """As `code_in`, without the files that were approved as they are now."""
        approved = self._read()
        return {file: what for file, what in code_in(model).items() if sha256_of(file) not in approved}

    def check(self, model: ModelVersion) -> None:
        """ModelError, saying what would run and how to approve it, unless all of it was approved."""
        for file, what in self.missing_for(model).items():
            message = (
                f"{model.label} contains {', '.join(what[:3])}: loading it runs that code with your rights. If you "
                f"trust where {file} comes from, approve it with  rilcontour model approve {model.label}."
            )
            raise ModelError(message)

    def approve(self, model: ModelVersion) -> tuple[Path, ...]:
        """Say yes to the files of a model as they are now; returns those that were new."""
        files = tuple(self.missing_for(model))
        if files:
            self.approve_digests(sha256_of(file) for file in files)
        return files

    def among(self, digests: Iterable[str]) -> frozenset[str]:
        """Those of these sha256 that are approved."""
        return self._read() & frozenset(digests)

    def approve_digests(self, digests: Iterable[str]) -> None:
        """Say yes to files by their sha256, as they were shown to the user."""
        kept = self._read() | frozenset(digests)
        make_folders(self._file.parent)
        replace_file(self._file, "".join(f"{each}\n" for each in sorted(kept)).encode())

    def _read(self) -> frozenset[str]:
        try:
            return frozenset(self._file.read_text(encoding="ascii", errors="replace").split())
        except FileNotFoundError:
            return frozenset()
        except OSError as error:
            message = f"{self._file}, the list of approved files, cannot be read: {error.strerror or error}."
            raise ModelError(message) from error
