"""Reading YAML that strangers may have written: text in, nodes with places out, everything else refused.

The document is read from the parser's stream of events and never by constructing objects, so there are no tags to
run, no aliases to expand and no depth to exhaust. What a plain value means is left to whoever knows what is expected
there (`scalars`): so the choices ``[yes, no]`` stay the words they are.

PyYAML's Python parser is used even where its faster C parser is there: the two disagree on what is valid, and a project
must not open on one machine and fail on the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from ..errors import DefinitionsError
from .findings import quoted
from .nodes import ListNode, MapNode, Node, ScalarNode

LARGEST_FILE_BYTES = 250_000
DEEPEST_NESTING = 20

_CORE = "tag:yaml.org,2002:"
_SCALAR_TAGS = {_CORE + name for name in ("str", "int", "float", "bool", "null")}
_FORBIDDEN_CHARACTER = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\ufeff")
_UNQUOTED_COLOUR = re.compile(r":\s+#[0-9A-Fa-f]{6}\b")


class UnreadableYAML(DefinitionsError):
    """The text is not YAML that is accepted; `line` and `column` count from 0."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


def read_limited(path: Path) -> bytes:
    """The bytes of a definition file.

    Raises DefinitionsError if it cannot be read or is larger than LARGEST_FILE_BYTES, without reading more than that.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror or error}."
        raise DefinitionsError(message) from error
    if len(content) > LARGEST_FILE_BYTES:
        message = f"{path} is larger than {LARGEST_FILE_BYTES:,} bytes; a definition file is never that large."
        raise DefinitionsError(message)
    return content


def decode(content: bytes) -> str:
    """The text of a definition file without its byte order mark.

    Raises UnreadableYAML for what is not UTF-8, and for control characters.
    """
    if len(content) > LARGEST_FILE_BYTES:
        message = f"the file is larger than {LARGEST_FILE_BYTES:,} bytes; a definition file is never that large"
        raise UnreadableYAML(message)
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        message = "the file is not UTF-8 text; save it again as UTF-8"
        raise UnreadableYAML(message, content.count(b"\n", 0, error.start)) from error
    bad = _FORBIDDEN_CHARACTER.search(text)
    if bad:
        line, column = _place(text, bad.start())
        message = f"the character U+{ord(bad.group()):04X} is not allowed here"
        raise UnreadableYAML(message, line, column)
    return text


def parse_yaml(text: str) -> Node:
    """The single document in `text`, as nodes.

    Raises UnreadableYAML for bad syntax, more than one document, tags, anchors and aliases, duplicate keys, keys that
    are not plain words, and nesting deeper than DEEPEST_NESTING.
    """
    events = _events(text)
    next(events)
    if isinstance(next(events), yaml.StreamEndEvent):
        message = "the file is empty"
        raise UnreadableYAML(message)
    node = _node(next(events), events, text, 0)
    next(events)
    after = next(events)
    if not isinstance(after, yaml.StreamEndEvent):
        message = "a second document begins here; a definition file holds only one"
        raise UnreadableYAML(message, after.start_mark.line, after.start_mark.column)
    return node


def _place(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index), index - (text.rfind("\n", 0, index) + 1)


def _events(text: str) -> Iterator[Any]:
    try:
        yield from yaml.parse(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        problem = str(error.problem or error.context)
        message = f"this is not valid YAML: {problem}{_syntax_hint(text, line, problem)}"
        raise UnreadableYAML(message, line, column) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        message = f"this is not valid YAML: {str(error).splitlines()[0][:200]}"
        raise UnreadableYAML(message) from error


def _syntax_hint(text: str, line: int, problem: str) -> str:
    lines = text.splitlines()
    if any(_UNQUOTED_COLOUR.search(each) for each in lines[max(0, line - 1) : line + 1]):
        return ' (a colour needs quotes, "#80AE80": what follows # is a comment)'
    if "got '?'" in problem:
        return " (put texts with a question mark in quotes here)"
    if any("\t" in each for each in lines[line : line + 1]):
        return " (indent with spaces, not tabs)"
    return ""


def _end(event: Any) -> int:
    return event.end_mark.index


def _refuse(event: Any, message: str) -> UnreadableYAML:
    return UnreadableYAML(message, event.start_mark.line, event.start_mark.column)


def _node(event: Any, events: Iterator[Any], text: str, depth: int) -> Node:
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        message = "anchors (&) and aliases (*) are not accepted; write the value out, or put it in quotes"
        raise _refuse(event, message)
    if depth > DEEPEST_NESTING:
        message = f"lists and mappings are nested deeper than {DEEPEST_NESTING} levels"
        raise _refuse(event, message)
    if isinstance(event, yaml.ScalarEvent):
        return _scalar(event, text)
    kind = "seq" if isinstance(event, yaml.SequenceStartEvent) else "map"
    if event.tag not in (None, _CORE + kind):
        raise _tag_refused(event)
    return _list(event, events, text, depth) if kind == "seq" else _mapping(event, events, text, depth)


def _tag_refused(event: Any) -> UnreadableYAML:
    message = f"the tag {quoted(event.tag)} is not accepted; write the plain value (in quotes if it begins with !)"
    return _refuse(event, message)


def _scalar(event: Any, text: str) -> ScalarNode:
    if event.tag is not None and event.tag not in _SCALAR_TAGS:
        raise _tag_refused(event)
    start, end, style = event.start_mark.index, event.end_mark.index, event.style or None
    if style in ("|", ">"):
        end = start + len(text[start:end].rstrip())
    if event.tag == _CORE + "str" and style is None:
        style = "!"
    return ScalarNode(event.value, style, start, end, event.start_mark.line, event.start_mark.column)


def _list(begin: Any, events: Iterator[Any], text: str, depth: int) -> ListNode:
    items: list[Node] = []
    event = next(events)
    while not isinstance(event, yaml.SequenceEndEvent):
        items.append(_node(event, events, text, depth + 1))
        event = next(events)
    flow = bool(begin.flow_style)
    start = begin.start_mark.index
    end = _end(event) if flow or not items else items[-1].end
    return ListNode(tuple(items), flow, start, end, begin.start_mark.line, begin.start_mark.column)


def _mapping(begin: Any, events: Iterator[Any], text: str, depth: int) -> MapNode:
    pairs: list[tuple[ScalarNode, Node]] = []
    lines: dict[str, int] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        key = _node(event, events, text, depth + 1)
        if not isinstance(key, ScalarNode):
            message = "a key must be a single word, not a list or a mapping"
            raise _refuse(event, message)
        if key.text in lines:
            message = f"the key {quoted(key.text)} is there twice (first in line {lines[key.text] + 1})"
            raise _refuse(event, message)
        lines[key.text] = key.line
        pairs.append((key, _node(next(events), events, text, depth + 1)))
    flow = bool(begin.flow_style)
    start = begin.start_mark.index
    end = _end(event) if flow or not pairs else pairs[-1][1].end
    return MapNode(tuple(pairs), flow, start, end, begin.start_mark.line, begin.start_mark.column)
