"""Hostile and unlucky YAML is refused in a sentence, quickly; the rest becomes nodes with their places."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from RILContourLib.errors import DefinitionsError
from RILContourLib.project.nodes import ListNode, MapNode, Node, ScalarNode
from RILContourLib.project.safe_yaml import UnreadableYAML, decode, parse_yaml, read_limited
from RILContourLib.project.scalars import plain_value


def refusal(text: str) -> UnreadableYAML:
    with pytest.raises(UnreadableYAML) as caught:
        parse_yaml(decode(text.encode()))
    return caught.value


def bomb() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        ("a: !!python/object/apply:os.system [echo]", "tag", 0),
        ("a: 1\nb: !!python/name:os.system x", "tag", 1),
        ("a: !local x", "tag", 0),
        ("a: !!binary aGk=", "tag", 0),
        ("a: !!timestamp 2024-01-01", "tag", 0),
        ("!!set {a, b}", "tag", 0),
        ("! a", "tag", 0),
        (bomb(), "anchors", 0),
        ("a: 1\nb: *a", "not valid YAML|anchors", 1),
        ("a: &a\n  b: *a", "anchors", 0),
        ("base: {x: 1}\na:\n  <<: *base", "anchors|not valid", 2),
        ("a: 1\nb: 2\na: 3", "twice.*line 1", 2),
        ("a: 1\n'a': 3", "twice", 1),
        ("? [a, b]\n: 1", "single word", 0),
        ("a: 1\n---\nb: 2", "second document", 1),
        ("", "empty", 0),
        ("# only a comment\n", "empty", 0),
        ("a: 1\nb: ]", "not valid YAML", 1),
        ('a: "\\UFFFFFFFF"', "not valid YAML", 0),
        ("%YAML 9.1\n---\na: 1", "not valid YAML", 0),
    ],
)
def test_what_is_not_accepted_is_named_with_its_line(text: str, words: str, line: int) -> None:
    error = refusal(text)
    assert re.search(words, str(error)), str(error)
    assert error.line == line


def test_the_most_frequent_mistakes_get_a_hint() -> None:
    assert "colour needs quotes" in str(refusal("rois:\n  - {id: a, color: #80AE80, kind: area}\n"))
    assert "question mark in quotes" in str(refusal("text: [{id: a, ask: Sure?, kind: text}]"))
    assert "spaces, not tabs" in str(refusal("a:\n\tb: 1\n"))


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "[{a: "])
def test_deep_nesting_is_refused_before_it_costs_anything(opening: str) -> None:
    error = refusal(opening * 50_000)
    assert "nested deeper" in str(error) or "not valid YAML" in str(error) or "single word" in str(error)


def test_twenty_levels_are_read() -> None:
    assert isinstance(parse_yaml("[" * 21 + "]" * 21), ListNode)
    assert "nested deeper" in str(refusal("[" * 22 + "]" * 22))


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x9f", "\ufffe", "\ufeff"])
def test_control_characters_are_refused_with_their_place(character: str) -> None:
    error = refusal(f"a: 1\nb: x{character}")
    assert f"U+{ord(character):04X}" in str(error)
    assert (error.line, error.column) == (1, 4)


@pytest.mark.parametrize("content", [b"a: \xff", "a: é".encode("latin-1"), "a: 1".encode("utf-16")])
def test_only_utf_8_is_read(content: bytes) -> None:
    with pytest.raises(UnreadableYAML, match="UTF-8"):
        decode(content)


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert decode(b"\xef\xbb\xbfa: 1") == "a: 1"


def test_a_file_of_ten_megabytes_is_refused_without_being_parsed(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    large.write_bytes(b"[" * 10_000_000)
    with pytest.raises(DefinitionsError, match=r"large\.yaml is larger than 250,000 bytes"):
        read_limited(large)
    with pytest.raises(UnreadableYAML, match="larger than"):
        decode(b"a" * 10_000_000)


def test_a_missing_file_and_a_folder_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(DefinitionsError, match=r"none\.yaml cannot be read"):
        read_limited(tmp_path / "none.yaml")
    with pytest.raises(DefinitionsError, match="cannot be read"):
        read_limited(tmp_path)


def test_plain_values_follow_yaml_1_2() -> None:
    text = "[no, on, y, 1:30, 0o7, 2024-05-01, 010, 1_000, 0x1F, .inf, .nan, 1e3, -4, 1.5, true, ~, null, '1', !!str 1]"
    assert plain_value(parse_yaml(text)) == [
        *("no", "on", "y", "1:30", "0o7", "2024-05-01", "010", "1_000", "0x1F", ".inf", ".nan"),
        *(1000.0, -4, 1.5, True, None, None, "1", "1"),
    ]


def test_words_are_composed_so_that_the_same_name_is_the_same_bytes() -> None:
    assert plain_value(parse_yaml("[Mu\u0308ller]")) == ["M\u00fcller"]


def every_node(node: Node) -> list[Node]:
    if isinstance(node, ListNode):
        return [node, *(each for item in node.items for each in every_node(item))]
    if isinstance(node, MapNode):
        return [node, *(each for key, value in node.pairs for each in [key, *every_node(value)])]
    return [node]


DOCUMENT = """\
# comment é 😀
name: Chest   # trailing
'quoted key': "a\\nb"
help: |
  two
  lines

rois:
  # about the list
  - {id: a, list: [1, 2]}   # first
  - id: b
    name: 'it''s'

  # last
empty:
seq:
- x
- y
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_nodes_know_exactly_where_they_are(newline: str) -> None:
    text = DOCUMENT.replace("\n", newline)
    root = parse_yaml(text)
    assert isinstance(root, MapNode)
    found = {key.text: text[value.start : value.end].replace("\r", "") for key, value in root.pairs}
    assert found == {
        "name": "Chest",
        "quoted key": '"a\\nb"',
        "help": "|\n  two\n  lines",
        "rois": "- {id: a, list: [1, 2]}   # first\n  - id: b\n    name: 'it''s'",
        "empty": "",
        "seq": "- x\n- y",
    }
    for node in every_node(root):
        if isinstance(node, ScalarNode) and node.style is None and node.text:
            assert text[node.start : node.end] == node.text
        line_start = text.rfind("\n", 0, node.start) + 1
        assert (text.count("\n", 0, node.start), node.start - line_start) == (node.line, node.column)
