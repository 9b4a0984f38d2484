"""Everything that is wrong with a project's own files and with the names below its images' folder."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import DefinitionsError
from ..progress import CancelToken, Progress, no_progress
from ..project.check import check_definitions, read_definitions
from ..project.companions import companions_among
from ..project.definitions import Definitions
from ..project.finding import find_series
from ..project.findings import Severity
from ..project.globs import GlobSet
from ..project.metadata import NO_METADATA, Metadata, read_metadata
from ..project.paths import annotations_folder, images_folder, metadata_file
from ..workflow.reading import read_workflow
from .checking_split import groups_alike, test_images_elsewhere
from .project import Project
from .redefining import find_lost_meaning

_PLACE = re.compile(r"(?P<file>.+?):(?P<line>\d+): (?P<message>.+)", re.DOTALL)


@dataclass(frozen=True)
class ProjectFinding:
    """One thing to say; `line` and `column` count from 1 and are 0 where there is none.

    An error keeps the project or a series of it from being used; warnings and hints do not.
    """

    file: str
    line: int
    column: int
    severity: Severity
    message: str

    def __str__(self) -> str:
        place = f":{self.line}" + (f":{self.column}" if self.column else "") if self.line else ""
        return f"{self.file}{place}: {self.severity}: {self.message}"


@dataclass(frozen=True)
class ProjectCheck:
    """All findings, and how many series there are; None where the project file kept them from being looked for."""

    findings: tuple[ProjectFinding, ...]
    series: int | None = None

    @property
    def errors(self) -> tuple[ProjectFinding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == "error")


def check_project(file: Path, progress: Progress = no_progress, cancel: CancelToken | None = None) -> ProjectCheck:
    """Check the project file, its workflow and metadata, the names of its series, and that no test image has two.

    Nothing else is opened; of images only those that may be a test series', by their size.

    DefinitionsError only if the project file cannot be read at all.
    """
    findings = [
        ProjectFinding(str(file), each.line, each.column, each.severity, each.message)
        for each in check_definitions(file)
    ]
    if any(finding.severity == "error" for finding in findings):
        return ProjectCheck(tuple(findings))
    definitions = read_definitions(file)
    findings += _workflow(file, definitions)
    try:
        search = find_series(
            images_folder(file, definitions), definitions.include, definitions.exclude, progress, cancel
        )
        found = {series.name for series in search}
    except DefinitionsError as error:
        return ProjectCheck((*findings, _error(file, error)))
    for problem in search.problems:
        # What is listed all the same can be used here; it becomes a problem where the project is copied to.
        severity: Severity = "warning" if problem.path in found else "error"
        findings.append(ProjectFinding(problem.path, 0, 0, severity, problem.sentence))
    names = found - companions_among(definitions, found)
    findings += _metadata(file, definitions, names)
    findings += _folders(file, definitions, names)
    if all(finding.severity != "error" for finding in findings):  # else the project may not even open
        findings += _earlier_definitions(file, definitions, progress)
        findings += _split(file, progress)
    return ProjectCheck(tuple(findings), len(names))


def _workflow(file: Path, definitions: Definitions) -> Iterator[ProjectFinding]:
    try:
        read_workflow(file, definitions.workflow)
    except DefinitionsError as error:
        yield _error(file, error)


def _metadata(file: Path, definitions: Definitions, names: set[str]) -> Iterator[ProjectFinding]:
    path = metadata_file(file, definitions)
    try:
        table: Metadata = NO_METADATA if path is None else read_metadata(path)
    except DefinitionsError as error:
        yield _error(path or file, error)
        return
    shown = path or file
    yield from _sentences(shown, "error", table.problems)
    yield from _sentences(shown, "warning", table.unknown_series(names))
    yield from _sentences(shown, "warning", table.unknown_tags(definitions.tags))
    group = definitions.split.group
    if group and group not in table.columns:
        message = f"split: group names the column {group!r}, which the metadata does not have; top folders are groups."
        yield ProjectFinding(str(file), 0, 0, "warning" if path is None else "error", message)


def _folders(file: Path, definitions: Definitions, names: set[str]) -> Iterator[ProjectFinding]:
    folder = annotations_folder(file, definitions)
    if not folder.is_dir():
        message = f"{folder}, where annotations go, is not there: make or mount it."
        yield ProjectFinding(str(file), 0, 0, "error", message)
    if not names:
        message = f"There is no series below {images_folder(file, definitions)}: NIfTI files are looked for there."
        yield ProjectFinding(str(file), 0, 0, "warning", message)
        return
    for subset, patterns in (("test", definitions.split.test), ("validation", definitions.split.validation)):
        for pattern in patterns:
            if not any(map(GlobSet((pattern,)).matches, names)):
                message = f"split: {subset}: the pattern {pattern!r} matches no series."
                yield ProjectFinding(str(file), 0, 0, "error" if subset == "test" else "warning", message)


def _earlier_definitions(file: Path, definitions: Definitions, progress: Progress) -> Iterator[ProjectFinding]:
    """What the file lacks of those that annotations were made under: it may have been changed by hand."""
    project = Project.open(file)
    for use in find_lost_meaning(project, progress):
        yield ProjectFinding(str(file), 0, 0, "warning", str(use))
    ids = project.definitions_store.kept_ids()
    if ids and definitions.id not in ids:
        message = f"The id was {' or '.join(sorted(ids))}; under another id the annotations made then are not found."
        yield ProjectFinding(str(file), 0, 0, "error", message)


def _split(file: Path, progress: Progress) -> Iterator[ProjectFinding]:
    project = Project.open(file)
    for sentence in test_images_elsewhere(project, progress):
        yield ProjectFinding(str(file), 0, 0, "error", sentence)
    for severity, message in groups_alike(project):
        yield ProjectFinding(str(file), 0, 0, severity, message)


def _sentences(path: Path, severity: Severity, sentences: Iterable[str]) -> Iterator[ProjectFinding]:
    for sentence in sentences:
        found = _PLACE.fullmatch(sentence)
        line, message = (int(found["line"]), found["message"]) if found else (0, sentence)
        yield ProjectFinding(str(path), line, 0, severity, message)


def _error(path: Path, error: DefinitionsError) -> ProjectFinding:
    found = _PLACE.fullmatch(str(error))
    if found:
        return ProjectFinding(found["file"], int(found["line"]), 0, "error", found["message"])
    return ProjectFinding(str(path), 0, 0, "error", str(error))
