"""The parts of the project file that say which series there are and what belongs together."""

from __future__ import annotations

import re
from typing import Any

from .definitions import Companion, Split
from .findings import quoted
from .globs import glob_problem
from .nodes import MapNode
from .paths import leaves_the_project
from .scalars import plain_mapping
from .section import Section

PLACEHOLDERS = ("stem", "name", "ext", "folder", "parent")
SPLIT_KEYS = ("test", "validation", "group")

_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")


def check_globs(section: Section, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
    """A list of glob patterns over series names."""
    patterns = section.texts(key, default)
    for pattern in patterns:
        problem = glob_problem(pattern)
        if problem:
            section.error(key, f"{section.at(key)}: {quoted(pattern)} {problem}")
    return patterns


def check_inner_path(section: Section, key: str) -> str | None:
    """A file that must be in the project's folder, or None."""
    path = section.text(key)
    if path and leaves_the_project(path):
        section.error(key, f"{section.at(key)} {quoted(path)} leaves the project's folder; copy the file there")
    return path or None


def check_split(project: Section) -> Split:
    """Which series are for testing and validation."""
    section = project.section("split", '{test: ["patient-07/**"], group: patient}')
    if section is None:
        return Split()
    section.check_keys(SPLIT_KEYS)
    test, validation = check_globs(section, "test"), check_globs(section, "validation")
    return Split(test, validation, section.text("group") or None)


def check_companions(project: Section) -> tuple[Companion, ...]:
    """The naming rules of other images of the same exam."""
    section = project.section("companions", '{flair: "{stem}_flair.nii.gz"}')
    if section is None:
        return ()
    section.check_identifiers()
    found = []
    for key, _ in section.node.pairs:
        pattern = section.text(key.text)
        problem = companion_problem(pattern)
        if problem:
            section.error(key.text, f"{section.at(key.text)} {quoted(pattern)} {problem}")
        found.append(Companion(key.text, pattern))
    return tuple(found)


def companion_problem(pattern: str) -> str | None:
    """What is wrong with a companion's naming rule, as the end of a sentence; None if nothing is."""
    if leaves_the_project(pattern) or "\\" in pattern:
        return "must be a path with / below the images' folder; {parent} is the folder above the series' own"
    for match in _BRACES.finditer(pattern):
        if match.group(1) not in PLACEHOLDERS:
            return f"has {quoted(match.group())}; known are {', '.join('{' + name + '}' for name in PLACEHOLDERS)}"
    if not any(f"{{{name}}}" in pattern for name in PLACEHOLDERS):
        return "is the same file for every series; use {stem} or {name} or {folder}"
    if pattern in ("{name}", "{stem}{ext}", "{folder}/{name}"):
        return "is the series itself"
    return None


def check_workflow(project: Section) -> str | dict[str, Any] | None:
    """The workflow: a file in the project's folder, or the mapping itself as plain data (not checked here)."""
    node = project.node.get("workflow")
    return plain_mapping(node) if isinstance(node, MapNode) else check_inner_path(project, "workflow")
