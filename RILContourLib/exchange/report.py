"""What an export did, series by series."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, Literal

from ..errors import ExchangeError, Remedy
from .items import SOFTWARE
from .output_files import write_output

SCHEMA = 1
REPORT_STEM = "export"
_NUMBERS_LINE_BY_LINE = re.compile(r"\[\n\s*[-\d.eE+]+(,\n\s*[-\d.eE+]+)*\n\s*\]")
Outcome = Literal["done", "skipped", "failed", "not reached"]


@dataclass(frozen=True)
class SeriesReport:
    """One series: what became of it, why if it was not written, and its files relative to the export's folder.

    remedies : what could be asked for so that it is written
    """

    series: str
    outcome: Outcome
    reason: str = ""
    files: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    remedies: tuple[Remedy, ...] = ()


def left_as_it_is(series: str, present: Path) -> SeriesReport:
    """A series that was exported before, which nobody asked to do again."""
    reason = f"{present} exists already and was left as it is; allow overwriting to replace it."
    return SeriesReport(series, "skipped", reason, remedies=(Remedy.OVERWRITE,))


@dataclass
class ExportReport:
    """All of an export. `path` is where it was written, once it is; `settings` what was asked for."""

    what: str
    folder: Path
    project_id: str
    definitions: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    series: list[SeriesReport] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    started: str = field(default_factory=lambda: utc_now())
    path: Path | None = None

    def of(self, outcome: Outcome) -> list[SeriesReport]:
        return [each for each in self.series if each.outcome == outcome]

    @property
    def complete(self) -> bool:
        """Whether every series was exported."""
        return all(each.outcome == "done" for each in self.series)

    def to_json(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "what": self.what,
            "project": self.project_id,
            "definitions": self.definitions,
            "software": SOFTWARE,
            "started": self.started,
            "finished": utc_now(),
            "settings": dict(self.settings),
            "counts": {name: len(self.of(name)) for name in ("done", "skipped", "failed", "not reached")},
            "files": self.files,
            "series": [_series_to_json(each) for each in self.series],
        }

    def write(self, *, overwrite: bool) -> Path:
        """Write `export.json` into the folder; `export-2.json`, ... where earlier reports are to be kept."""
        content = json_bytes(self.to_json())
        for number in count(1):
            path = self.folder / (f"{REPORT_STEM}-{number}.json" if number > 1 else f"{REPORT_STEM}.json")
            try:
                write_output(path, content, overwrite=overwrite)
            except ExchangeError:  # the name is taken, maybe since a moment ago by another export into this folder
                if overwrite:
                    raise
            else:
                break
        self.path = path
        return path


def _series_to_json(report: SeriesReport) -> dict[str, Any]:
    value: dict[str, Any] = {"series": report.series, "outcome": report.outcome}
    if report.reason:
        value["reason"] = report.reason
    if report.warnings:
        value["warnings"] = list(report.warnings)
    return value | {"files": list(report.files)}


def json_bytes(value: Any) -> bytes:
    """Readable JSON in UTF-8, lists of numbers on one line; half characters (from file names) are escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    # Within a JSON text, line ends stand only between its parts, never inside a string.
    text = _NUMBERS_LINE_BY_LINE.sub(
        lambda found: " ".join(found[0].split()).replace("[ ", "[").replace(" ]", "]"), text
    )
    return text.encode("utf-8", "backslashreplace")


def utc_now() -> str:
    """The time in UTC, ISO 8601, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
