"""What a value written in YAML means, decided by what is expected in its place.

Plain values follow YAML 1.2 (``no`` is a word, ``1:30`` and ``2024-05-01`` are words), so nothing a person writes
becomes another thing behind their back. Where a yes or no is expected, ``yes`` and ``no`` are understood.
"""

from __future__ import annotations

import re

from .characters import composed
from .nodes import ListNode, MapNode, Node, ScalarNode

_NULL = {"", "~", "null", "Null", "NULL"}
WORDS_FOR_TRUTH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_TRUE = {"true", "True", "TRUE"}
_FALSE = {"false", "False", "FALSE"}
# Leading zeros mean octal to some readers, so numbers have none.
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,30})")
_NUMBER = re.compile(r"[-+]?((0|[1-9][0-9]{0,39})(\.[0-9]{0,40})?|\.[0-9]{1,40})([eE][-+]?[0-9]{1,3})?")
_READ_DIFFERENTLY_BY_YAML_1_1 = re.compile(
    r"y|n|yes|no|on|off"  # truth values
    r"|[-+]?0[0-7_]+|0b[01_]+|[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?"  # octal, binary, base 60
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?",  # dates
    re.IGNORECASE,
)


def is_null(node: Node) -> bool:
    """Whether nothing is written there (empty, ``null`` or ``~``, not in quotes)."""
    return isinstance(node, ScalarNode) and node.style is None and node.text in _NULL


def as_boolean(node: ScalarNode) -> bool | None:
    """True or False if that is what is written, else None; ``yes``, ``no``, ``on`` and ``off`` are understood."""
    if node.style is not None:
        return None
    return WORDS_FOR_TRUTH.get(node.text.casefold())


def as_integer(node: ScalarNode) -> int | None:
    """The whole number that is written in decimal digits, else None."""
    return int(node.text) if node.style is None and _INTEGER.fullmatch(node.text) else None


def as_number(node: ScalarNode) -> float | int | None:
    """The finite decimal number that is written, else None."""
    whole = as_integer(node)
    if whole is not None or node.style is not None or not _NUMBER.fullmatch(node.text):
        return whole
    number = float(node.text)
    return number if abs(number) != float("inf") else None


def as_text(node: ScalarNode) -> str:
    """The words as they are written, in Unicode's composed form (NFC)."""
    return composed(node.text)


def read_differently_elsewhere(node: ScalarNode) -> bool:
    """Whether a YAML 1.1 reader takes this unquoted word for a truth value, a number or a date."""
    return node.style is None and bool(_READ_DIFFERENTLY_BY_YAML_1_1.fullmatch(node.text))


def plain_value(node: Node) -> object:
    """The node as None, bool, int, float, str, list and dict, by YAML 1.2's rules."""
    if isinstance(node, ListNode):
        return [plain_value(item) for item in node.items]
    if not isinstance(node, ScalarNode):
        return plain_mapping(node)
    if is_null(node):
        return None
    if node.style is None and node.text in _TRUE | _FALSE:
        return node.text in _TRUE
    number = as_number(node)
    return as_text(node) if number is None else number


def plain_mapping(node: MapNode) -> dict[str, object]:
    """The mapping's keys as text and its values as `plain_value` reads them."""
    return {as_text(key): plain_value(value) for key, value in node.pairs}
