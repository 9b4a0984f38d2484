"""A table of series: which columns there are, what they hold, in which order the rows stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from ..project.findings import nearest
from ..project.metadata import TAGS_COLUMN
from .overview import SeriesState

if TYPE_CHECKING:
    from .project import Project

ROI_PREFIX, METADATA_PREFIX, ANSWER_PREFIX = "roi:", "metadata:", "answer:"


@dataclass(frozen=True)
class Column:
    """`value` gives plain data: a text, a number, yes or no, a list of texts, or None."""

    title: str
    value: Callable[[SeriesState], Any]


_PLAIN: Mapping[str, Callable[[SeriesState], Any]] = {
    "series": lambda state: state.name,
    "status": lambda state: state.status,
    "version": lambda state: state.head.version or None,
    "user": lambda state: state.head.user,
    "time": lambda state: state.head.time,
    "owner": lambda state: state.head.owner,
    "pool": lambda state: state.head.pool,
    "holder": lambda state: state.holder.describe() if state.holder else None,
    "waiting": lambda state: (state.interrupted.edits or None) if state.interrupted else None,
    "review": lambda state: state.head.review.verdict if state.head.review else None,
    "subset": lambda state: state.series.subset,
    "tags": lambda state: list(state.series.tags),
    "makers": lambda state: list(state.head.makers),
    "points": lambda state: sum(state.head.points.values()),
    "problem": lambda state: state.problem,
}
PLAIN_COLUMNS = tuple(_PLAIN)
_USUAL = ("series", "status", "version", "user", "owner")


def usual_columns(project: Project) -> list[Column]:
    """What a list shows unless asked otherwise: the state, and the answers to required questions about the series."""
    required = [field.id for field in project.definitions.fields_about("series") if field.required]
    return columns(project, (*_USUAL, *(ANSWER_PREFIX + field for field in required)))


def all_columns(project: Project) -> list[Column]:
    """Everything that a list can show."""
    answers = [ANSWER_PREFIX + field.id for field in project.definitions.fields_about("series")]
    rois = [ROI_PREFIX + roi.id for roi in project.definitions.rois]
    metadata = [METADATA_PREFIX + column for column in project.metadata.columns if column != TAGS_COLUMN]
    return columns(project, (*_PLAIN, *answers, *rois, *metadata))


def columns(project: Project, names: Iterable[str]) -> list[Column]:
    """Columns by name: one of `PLAIN_COLUMNS`; a question's id, `answer:<id>` where another column is called so;
    `roi:<id>`, the status of an ROI; or `metadata:<column>`. A second one of the same title is titled as it is named
    here. UsageError, UnknownROI.
    """
    found: dict[str, Column] = {}
    for name in names:
        column = _column(project, name)
        title = column.title if column.title not in found else name
        found[title] = replace(column, title=title)
    return list(found.values())


def sorted_states(states: Iterable[SeriesState], column: Column, *, reverse: bool = False) -> list[SeriesState]:
    """By a column's values, numbers before texts, series without a value last; then by name."""
    held = sorted(states, key=lambda state: state.name)
    with_value = [state for state in held if column.value(state) not in (None, [])]
    without = [state for state in held if column.value(state) in (None, [])]
    return sorted(with_value, key=lambda state: _order(column.value(state)), reverse=reverse) + without


def _order(value: Any) -> tuple[bool, float, str]:
    if isinstance(value, int | float):
        return False, float(value), ""
    return True, 0.0, str(value).casefold()


def _column(project: Project, name: str) -> Column:
    if name in _PLAIN:
        return Column(name, _PLAIN[name])
    if name.startswith(ROI_PREFIX):
        roi = project.definitions.roi(name.removeprefix(ROI_PREFIX)).id
        return Column(roi, lambda state: state.head.status.get(roi, "unseen"))
    if name.startswith(METADATA_PREFIX):
        return _metadata_column(project, name.removeprefix(METADATA_PREFIX))
    return _answer_column(project, name)


def _metadata_column(project: Project, name: str) -> Column:
    held = project.metadata.columns
    if name not in held:
        message = f"The project's metadata have no column {name!r}{nearest(name, held)}; they have {_listed(held)}."
        raise UsageError(message)
    return Column(name, lambda state: state.series.metadata.get(name))


def _answer_column(project: Project, name: str) -> Column:
    field = name.removeprefix(ANSWER_PREFIX)
    asked = [each.id for each in project.definitions.fields_about("series")]
    if field not in asked:
        known = [*PLAIN_COLUMNS, *asked]
        message = (
            f"There is no column {name!r}{nearest(name, known)}; there are {_listed(known)}, "
            f"{ROI_PREFIX}ID and {METADATA_PREFIX}COLUMN."
        )
        raise UsageError(message)
    return Column(field, lambda state: state.head.answers.get(field))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"
