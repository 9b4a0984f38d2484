"""Finding the smallest changes to a YAML text that make it say something else.

`old` is what a node says now and `new` what it shall say, as plain data. What a node leaves to a default stays so as
long as `old` and `new` agree on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import edit_block, edit_flow
from .edit_items import ListEdit, same
from .nodes import ListNode, MapNode, Node, ScalarNode
from .splices import Splices
from .yaml_text import inline, literal_block, scalar


@dataclass(frozen=True)
class Place:
    """Where a value stands: its key (None in a list), its parent's column, whether the parent is in brackets."""

    key: ScalarNode | None
    column: int
    flow: bool


DOCUMENT = Place(None, -1, False)


def edit_value(splices: Splices, node: Node, place: Place, old: Any, new: Any) -> None:
    """Change a value and leave what need not change."""
    if same(old, new):
        return
    if isinstance(node, MapNode) and isinstance(old, dict) and isinstance(new, dict):
        _edit_mapping(splices, node, place, old, new)
    elif isinstance(node, ListNode) and isinstance(old, list) and isinstance(new, list):
        _edit_list(splices, node, place, old, new)
    else:
        _replace(splices, node, place, new)


def _edit_mapping(splices: Splices, node: MapNode, place: Place, old: dict[str, Any], new: dict[str, Any]) -> None:
    spans = [(key.start, value.end) for key, value in node.pairs]
    here = {key.text for key, _ in node.pairs}
    gone = {index for index, (key, _) in enumerate(node.pairs) if key.text in old and key.text not in new}
    added = {key: value for key, value in new.items() if key not in here and not same(old.get(key), value)}
    kept = [index for index in range(len(spans)) if index not in gone]
    if not kept:
        _replace(splices, node, place, new)
        return
    for key, child in node.pairs:
        if key.text in new:
            edit_value(splices, child, Place(key, node.column, node.flow), old.get(key.text), new[key.text])
    if node.flow:
        edit_flow.remove_from_flow(splices, spans, gone)
        edit_flow.insert_into_flow(splices, spans, kept[-1], [f"{scalar(k)}: {inline(v)}" for k, v in added.items()])
        return
    edit_block.remove_lines(splices, edit_block.lines_of_pairs(splices, spans), gone)
    end = splices.document_end(node.end) if place is DOCUMENT else splices.after_line(spans[kept[-1]][1])
    splices.put_lines(end, [line for key, value in added.items() for line in _pair_lines(key, value, node.column)])


def _edit_list(splices: Splices, node: ListNode, place: Place, old: list[Any], new: list[Any]) -> None:
    edit = ListEdit.of(splices, node, old, new)
    if edit is None:
        _replace(splices, node, place, new)
        return
    for item, before, after in edit.changed_inside():
        edit_value(splices, item, Place(None, node.column, node.flow), before, after)
    edit.change_items()
    if not new and place.key is not None and not node.flow:
        colon = splices.text.index(":", place.key.end)
        splices.put(colon + 1, colon + 1, " []")


def _replace(splices: Splices, node: Node, place: Place, new: Any) -> None:
    """Write a value anew, in the old one's quotes or over lines where the old one was."""
    style = node.style if isinstance(node, ScalarNode) else None
    if not place.flow and place.key is not None:
        lines = _lines_of(new, place.column + 2)
        if lines and splices.text[node.start : node.end] in ("", "~", "null", "[]", "{}"):
            splices.put(node.start, node.end, "")
            splices.put_lines(splices.after_line(node.end), lines)
            return
        literal = literal_block(new, place.column + 2, splices.newline) if style in ("|", ">") else None
        if literal is not None:
            splices.put(node.start, node.end, literal)
            return
    text = scalar(new, style) if isinstance(node, ScalarNode) and not isinstance(new, (dict, list)) else inline(new)
    indent = "  " if isinstance(node, (ListNode, MapNode)) and not node.flow else ""
    gap = (
        " " if splices.text[node.start - 1 : node.start].strip(" \t\r\n[{,") else ""
    )  # an empty value follows its colon
    splices.put(node.start, node.end, gap + indent + text)


def _pair_lines(key: str, value: Any, column: int) -> list[str]:
    indent = " " * column
    lines = _lines_of(value, column + 2)
    return [f"{indent}{scalar(key)}:", *lines] if lines else [f"{indent}{scalar(key)}: {inline(value)}"]


def _lines_of(value: Any, column: int) -> list[str]:
    """A list of mappings as lines, one an item; nothing for all other values."""
    if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
        return []
    return [f"{' ' * column}- {inline(item)}" for item in value]
