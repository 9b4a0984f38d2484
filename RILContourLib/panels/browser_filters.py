"""The browser's filters as boxes with a list to choose from: status, owner, tag, drafts, answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..errors import UsageError
from .browser import Browser
from .browser_columns import ANSWER_PREFIX
from .form import choices_of
from .series_table import NOBODY, BrowserFilter
from .translation import _

STATUSES = ("unseen", "in progress", "complete", "approved")
SURE_BELOW = (0.95, 0.9, 0.8, 0.7, 0.5)
_STATUS, _OWNER, _TAG, _DRAFT = "status", "owner", "tag", "draft"


@dataclass(frozen=True)
class FilterBox:
    """`options` to choose from, the first of which lets all series through; `chosen` is the number of one."""

    id: str
    label: str
    options: tuple[str, ...]
    chosen: int


@dataclass(frozen=True)
class _Option:
    """What is chosen, and what the filter then wants."""

    label: str
    fields: dict[str, Any]


class BrowserFilters:
    """Each box stands for one part of the browser's filter; what it does not stand for stays as it is."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    def boxes(self) -> tuple[FilterBox, ...]:
        """Those that there is something to choose in, as they stand now."""
        wanted = self._browser.state.filter
        found = []
        for key, (label, options) in self._offered().items():
            chosen = next((n for n, each in enumerate(options) if _holds(wanted, each.fields)), 0)
            found.append(FilterBox(key, label, tuple(each.label for each in options), chosen))
        return tuple(found)

    def choose(self, box: str, number: int) -> None:
        """Filter by one of a box's options. UsageError for what is not offered."""
        _label, options = self._offered().get(box, ("", ()))
        if not 0 <= number < len(options):
            message = _("The filter {box!r} has no option {number}.").format(box=box, number=number)
            raise UsageError(message)
        wanted, fields = self._browser.state.filter, dict(options[number].fields)
        if "answers" in fields:
            question = box.removeprefix(ANSWER_PREFIX)
            others = {key: value for key, value in wanted.answers.items() if key != question}
            fields["answers"] = {**others, **fields["answers"]}
        self._browser.set_filter(replace(wanted, **fields))

    @property
    def is_on(self) -> bool:
        """Whether anything, words of the name included, restricts what is shown."""
        return self._browser.state.filter != BrowserFilter()

    def clear(self) -> None:
        """Show all series."""
        self._browser.set_filter(BrowserFilter())

    def _offered(self) -> dict[str, tuple[str, Sequence[_Option]]]:
        """Title and options of each box, by its id."""
        browser = self._browser
        statuses = [_Option(_("all"), {"status": ()}), *(_Option(_(each), {"status": (each,)}) for each in STATUSES)]
        owners = [_Option(_("anybody"), {"owner": None}), _Option(_("nobody"), {"owner": NOBODY})]
        owners += [_Option(name, {"owner": name}) for name in browser.owners]
        found: dict[str, tuple[str, Sequence[_Option]]] = {
            _STATUS: (_("Status"), statuses),
            _OWNER: (_("Owner"), owners),
            _DRAFT: (_("Draft"), _draft_options()),
        }
        if browser.tags:
            tags = [
                _Option(_("any tag, or none"), {"tag": None}),
                *(_Option(tag, {"tag": tag}) for tag in browser.tags),
            ]
            found[_TAG] = (_("Tag"), tags)
        for field in browser.questions:
            if field.kind in ("boolean", "choice", "choices"):
                values = [(_("not answered"), None), *((each["label"], each["value"]) for each in choices_of(field))]
                given = [_Option(label, {"answers": {field.id: value}}) for label, value in values]
                found[ANSWER_PREFIX + field.id] = (field.ask, [_Option(_("any answer"), {"answers": {}}), *given])
        return found


def _draft_options() -> list[_Option]:
    less = _("waits, less than {percent} % sure")
    return [
        _Option(_("all"), {"draft": None, "sure_below": None}),
        _Option(_("waits"), {"draft": True, "sure_below": None}),
        _Option(_("none waits"), {"draft": False, "sure_below": None}),
        *(_Option(less.format(percent=round(100 * p)), {"draft": True, "sure_below": p}) for p in SURE_BELOW),
    ]


def _holds(wanted: BrowserFilter, fields: dict[str, Any]) -> bool:
    """Whether a filter wants what an option stands for; of answers, the option that wants none holds for none."""
    answers = fields.get("answers")
    if answers is None:
        return all(getattr(wanted, key) == value for key, value in fields.items())
    return bool(answers) and all(key in wanted.answers and wanted.answers[key] == answers[key] for key in answers)
