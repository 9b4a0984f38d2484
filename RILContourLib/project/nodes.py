"""The parts of a YAML document with their places in the text, so that checks and edits can point at them.

`start` and `end` are character offsets into the text (end exclusive); `line` and `column` count from 0.
The end of a block list or mapping is the end of its last value, not the start of whatever follows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """A single value as it is written; `style` is None for a plain one, else its quote or block character."""

    text: str
    style: str | None
    start: int
    end: int
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class ListNode:
    """A list; `flow` if it is written in square brackets."""

    items: tuple[Node, ...]
    flow: bool
    start: int
    end: int
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class MapNode:
    """A mapping in the order of the file; `flow` if it is written in braces."""

    pairs: tuple[tuple[ScalarNode, Node], ...]
    flow: bool
    start: int
    end: int
    line: int
    column: int

    def get(self, key: str) -> Node | None:
        """The value under `key`, or None."""
        return next((value for name, value in self.pairs if name.text == key), None)


Node: TypeAlias = ScalarNode | ListNode | MapNode
