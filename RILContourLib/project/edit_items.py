"""Changing which items a list has, and their order.

Items are known by their ``id`` (or by being the same), so one that stays is moved or changed inside, never rewritten.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from . import edit_block, edit_flow
from .edit_flow import Span
from .nodes import ListNode, Node
from .splices import Splices
from .yaml_text import inline


@dataclass(frozen=True)
class ListEdit:
    """A list node and what it says before and after, by the items' identities in their order.

    `lines` are the items' whole lines; None for a list in brackets whose items are not each on lines of their own.
    """

    splices: Splices
    node: ListNode
    old: dict[str, Any]
    new: dict[str, Any]
    lines: list[Span] | None

    @staticmethod
    def of(splices: Splices, node: ListNode, old: list[Any], new: list[Any]) -> ListEdit | None:
        """The edit, or None if the list has to be written anew: items that cannot be told apart, or none that stays."""
        before = {_identity(item): item for item in old}
        after = {_identity(item): item for item in new}
        if not len(before) == len(old) == len(node.items) or len(after) != len(new) or not before:
            return None
        spans = [(item.start, item.end) for item in node.items]
        if not node.flow:
            lines = edit_block.lines_of_items(splices, spans, node.column)
            return ListEdit(splices, node, before, after, lines) if lines else None
        lines = edit_flow.lines_of_parts(splices, spans)
        return ListEdit(splices, node, before, after, lines) if before.keys() & after.keys() else None

    def changed_inside(self) -> Iterator[tuple[Node, Any, Any]]:
        """The items that stay: node, what it says now, what it shall say."""
        for item, (identity, before) in zip(self.node.items, self.old.items(), strict=True):
            if identity in self.new:
                yield item, before, self.new[identity]

    def change_items(self) -> None:
        """Take items out and put new ones in; or, if nothing else changes, bring them in order.

        Order comes last because moving an item and changing it are not done in one go: edit again until all is said.
        """
        gone = {index for index, identity in enumerate(self.old) if identity not in self.new}
        if self.lines and self.node.flow and len(self.old) - 1 not in gone:
            edit_flow.end_with_comma(self.splices, self._spans[-1][1])
        if same(self.old, self.new):
            self._reorder()
            return
        if self.lines is None:
            edit_flow.remove_from_flow(self.splices, self._spans, gone)
        else:
            edit_block.remove_lines(self.splices, self.lines, gone)
        for after, items in self._runs():
            self._insert(after, items)

    def _reorder(self) -> None:
        names = list(self.old)
        order = [names.index(identity) for identity in self.new]
        if self.lines is None:
            edit_flow.reorder_flow(self.splices, self._spans, order)
        elif not self.node.flow or edit_flow.has_comma(self.splices, self._spans[-1][1]):
            edit_block.reorder_lines(self.splices, self.lines, order)

    @property
    def _spans(self) -> list[Span]:
        return [(item.start, item.end) for item in self.node.items]

    def _runs(self) -> Iterator[tuple[int | None, list[Any]]]:
        """New items that follow each other, with the index of the item they come after (None: before all)."""
        index = {identity: number for number, identity in enumerate(self.old)}
        after: int | None = None
        run: list[Any] = []
        for identity, item in self.new.items():
            if identity not in index:
                run.append(item)
                continue
            if run:
                yield after, run
            after, run = index[identity], []
        if run:
            yield after, run

    def _insert(self, after: int | None, items: list[Any]) -> None:
        if self.lines is not None:
            at = self.lines[0][0] if after is None else self.lines[after][1]
            self.splices.put_lines(at, [self._line(item) for item in items])
            return
        first = next(number for number, identity in enumerate(self.old) if identity in self.new)
        edit_flow.insert_into_flow(self.splices, self._spans, after, [inline(item) for item in items], first)

    def _line(self, item: Any) -> str:
        first = self.node.items[0]
        return f"{' ' * first.column}{inline(item)}," if self.node.flow else f"{' ' * self.node.column}- {inline(item)}"


def same(old: Any, new: Any) -> bool:
    """Whether two values are equal and of one type, all the way down (True is not 1), whatever the order of keys."""
    if type(old) is not type(new) or old != new:
        return False
    if isinstance(old, dict):
        return all(same(value, new[key]) for key, value in old.items())
    return not isinstance(old, list) or all(map(same, old, new))


def _identity(item: Any) -> str:
    """What an item is known by."""
    known_by = item["id"] if isinstance(item, dict) and isinstance(item.get("id"), str) else item
    return json.dumps([isinstance(item, dict), known_by], sort_keys=True)
