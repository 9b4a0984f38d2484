"""One mapping of a definition file under check: hands out its values by key and reports what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from . import scalars
from .characters import refused_character
from .findings import Report, quoted
from .nodes import ListNode, MapNode, Node, ScalarNode

LONGEST_LINE = 500
LONGEST_HELP = 5_000
MOST_ENTRIES = 2_000
ID_RULE = "lower-case letters, digits, - and _, at most 64 of them, beginning with a letter or a digit"

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_WINDOWS_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
_Option = TypeVar("_Option", bound=str)


def is_identifier(text: str) -> bool:
    """Whether `text` can be an id, and with it a part of file names on every system."""
    return bool(_ID.fullmatch(text)) and not names_a_device(text)


def names_a_device(file: str) -> bool:
    """Whether Windows takes a file of this name for a device, whatever its ending."""
    return file.partition(".")[0].strip().lower() in _WINDOWS_DEVICES


class Section:
    """A mapping with known keys.

    Each method takes a key and returns its value in the form asked for. A missing key, a null or a wrong value gives
    the default; whatever is wrong goes to the report with its place. So one run finds everything.
    """

    def __init__(self, node: MapNode, path: str, report: Report) -> None:
        self.node = node
        self.path = path
        self.report = report

    @staticmethod
    def of(node: Node, path: str, report: Report, example: str) -> Section | None:
        """The section at `node`, or None with a finding if it is no mapping."""
        if isinstance(node, MapNode):
            return Section(node, path, report)
        report.add(node, path, f"{path or 'the file'} must be a mapping, such as  {example}")
        return None

    def where(self, key: str) -> Node:
        """The node to point at when talking about `key`: its value, or the section if it is missing."""
        return self.node.get(key) or self.node

    def error(self, key: str, message: str) -> None:
        """Report that the value of `key` cannot be used."""
        self.report.add(self.where(key), self.at(key), message)

    def at(self, key: str) -> str:
        """The path of `key` in the form ``rois[2].value``."""
        return f"{self.path}.{key}" if self.path else key

    def check_keys(self, known: Sequence[str], required: Sequence[str] = ()) -> None:
        """Report unknown keys (with the nearest known one) and missing ones."""
        for key, _ in self.node.pairs:
            if key.text not in known:
                remark = self.report.nearest(key.text, known) or f" (known here: {', '.join(known)})"
                self.report.add(key, self.at(key.text[:60]), f"unknown key {quoted(key.text)}{remark}")
        for key_name in required:
            if not self.has(key_name):
                here = self.path or "the file"
                self.error(key_name, f"{here} has no {key_name}, which is required")

    def check_identifiers(self) -> None:
        """Report keys that cannot be ids, where the file chooses the keys."""
        for key, _ in self.node.pairs:
            self._identifier(key, self.at(quoted(key.text)), key.text)

    def has(self, key: str) -> bool:
        """Whether `key` is there and not null."""
        return self._value(key) is not None

    def text(self, key: str, default: str = "", longest: int = LONGEST_LINE, *, lines: bool = False) -> str:
        """A text without control characters (line breaks and tabs only where `lines`), composed (NFC) and stripped."""
        node = self._value(key)
        if node is None:
            return default
        text = self._text(node, self.at(key), longest, lines=lines)
        return default if text is None else text

    def name(self, key: str) -> str:
        """A text that people know something by: not empty."""
        node = self._value(key)
        text = None if node is None else self._text(node, self.at(key), LONGEST_LINE)
        if text == "":
            self.error(key, f"{self.at(key)} is empty")
        return text or ""

    def identifier(self, key: str, default: str = "") -> str:
        """An id that can name a file everywhere."""
        text = self.text(key, default)
        if text:
            self._identifier(self.where(key), self.at(key), text)
        return text

    def integer(self, key: str, default: int, smallest: int, largest: int) -> int:
        """A whole number between `smallest` and `largest`, both included."""
        node = self._value(key)
        if node is None:
            return default
        number = scalars.as_integer(node) if isinstance(node, ScalarNode) else None
        if number is None or not smallest <= number <= largest:
            self.error(key, f"{self.at(key)} must be a whole number from {smallest} to {largest}{_seen(node)}")
            return default
        return number

    def number(self, key: str) -> float | int | None:
        """A finite number, or None."""
        node = self._value(key)
        if node is None:
            return None
        number = scalars.as_number(node) if isinstance(node, ScalarNode) else None
        if number is None:
            self.error(key, f"{self.at(key)} must be a number{_seen(node)}")
        return number

    def numbers(self, key: str, count: int) -> tuple[float | None, ...] | None:
        """A list of exactly `count` finite numbers (null where one may be left open), or None."""
        node = self._value(key)
        if node is None:
            return None
        items = node.items if isinstance(node, ListNode) else ()
        found = tuple(scalars.as_number(item) if isinstance(item, ScalarNode) else None for item in items)
        null = tuple(scalars.is_null(item) for item in items)
        if len(items) != count or any(value is None and not left for value, left in zip(found, null, strict=True)):
            self.error(key, f"{self.at(key)} must be a list of {count} numbers")
            return None
        return tuple(None if value is None else float(value) for value in found)

    def boolean(self, key: str, default: bool = False) -> bool:
        """True or false."""
        node = self._value(key)
        if node is None:
            return default
        value = scalars.as_boolean(node) if isinstance(node, ScalarNode) else None
        if value is None:
            self.error(key, f"{self.at(key)} must be true or false{_seen(node)}")
            return default
        return value

    def one_of(self, key: str, options: Sequence[_Option], default: _Option) -> _Option:
        """One of the words in `options`."""
        word = self.text(key, default)
        found = next((option for option in options if option == word), None)
        if found is None:
            remark = self.report.nearest(word, options)
            self.error(key, f"{self.at(key)} must be one of {', '.join(options)}, not {quoted(word)}{remark}")
            return default
        return found

    def texts(self, key: str, default: tuple[str, ...] = (), *, warn: bool = True) -> tuple[str, ...]:
        """A list of texts, none empty and none twice; a single text counts as a list of one.

        `warn` of unquoted words that other YAML readers take for something else.
        """
        node = self._value(key)
        if node is None:
            return default
        nodes = node.items if isinstance(node, ListNode) else (node,)
        found: dict[str, None] = {}
        for number, item in enumerate(nodes):
            path = f"{self.at(key)}[{number}]"
            text = self._text(item, path, LONGEST_LINE, warn=warn)
            if text is None:
                continue
            if text == "":
                self.report.add(item, path, f"{path} is empty")
            elif text in found:
                self.report.add(item, path, f"{path} {quoted(text)} is there twice")
            else:
                found[text] = None
        return tuple(found)

    def section(self, key: str, example: str) -> Section | None:
        """The mapping under `key`, or None."""
        node = self._value(key)
        return None if node is None else Section.of(node, self.at(key), self.report, example)

    def sections(self, key: str, example: str) -> list[Section]:
        """The list of mappings under `key`."""
        node = self._value(key)
        if node is None:
            return []
        if not isinstance(node, ListNode):
            self.error(key, f"{self.at(key)} must be a list with entries such as  - {example}")
            return []
        if len(node.items) > MOST_ENTRIES:
            self.error(key, f"{self.at(key)} has more than {MOST_ENTRIES} entries")
            return []
        found = (
            Section.of(item, f"{self.at(key)}[{number}]", self.report, example)
            for number, item in enumerate(node.items)
        )
        return [each for each in found if each is not None]

    def _value(self, key: str) -> Node | None:
        node = self.node.get(key)
        return None if node is None or scalars.is_null(node) else node

    def _identifier(self, node: Node, path: str, text: str) -> None:
        if not is_identifier(text):
            self.report.add(node, path, f"{path} cannot be {quoted(text)}: an id has {ID_RULE}")

    def _text(self, node: Node, path: str, longest: int, *, lines: bool = False, warn: bool = True) -> str | None:
        """The text at `node`, or None with a finding."""
        if not isinstance(node, ScalarNode):
            self.report.add(node, path, f"{path} must be a text{_seen(node)}")
            return None
        if scalars.is_null(node):
            shown = quoted(node.text or "null")
            self.report.add(node, path, f"{path} is empty (in YAML, {shown} without quotes means nothing)")
            return None
        if warn and scalars.read_differently_elsewhere(node):
            message = f"{path} is read as the text {quoted(node.text)}; other YAML readers differ, so put it in quotes"
            self.report.add(node, path, message, "warning")
        text = scalars.as_text(node).strip()
        allowed = "\n\t" if lines else ""
        refused = refused_character(text, allowed)
        if refused:
            self.report.add(node, path, f"{path} has the character {refused}, which is not allowed in a text")
            return None
        if len(text) > longest:
            self.report.add(node, path, f"{path} is longer than {longest} characters")
            return None
        return text


def _seen(node: Node) -> str:
    """A remark on what is there instead."""
    if not isinstance(node, ScalarNode):
        return f", not a {'list' if isinstance(node, ListNode) else 'mapping'}"
    return f", not {quoted(node.text)}" + (" in quotes" if node.style in ("'", '"') else "")
