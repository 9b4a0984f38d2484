"""Reading and checking a workflow, from its own file or from the project file."""

from __future__ import annotations

from pathlib import Path

from ..errors import DefinitionsError
from ..project.findings import Report
from ..project.nodes import MapNode
from ..project.safe_yaml import UnreadableYAML, decode, parse_yaml, read_limited
from ..project.section import Section
from .definition import Workflow

SCHEMA = 1
KEYS = ("schema", "pools", "start", "hand_on", "review", "own_work", "administrators")


def read_workflow(project_file: Path, workflow: object) -> Workflow | None:
    """The workflow that a project's definitions name: None, a file beside the project file, or a mapping inside it.

    DefinitionsError with file, line and the first thing that is wrong.
    """
    if workflow is None:
        return None
    path = project_file.parent / workflow if isinstance(workflow, str) else project_file
    report = Report()
    try:
        document = parse_yaml(decode(read_limited(path)))
    except UnreadableYAML as error:
        message = f"{path}:{error.line + 1}: {error}"
        raise DefinitionsError(message) from error
    inside = document.get("workflow") if not isinstance(workflow, str) and isinstance(document, MapNode) else document
    section = Section.of(inside or document, "workflow", report, "pools: {analysts: [ana, ben]}")
    read = _workflow(section) if section else Workflow()
    report.raise_errors(str(path))
    return read


def _workflow(section: Section) -> Workflow:
    section.check_keys(KEYS, required=("pools",))
    section.integer("schema", SCHEMA, smallest=SCHEMA, largest=SCHEMA)
    pools = _lists(section, "pools", "analysts: [ana, ben]")
    hand_on = _lists(section, "hand_on", "analysts: [reviewers]")
    start = section.text("start") or None
    review = section.texts("review")
    _check_pools(section, "pools", tuple(pools), pools)
    for key, names in (("hand_on", (*hand_on, *sum(hand_on.values(), ()))), ("review", review)):
        _check_pools(section, key, names, pools)
    if start:
        _check_pools(section, "start", (start,), pools)
    for user in {user for members in pools.values() for user in members} & set(pools):
        section.error("pools", f'"{user}" is a pool and a user; give one of them another name')
    own_work, administrators = section.boolean("own_work"), section.texts("administrators")
    return Workflow(pools, start, hand_on, review, own_work, administrators)


def _lists(section: Section, key: str, example: str) -> dict[str, tuple[str, ...]]:
    lists = section.section(key, example)
    if lists is None:
        return {}
    return {name.text: lists.texts(name.text) for name, _ in lists.node.pairs}


def _check_pools(section: Section, key: str, names: tuple[str, ...], pools: dict[str, tuple[str, ...]]) -> None:
    for name in names:
        if name not in pools:
            section.error(key, f'{key} names the pool "{name}", which pools does not have')
