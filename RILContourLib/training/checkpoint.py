"""Where a training has got to, in one file that is replaced as a whole after each epoch."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import ModelError
from ..files import replace_file
from .plan import CHECKPOINT
from .records import EpochRecord

_PARTS = ("weights", "optimizer", "best")


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """After the last epoch in `curves`: the network's weights, the optimizer's state, the best weights so far."""

    curves: tuple[EpochRecord, ...]
    weights: Sequence[np.ndarray]
    optimizer: Sequence[np.ndarray]
    best: Sequence[np.ndarray]

    def save(self, folder: Path) -> None:
        """ModelError if it cannot be written; then the one before is kept as it was."""
        arrays = {f"{part}-{n}": value for part in _PARTS for n, value in enumerate(getattr(self, part))}
        told = json.dumps([record.to_json() for record in self.curves]).encode()
        content = io.BytesIO()
        np.savez(content, allow_pickle=False, curves=np.frombuffer(told, np.uint8), **arrays)
        try:
            replace_file(folder / CHECKPOINT, content.getvalue())
        except OSError as error:
            done = len(self.curves) - 1
            kept = f"what was learned up to epoch {done} is kept" if done else "nothing was kept"
            message = f"The training cannot be saved in {folder}: {error.strerror or error}; {kept}. Make room, resume."
            raise ModelError(message) from error

    @staticmethod
    def load(folder: Path) -> Checkpoint | None:
        """None before the first epoch's end. ModelError if the file is damaged."""
        try:
            with np.load(folder / CHECKPOINT, allow_pickle=False) as held:
                parts = {part: _numbered(held, part) for part in _PARTS}
                return Checkpoint(_curves(held["curves"]), **parts)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
            raise _damaged(folder) from error


def saved_curves(folder: Path) -> tuple[EpochRecord, ...]:
    """The epochs of a training that is kept in `folder`; reads no weights. ModelError if its file is damaged."""
    try:
        with np.load(folder / CHECKPOINT, allow_pickle=False) as held:
            return _curves(held["curves"])
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise _damaged(folder) from error


def _numbered(held: np.lib.npyio.NpzFile, part: str) -> list[np.ndarray]:
    count = sum(name.startswith(f"{part}-") for name in held.files)
    return [held[f"{part}-{n}"] for n in range(count)]


def _curves(told: np.ndarray) -> tuple[EpochRecord, ...]:
    return tuple(EpochRecord.from_json(each) for each in json.loads(told.tobytes()))


def _damaged(folder: Path) -> ModelError:
    message = f"{folder / CHECKPOINT} is damaged, so the training cannot go on from it: train without resuming."
    return ModelError(message)
