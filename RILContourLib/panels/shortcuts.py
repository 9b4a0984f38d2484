"""Every keyboard shortcut of both shells in one table, which is also their help page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from .roi_panel import KEYS
from .translation import _

PanelName = Literal["Browser", "ROI", "Text", "Views", "Tools", "Slices", "Statistics", "History", "Dataset", "Drafts"]
When = Literal["always", "answering"]
_CHOOSE_ROI = "roi.choose_"


@dataclass(frozen=True)
class Shortcut:
    """`keys` as Qt writes them, any of which does; `words` say what it does; `id` names the command.

    when : `always`, unless somebody writes a text; or `answering`, while the keyboard answers questions, and then
        before all others
    held : it lasts as long as the key is held down
    """

    id: str
    keys: tuple[str, ...]
    words: str
    panel: PanelName
    when: When = "always"
    held: bool = False


def shortcuts() -> tuple[Shortcut, ...]:
    """The table, in the order of the help page, in the language of now."""
    return (*_everywhere(), *_rois(), *_painting(), *_looking(), *_drafts(), *_answering())


def shortcut_of(command: str) -> Shortcut:
    """The entry of a command; KeyError if it has none."""
    found = {each.id: each for each in shortcuts()}
    return found[command]


def help_rows() -> list[dict[str, str]]:
    """The help page as plain data: a row for each shortcut, with `panel`, `keys` and `words`; the ten ROI are one."""
    rows = [
        {"panel": each.panel, "keys": f" {_('or')} ".join(each.keys), "words": each.words, "when": each.when}
        for each in shortcuts()
        if not each.id.startswith(_CHOOSE_ROI)
    ]
    first = next(number for number, row in enumerate(rows) if row["panel"] == "ROI")
    keys = f"{KEYS[0]} … {KEYS[-2]}, {KEYS[-1]}"
    rows.insert(first, {"panel": "ROI", "keys": keys, "words": _("Choose one of the first ten ROI"), "when": "always"})
    return rows


def _everywhere() -> Iterator[Shortcut]:
    yield Shortcut("series.next", ("Ctrl+Right",), _("Save, and open the next series"), "Browser")
    yield Shortcut("series.previous", ("Ctrl+Left",), _("Save, and open the previous series"), "Browser")
    yield Shortcut("series.next_unseen", ("Ctrl+Shift+Right",), _("Open the next series that is unseen"), "Browser")
    yield Shortcut("series.save", ("Ctrl+S",), _("Make a version now"), "History")
    yield Shortcut("edit.undo", ("Ctrl+Z",), _("Undo"), "Tools")
    yield Shortcut("edit.redo", ("Ctrl+Y", "Ctrl+Shift+Z"), _("Redo"), "Tools")
    yield Shortcut("browser.find", ("Ctrl+F",), _("Write a filter for series"), "Browser")
    yield Shortcut("help.shortcuts", ("F1", "?"), _("Show all shortcuts"), "Browser")


def _rois() -> Iterator[Shortcut]:
    for number, key in enumerate(KEYS, start=1):
        yield Shortcut(f"{_CHOOSE_ROI}{key}", (key,), _("Choose ROI number {number}").format(number=number), "ROI")
    yield Shortcut("roi.next", ("Tab",), _("Choose the next ROI"), "ROI")
    yield Shortcut("roi.previous", ("Shift+Tab",), _("Choose the previous ROI"), "ROI")
    yield Shortcut("roi.finish", ("F",), _("This ROI is complete, or absent if nothing is marked; go on"), "ROI")
    yield Shortcut("roi.lock", ("L",), _("Lock or unlock this ROI"), "ROI")
    yield Shortcut("roi.lock_others", ("Shift+L",), _("Lock all ROI but this one"), "ROI")


def _painting() -> Iterator[Shortcut]:
    yield Shortcut("tool.paint", ("P",), _("Paint"), "Tools")
    yield Shortcut("tool.erase", ("E",), _("Erase"), "Tools")
    yield Shortcut("tool.draw", ("D",), _("Draw an outline"), "Tools")
    yield Shortcut("tool.point", ("M",), _("Place a point"), "Tools")
    yield Shortcut("tool.ruler", ("U",), _("Measure a distance"), "Tools")
    yield Shortcut("tool.none", ("Escape",), _("Put the tool down"), "Tools")
    yield Shortcut("tool.erase_while_held", ("X",), _("Erase as long as the key is held"), "Tools", held=True)
    yield Shortcut("brush.larger", ("]", "+"), _("Larger brush"), "Tools")
    yield Shortcut("brush.smaller", ("[", "-"), _("Smaller brush"), "Tools")
    yield Shortcut("brush.sphere", ("B",), _("Circle or sphere brush"), "Tools")


def _looking() -> Iterator[Shortcut]:
    yield Shortcut("slice.next", ("Up",), _("One slice up"), "Views")
    yield Shortcut("slice.previous", ("Down",), _("One slice down"), "Views")
    yield Shortcut("slice.next_annotated", ("PgUp",), _("Next slice with an ROI"), "Slices")
    yield Shortcut("slice.previous_annotated", ("PgDown",), _("Previous slice with an ROI"), "Slices")
    for number, name in enumerate((_("lung"), _("bone"), _("soft tissue"), _("brain")), start=1):
        words = _("Window for {name}").format(name=name)
        yield Shortcut(f"window.preset_{number}", (f"Alt+{number}",), words, "Views")
    yield Shortcut("view.invert", ("I",), _("Invert the grey scale"), "Views")
    yield Shortcut("view.rois", ("H",), _("Show or hide all ROI"), "Views")
    yield Shortcut("view.companion", ("C",), _("Show or hide the companion image"), "Views")
    yield Shortcut("view.surfaces", ("S",), _("Show or hide surfaces in 3D"), "Views")
    yield Shortcut("view.reset", ("R",), _("Fit the image into its views"), "Views")


def _drafts() -> Iterator[Shortcut]:
    yield Shortcut("draft.next", ("N",), _("Next slice with a model's draft to decide on"), "Drafts")
    yield Shortcut("draft.accept_slice", ("A",), _("Accept the draft in the slice shown"), "Drafts")


def _answering() -> Iterator[Shortcut]:
    yield Shortcut("answer.switch", ("K",), _("Answer questions by keyboard, or end that"), "Text")
    choose = _("Choose the answer with that number or letter, and go on")
    yield Shortcut("answer.choose", ("1...9", "a...z"), choose, "Text", "answering")
    on = _("Go on, or to the next series after the last question")
    yield Shortcut("answer.on", ("Enter",), on, "Text", "answering")
    yield Shortcut("answer.back", ("Backspace", "Up"), _("Back to the question before"), "Text", "answering")
    yield Shortcut("answer.forward", ("Down",), _("On to the next question"), "Text", "answering")
    yield Shortcut("answer.clear", ("Delete",), _("Take the answer away"), "Text", "answering")
