"""What is printed: tables, facts, JSON, escapes."""

from __future__ import annotations

import io
import json

import pytest

from RILContourLib.cli.output import Output, clean, facts, table


def test_columns_are_aligned_and_numbers_stand_to_the_right() -> None:
    rows = [("right lung", 7, True), ("liver", 1200, None)]
    assert list(table(("ROI", "voxels", "locked"), rows)) == [
        "ROI         voxels  locked",
        "----------  ------  ------",
        "right lung       7  yes",
        "liver         1200",
    ]


def test_wide_and_combining_characters_keep_the_columns_aligned() -> None:
    lines = list(table(("name", "n"), [("肝臓", 1), ("e\u0301", 2), ("abcd", 3)]))
    assert lines[2:] == ["肝臓  1", "e\u0301     2", "abcd  3"]


def test_a_table_without_rows_prints_nothing() -> None:
    assert list(table(("a", "b"), [])) == []


def test_facts_stand_below_each_other() -> None:
    assert list(facts([("name", "Chest CT"), ("read only", False)])) == ["name       Chest CT", "read only  no"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Müller 肝", "Müller 肝"),
        ("a\x1b]0;title\x07", "a\\x1b]0;title\\x07"),
        ("two\nlines\ttab", "two\\nlines\\ttab"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("\udcff", "\\udcff"),
    ],
)
def test_what_could_steer_a_terminal_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert clean(text) == shown
    assert list(table(("name",), [(text,)]))[-1] == shown


def test_json_keeps_every_character_and_leaves_the_lines_out() -> None:
    out = io.StringIO()
    Output(as_json=True, out=out).report({"name": "肝\x1b"}, ["a line"])
    assert json.loads(out.getvalue()) == {"name": "肝\x1b"}
    assert "\x1b" not in out.getvalue()


def test_a_note_goes_to_standard_error_and_not_into_the_result() -> None:
    out, error = io.StringIO(), io.StringIO()
    Output(out=out, error=error).note("careful\x07")
    assert (out.getvalue(), error.getvalue()) == ("", "rilcontour: careful\\x07\n")
