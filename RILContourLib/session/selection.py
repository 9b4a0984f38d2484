"""Which series an operation is about: one filter for export, tables, prediction and the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from ..project.applicability import missing_required
from ..project.definitions import Definitions
from ..project.globs import GlobSet
from ..project.split import Subset
from ..store.protocol import Head
from .filter_parts import check_mapping, check_one_of, check_text_or_none, check_yes_or_no, texts

SeriesStatus = Literal["unseen", "in progress", "complete", "approved"]
SERIES_STATUSES: tuple[SeriesStatus, ...] = ("unseen", "in progress", "complete", "approved")


def series_status(head: Head, definitions: Definitions) -> SeriesStatus:
    """What a series' annotation has come to.

    unseen: no version; approved: a reviewer's approval stands; complete: every ROI is complete or absent and every
    required question about the series that is asked has its answer; otherwise in progress.
    """
    if head.version == 0:
        return "unseen"
    if head.approved:
        return "approved"
    done = all(head.status.get(roi.id) in ("complete", "absent") for roi in definitions.rois)
    return "complete" if done and not _missing(head, definitions) else "in progress"


def _missing(head: Head, definitions: Definitions) -> bool:
    return bool(missing_required(definitions, "series", head.answers))


@dataclass(frozen=True)
class SeriesFacts:
    """What a filter looks at."""

    name: str
    status: SeriesStatus
    subset: str
    owner: str | None = None
    pool: str | None = None
    user: str | None = None
    tags: tuple[str, ...] = ()
    makers: tuple[str, ...] = ()
    answers: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Selection:
    """A filter; what is empty does not restrict. A series is selected if it fits every part that is given.

    names : glob patterns over series names, or names themselves
    status : see `series_status`; person : the owner, or who made the newest version; maker : `human` or
    `name@version`, where `name` alone means any version of it
    answers : by field; where several choices can be given, those wanted must be among them
    test : whether series of the test subset are let through; without it only those that `subset` names are

    UsageError for a part of another kind, and for a status or subset that there is not: such a filter would select
    nothing, or everything, without a word.
    """

    names: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    pool: str | None = None
    person: str | None = None
    tag: str | None = None
    subset: str | None = None
    maker: str | None = None
    answers: Mapping[str, object] = field(default_factory=dict)
    test: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", texts(self.names, "names"))
        object.__setattr__(self, "status", texts(self.status, "status"))
        for status in self.status:
            check_one_of(status, SERIES_STATUSES, "status")
        if self.subset is not None:
            check_one_of(self.subset, get_args(Subset), "subset")
        for part in ("pool", "person", "tag", "maker"):
            check_text_or_none(getattr(self, part), part)
        check_mapping(self.answers, "answers")
        check_yes_or_no(self.test, "test")

    def name_test(self) -> Callable[[str], bool]:
        """The part about names alone, to be asked before anything is read."""
        if not self.names:
            return lambda name: True
        exact = set(self.names)
        patterns = GlobSet(pattern for pattern in self.names if any(mark in pattern for mark in "*?["))
        return lambda name: name in exact or patterns.matches(name)

    def allows(self, facts: SeriesFacts) -> bool:
        """Whether the series is selected; its name was tested before."""
        if facts.subset == "test" and not self.test and self.subset != "test":
            return False
        return all(
            (
                not self.status or facts.status in self.status,
                self.pool is None or facts.pool == self.pool,
                self.person is None or self.person in (facts.owner, facts.user),
                self.tag is None or self.tag in facts.tags,
                self.subset is None or facts.subset == self.subset,
                self.maker is None or _has_maker(facts.makers, self.maker),
                all(_is_given(facts.answers.get(name), value) for name, value in self.answers.items()),
            )
        )


def _has_maker(makers: Iterable[str], wanted: str) -> bool:
    return any(maker == wanted or maker.partition("@")[0] == wanted for maker in makers)


def _is_given(answer: object, wanted: object) -> bool:
    """Whether an answer is what is wanted; of several choices, whether all that are wanted are among them."""
    if isinstance(answer, list | tuple):
        return set(wanted if isinstance(wanted, list | tuple) else [wanted]) <= set(answer)
    return answer == wanted
