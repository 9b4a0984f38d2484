"""What `verify` finds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class StoreFinding:
    """One thing about one file: what is wrong with it, and what to do.

    error: something is lost, altered or cannot be read. warning: nothing is lost, but somebody should look. note: left
    over or explained; nothing to do.
    """

    severity: Severity
    path: Path
    message: str
    series: str | None = None

    def __str__(self) -> str:
        return f"{self.severity}: {self.path}: {self.message}"


BACKUP = "bring the file back from a backup"
EARLIER = "open an earlier version"
