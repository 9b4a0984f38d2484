"""Changing a project's definitions while people work under them."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import CorruptStore, DefinitionsError, StaleDefinitions
from ..progress import Progress, no_progress
from ..project.changes import UseQuestion, difference
from ..project.check import parse_definitions
from ..project.definitions import Definitions, digest_of
from ..project.writer import edited_definitions
from ..store.values import Head

if TYPE_CHECKING:
    from .project import Project

logger = logging.getLogger(__name__)
_SHOWN = 5


@dataclass(frozen=True)
class Use:
    """Something that new definitions take away or change, and the series whose annotations have it."""

    question: UseQuestion
    series: tuple[str, ...]

    def __str__(self) -> str:
        shown = ", ".join(self.series[:_SHOWN])
        more = f" and {len(self.series) - _SHOWN} more" if len(self.series) > _SHOWN else ""
        return f"{self.question.consequence} In use in {len(self.series)} series: {shown}{more}."


class DefinitionsInUse(DefinitionsError):
    """A change would take meaning from annotations that exist; `uses` says which. Nothing was changed."""

    def __init__(self, uses: Iterable[Use]) -> None:
        self.uses = tuple(uses)
        super().__init__(" ".join(str(use) for use in self.uses) + " Confirm the change if it is meant (even_if_used).")


def redefine(
    project: Project,
    new: Definitions,
    *,
    message: str = "",
    even_if_used: bool = False,
    progress: Progress = no_progress,
) -> None:
    """Make `new` the project's definitions, changing only what differs in the file, and keep the old version.

    DefinitionsInUse, naming the series, if that would take meaning from annotations and `even_if_used` is not set;
    StaleDefinitions if somebody else changed the file since it was read; DefinitionsError if `new` breaks a rule.
    """
    uses = [] if even_if_used else find_uses(project, new, progress)
    if uses:
        raise DefinitionsInUse(uses)
    store = project.definitions_store
    content = store.read()
    if digest_of(content) != project.definitions.digest:
        refusal = f"{project.file} was changed by somebody else; open the project again and repeat your change."
        raise StaleDefinitions(refusal)
    edited = edited_definitions(content, new, str(project.file))
    store.replace(edited, project.definitions.digest, project.user, message)
    project.adopt(parse_definitions(edited, str(project.file)))


def find_uses(project: Project, new: Definitions, progress: Progress = no_progress) -> list[Use]:
    """What `new` takes away or changes that is in use, with the series concerned."""
    questions = difference(project.definitions, new)
    concerned: dict[UseQuestion, list[str]] = {question: [] for question in questions}
    if not questions:
        return []
    for number, name in enumerate(project.names):
        progress(number, len(project), name)
        heads = [project.store.head(name, track) for track in project.definitions.tracks]
        for question, series in concerned.items():
            if any(_is_used(question, head) for head in heads):
                series.append(name)
    return [Use(question, tuple(series)) for question, series in concerned.items() if series]


def find_lost_meaning(project: Project, progress: Progress = no_progress) -> list[Use]:
    """What the present project file lacks of the ones that annotations were made under, with the series concerned.

    For files that were changed by hand, past `redefine`.
    """
    concerned: dict[UseQuestion, list[str]] = {}
    questions: dict[str, list[UseQuestion]] = {project.definitions.digest: []}
    for number, name in enumerate(project.names):
        progress(number, len(project), name)
        for track in project.definitions.tracks:
            head = project.store.head(name, track)
            if head.version == 0 or head.definitions is None:
                continue
            if head.definitions not in questions:
                questions[head.definitions] = _since(project, head.definitions)
            for question in questions[head.definitions]:
                if _is_used(question, head):
                    concerned.setdefault(question, []).append(name)
    return [Use(question, tuple(dict.fromkeys(series))) for question, series in concerned.items()]


def _since(project: Project, digest: str) -> list[UseQuestion]:
    """What changed between a kept version of the project file and the present one."""
    try:
        content = project.definitions_store.version(digest)
        return difference(parse_definitions(content, digest), project.definitions)
    except (CorruptStore, DefinitionsError) as error:
        logger.warning("What changed since %s cannot be said: %s", digest, error)
        return []


def _is_used(question: UseQuestion, head: Head) -> bool:
    if head.version == 0:
        return False
    match question.action:
        case "roi deleted" | "roi renumbered" | "roi kind changed":
            return head.status.get(question.subject, "unseen") != "unseen" or question.subject in head.points
        case "field deleted" | "field changed":
            return question.subject in head.fields
        case "choices deleted":
            return question.subject in head.fields and _may_hold(head.answers.get(question.subject), question.values)
        case "track deleted":
            return head.track == question.subject
        case _:
            return True


def _may_hold(answer: object, gone: tuple[str, ...]) -> bool:
    """Whether an answer about the series is one of `gone`; without one, answers about its parts may be."""
    if answer is None:
        return True
    return bool(set(gone) & set(answer if isinstance(answer, list | tuple) else [answer]))
