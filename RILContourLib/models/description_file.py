"""Reading and checking a model.yaml: everything wrong with it at once, each with its line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ..project import scalars
from ..project.findings import Finding, Report
from ..project.nodes import MapNode, ScalarNode
from ..project.safe_yaml import UnreadableYAML, decode, parse_yaml, read_limited
from ..project.section import LONGEST_HELP, Section, names_a_device
from . import description as d
from .description_input import check_input
from .description_output import check_clean_up, check_output

FILE_NAME = "model.yaml"
KEYS = (
    *("schema", "name", "title", "task", "weights", "input", "output", "clean_up", "files"),
    *("notes", "made_by", "published", "made_from"),
)
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_. -]{0,199}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def read_description(path: Path) -> d.ModelDescription:
    """The description in a model.yaml. DefinitionsError with file, line and the first thing that is wrong."""
    report = Report()
    found = _description(read_limited(path), report)
    report.raise_errors(str(path))
    assert found is not None  # no error was reported
    return found


def check_description(path: Path) -> list[Finding]:
    """All that there is to say about a model.yaml, in the order of the file."""
    report = Report()
    _description(read_limited(path), report)
    return sorted(report.findings)


def check_text(content: bytes) -> tuple[d.ModelDescription | None, list[Finding]]:
    """The description that the text of a model.yaml is, None where there are errors, and all there is to say of it."""
    report = Report()
    found = _description(content, report)
    return None if report.errors else found, sorted(report.findings)


def is_plain_name(name: str) -> bool:
    """Whether `name` can be a file of a model's folder: no folders, nothing hidden, nothing that systems refuse."""
    is_taken = name.lower() == FILE_NAME or names_a_device(name)
    return bool(_PLAIN_NAME.fullmatch(name)) and not name.endswith((".", " ")) and not is_taken


def _description(content: bytes, report: Report) -> d.ModelDescription | None:
    try:
        document = parse_yaml(decode(content))
    except UnreadableYAML as error:
        report.findings.append(Finding(error.line + 1, error.column + 1, "", f"{error}"))
        return None
    model = Section.of(document, "", report, "schema: 1")
    if model is None:
        return None
    schema = model.integer("schema", d.SCHEMA, smallest=1, largest=1_000_000)
    if schema > d.SCHEMA:
        model.error("schema", f"schema {schema} was made by a newer version of RIL-Contour; this one reads {d.SCHEMA}")
        return None
    model.check_keys(KEYS, required=("schema", "name", "task", "weights", "input", "output"))
    task = model.one_of("task", d.TASKS, "segmentation")
    name = model.identifier("name")
    return d.ModelDescription(
        name=name,
        title=model.text("title", name),
        task=task,
        weights=_weights(model),
        input=check_input(model),
        output=(output := check_output(model, task)),
        clean_up=check_clean_up(model, output),
        files=_files(model),
        notes=model.text("notes", longest=LONGEST_HELP, lines=True),
        made_by=model.text("made_by"),
        published=model.text("published", longest=40),
        made_from=_made_from(model),
    )


def _weights(model: Section) -> d.Weights:
    section = model.section("weights", "{file: model.keras, format: keras}")
    if section is None:
        return d.Weights("", "keras")
    section.check_keys(("file", "format", "architecture"), required=("file", "format"))
    weights = d.Weights(
        section.text("file"),
        section.one_of("format", d.WEIGHTS_FORMATS, "keras"),
        section.text("architecture") or None,
    )
    for key, name in (("file", weights.file), ("architecture", weights.architecture)):
        if name and not is_plain_name(name):
            section.error(key, f"{section.at(key)} must be a file in the model's own folder, named plainly")
    if weights.format == "weights" and not weights.architecture:
        section.error("architecture", f"{section.at('architecture')} is required for weights without an architecture")
    return weights


def _files(model: Section) -> dict[str, str]:
    section = model.section("files", "{model.keras: <sha256>}")
    if section is None:
        return {}
    found = {key.text: section.text(key.text) for key, _ in section.node.pairs}
    for name, digest in found.items():
        if not is_plain_name(name):
            section.error(name, f"{section.path} names {name!r}, which cannot be a file in the model's own folder")
        if sum(name.lower() == each.lower() for each in found) > 1:
            section.error(
                name, f"{section.path} names {name!r} twice but for capitals, which many systems take for one"
            )
        if not _SHA256.fullmatch(digest):
            section.error(name, f"{section.at(name)} must be a sha256: 64 hexadecimal digits")
    return found


def _made_from(model: Section) -> dict[str, Any]:
    """How it was trained: any keys with plain values; nothing acts on them."""
    section = model.section("made_from", "{dataset: <digest>, seed: 1}")
    if section is None:
        return {}
    return {key.text[:200]: _plain(value) for key, value in section.node.pairs}


def _plain(node: Any) -> Any:
    if isinstance(node, ScalarNode):
        if scalars.is_null(node):
            return None
        number = scalars.as_number(node)
        return node.text if number is None else number
    if isinstance(node, MapNode):
        return {key.text: _plain(value) for key, value in node.pairs}
    return [_plain(item) for item in node.items]
