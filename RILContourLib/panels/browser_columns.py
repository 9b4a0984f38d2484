"""The browser's columns: what can be shown of a series, from what is remembered of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..project.metadata import TAGS_COLUMN, Metadata
from ..session.project import Project
from .translation import _

ANSWER_PREFIX, METADATA_PREFIX = "answer:", "metadata:"
NAME = "series"
Summary = Mapping[str, Any]
_NOTHING: Summary = {}


@dataclass(frozen=True)
class Column:
    """`value(name, summary)` gives a text, a number, yes or no, a list of texts, or None where there is nothing."""

    id: str
    title: str
    value: Callable[[str, Summary | None], Any]


def columns_of(project: Project, metadata: Metadata) -> dict[str, Column]:
    """All columns that the project's series can be shown with, by id; `metadata` is the project's table."""
    columns = [Column(NAME, _("Series"), lambda name, summary: name), *_remembered()]
    columns += [_answer(field.id, field.ask) for field in project.definitions.fields_about("series")]
    columns.append(Column("subset", _("Subset"), lambda name, summary: project.subset_of(name)))
    columns.append(Column("tags", _("Tags"), lambda name, summary: list(metadata.tags(name)) or None))
    for title in metadata.columns:
        if title != TAGS_COLUMN:
            columns.append(Column(METADATA_PREFIX + title, title, _metadata(metadata, title)))
    return {column.id: column for column in columns}


def usual_columns(project: Project) -> tuple[str, ...]:
    """What is shown unless chosen otherwise: status, owner, and the answers to required questions."""
    required = (field.id for field in project.definitions.fields_about("series") if field.required)
    return ("status", "owner", *(ANSWER_PREFIX + field for field in required))


def shown(value: Any) -> str:
    """A cell's text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _remembered() -> list[Column]:
    titles = {
        "status": _("Status"),
        "owner": _("Owner"),
        "pool": _("Pool"),
        "holder": _("Open at"),
        "version": _("Version"),
        "user": _("Last by"),
        "time": _("Last time"),
        "problem": _("Problem"),
    }
    drafts = [
        Column("draft", _("Draft by"), lambda name, summary: drafts_in(summary).get("models") or None),
        Column("sure", _("Draft sure"), lambda name, summary: drafts_in(summary).get("sure")),
    ]
    waiting = Column(
        "waiting", _("Edits to recover"), lambda name, summary: interrupted_in(summary).get("edits") or None
    )
    return [*(Column(key, title, _summary_value(key)) for key, title in titles.items()), waiting, *drafts]


def _summary_value(key: str) -> Callable[[str, Summary | None], Any]:
    return lambda name, summary: (summary or _NOTHING).get(key) or None


def _answer(field: str, title: str) -> Column:
    return Column(ANSWER_PREFIX + field, title, lambda name, summary: answers_in(summary).get(field))


def _metadata(metadata: Metadata, column: str) -> Callable[[str, Summary | None], Any]:
    return lambda name, summary: metadata.of(name).get(column)


def interrupted_in(summary: Summary | None) -> Summary:
    """Whose session ended without being closed, and how many edits wait; empty if there is none."""
    return (summary or _NOTHING).get("interrupted") or _NOTHING


def drafts_in(summary: Summary | None) -> Summary:
    """`models` whose drafts wait for a decision, and the lowest confidence, `sure`; empty if none waits."""
    return (summary or _NOTHING).get("drafts") or _NOTHING


def answers_in(summary: Summary | None) -> Summary:
    """The answers about the series; none while nobody looked."""
    return (summary or _NOTHING).get("answers") or _NOTHING
