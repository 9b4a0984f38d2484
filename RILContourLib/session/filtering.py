"""A filter from words, as a person types them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ..project.answers import parse_answer
from .locating import names_or_patterns
from .selection import Selection

if TYPE_CHECKING:
    from .project import Project


def selection_of(
    project: Project,
    *,
    names: Iterable[str] = (),
    status: Iterable[str] = (),
    answers: Mapping[str, str] | None = None,
    **more: Any,
) -> Selection:
    """A filter; `names` may be patterns or paths of images, `answers` are texts, `more` are fields of `Selection`.

    UnknownSeries, UnknownField, AnswerRefused.
    """
    return Selection(
        names=names_or_patterns(project, names),
        status=tuple(status),
        answers={field: _answer(project, field, text) for field, text in (answers or {}).items()},
        **more,
    )


def tests_left_out(project: Project, selection: Selection) -> int:
    """How many series of the test subset the filter's names let through and the filter itself does not."""
    if selection.test or selection.subset is not None:
        return 0
    wanted = selection.name_test()
    return sum(project.subset_of(name) == "test" for name in project.names if wanted(name))


def _answer(project: Project, field: str, text: str) -> Any:
    """The answer as the head of a series has it: plain JSON."""
    value = parse_answer(project.definitions.text_field(field), text)
    return list(value) if isinstance(value, tuple) else value
