"""What a benchmark found, as a line of the table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One target and what was measured; `met` says whether the one reaches the other, None where there is no target."""

    what: str
    target: str
    measured: str
    met: bool | None
    detail: str = ""
