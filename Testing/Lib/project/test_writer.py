"""Editing a project file changes what was asked and nothing that people wrote beside it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from project_layouts import Layout, all_definitions

from RILContourLib.errors import DefinitionsError, UnknownROI, UsageError
from RILContourLib.project.check import parse_definitions
from RILContourLib.project.definitions import Companion, Definitions, Split
from RILContourLib.project.revise import (
    with_field,
    with_field_order,
    with_roi,
    with_roi_order,
    without_field,
    without_roi,
)
from RILContourLib.project.roi import ROI
from RILContourLib.project.text_field import DependsOn, TextField
from RILContourLib.project.writer import edited_definitions

FILE = """\
# Our study.  Ask Ana before changing values.
schema: 1
id: p-1
name: 'Chest CT'          # as on the grant

rois:                     # from the atlas
  # thorax
  - {id: right-lung, name: "Right lung", value: 1,   color: "#80AE80"}   # checked
  - id: left-lung         # block style
    name: Left lung
    value: 2
    color: '#F1D691'      # pale

  # abdomen
  - {id: liver, name: Liver, value: 4, color: "#DD8265"}
  # - {id: spleen, name: Spleen, value: 8}   not yet

one_roi_per_voxel: yes    # overlap forbidden
text: []                  # questions come later
# the end
"""
SPLEEN = ROI("spleen", "Spleen", 8, "#9D6CA2")


def held(text: str) -> Definitions:
    return parse_definitions(text.encode(), "p.yaml")


def edited(text: str, new: Definitions) -> str:
    return edited_definitions(text.encode(), new, "p.yaml").decode()


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """Lines taken out and lines put in."""
    old, new = Counter(before.splitlines()), Counter(after.splitlines())
    return list((old - new).elements()), list((new - old).elements())


def test_nothing_to_change_changes_nothing() -> None:
    assert edited(FILE, held(FILE)) == FILE


def test_a_value_is_changed_in_its_place_and_quotes() -> None:
    new = with_roi(replace(held(FILE), name="Thorax"), replace(held(FILE).roi("left-lung"), color="#000000", value=3))
    assert changed_lines(FILE, edited(FILE, new)) == (
        ["name: 'Chest CT'          # as on the grant", "    value: 2", "    color: '#F1D691'      # pale"],
        ["name: 'Thorax'          # as on the grant", "    value: 3", "    color: '#000000'      # pale"],
    )


def test_an_added_roi_is_one_line_more() -> None:
    line = '  - {id: spleen, name: Spleen, value: 8, color: "#9D6CA2", kind: area}'
    for at, before in ((None, "  # - {id: spleen"), (0, "  - {id: right-lung"), (2, "\n  # abdomen")):
        after = edited(FILE, with_roi(held(FILE), SPLEEN, at))
        assert changed_lines(FILE, after) == ([], [line])
        assert f"{line}\n{before}" in after


def test_a_removed_roi_takes_only_its_lines() -> None:
    after = edited(FILE, without_roi(held(FILE), "left-lung"))
    assert changed_lines(FILE, after) == (
        ["  - id: left-lung         # block style", "    name: Left lung", "    value: 2"]
        + ["    color: '#F1D691'      # pale"],
        [],
    )


def test_a_moved_roi_takes_the_comments_above_it_along() -> None:
    after = edited(FILE, with_roi_order(held(FILE), ["liver", "right-lung", "left-lung"]))
    assert changed_lines(FILE, after) == ([], [])
    assert after.index("# thorax") < after.index("# abdomen") < after.index("id: liver") < after.index("id: right-lung")


def test_all_roi_can_go_and_come_back() -> None:
    empty = edited(FILE, replace(held(FILE), rois=()))
    assert "rois: []                     # from the atlas\n" in empty
    assert "# thorax" in empty
    again = edited(empty, replace(held(empty), rois=held(FILE).rois))
    assert held(again) == held(FILE)


def test_the_first_question_goes_below_an_empty_list() -> None:
    after = edited(FILE, with_field(held(FILE), TextField("q", "Quality?")))
    assert (
        'text:                   # questions come later\n  - {id: q, ask: "Quality?", about: series, kind: text}\n'
        in after
    )
    assert after.endswith("# the end\n")


def test_missing_keys_are_added_at_the_end() -> None:
    new = replace(held(FILE), tags=("a", "no"), companions=(Companion("flair", "{stem}_f.nii"),), annotations="../x")
    assert edited(FILE, new) == FILE + 'annotations: "../x"\ncompanions: {flair: "{stem}_f.nii"}\ntags: [a, "no"]\n'


def test_a_value_back_at_its_default_loses_its_line() -> None:
    text = FILE + "metadata: m.csv # table\nsplit: {test: [a/**], group: patient}\n"
    assert edited(text, replace(held(text), metadata=None, split=Split())) == FILE
    assert "one_roi_per_voxel" not in edited(FILE, replace(held(FILE), one_roi_per_voxel=False))


def test_an_explicit_default_is_changed_where_it_stands() -> None:
    text = "schema: 1\nid: p\nname: P\none_roi_per_voxel: false  # for now\nannotations: null\ntags: []\n"
    new = replace(held(text), one_roi_per_voxel=True, annotations="x", tags=("a",))
    assert edited(text, new) == (
        "schema: 1\nid: p\nname: P\none_roi_per_voxel: true  # for now\nannotations: x\ntags: [a]\n"
    )


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ending", ["", "\n", "\n\n", "\n...\n", "\n# c"])
def test_line_ends_byte_order_mark_and_the_end_of_the_file_stay(newline: str, mark: bytes, ending: str) -> None:
    text = "schema: 1\nid: p-1\nname: P\nrois:\n- {id: liver, name: L, value: 1, color: '#000000'}" + ending
    content = mark + text.replace("\n", newline).encode()
    new = replace(parse_definitions(content, "p"), tags=("a",))
    new = with_roi(new, SPLEEN)
    after = edited_definitions(content, new, "p")
    assert after.startswith(mark + b"schema")
    assert after.count(b"\n") == after.count(newline.encode())
    assert after.count(b"\r") == (after.count(b"\n") if newline == "\r\n" else 0)
    assert parse_definitions(after, "p") == new


def test_a_whole_file_in_braces_is_edited_in_its_style() -> None:
    text = '{schema: 1, id: p, name: P, rois: [{id: a, name: A, value: 1, color: "#000000"}], }'
    new = with_roi(replace(held(text), tags=("x",)), replace(SPLEEN, locked=True), 0)
    assert edited(text, new) == (
        '{schema: 1, id: p, name: P, rois: [{id: spleen, name: Spleen, value: 8, color: "#9D6CA2", kind: area, '
        'locked: true}, {id: a, name: A, value: 1, color: "#000000"}], tags: [x], }'
    )


def test_lists_in_brackets_keep_their_comments() -> None:
    text = "schema: 1\nid: p\nname: P\ntags: [a, # about a\n  b, # about b\n  c # about c\n  ]\n"
    assert edited(text, replace(held(text), tags=("a", "c"))) == (
        "schema: 1\nid: p\nname: P\ntags: [a, # about a\n  # about b\n  c # about c\n  ]\n"
    )
    assert edited(text, replace(held(text), tags=("a", "b"))) == text.replace("  c #", "   #")
    assert edited(text, replace(held(text), tags=("c", "b", "a"))) == (
        "schema: 1\nid: p\nname: P\ntags: [c, # about a\n  b, # about b\n  a # about c\n  ]\n"
    )


def test_lists_in_brackets_with_an_item_a_line_are_edited_by_lines() -> None:
    text = "schema: 1\nid: p\nname: P\ntags: [\n  a, # about a\n  b # about b\n]\n"
    head = "schema: 1\nid: p\nname: P\ntags: [\n"
    assert edited(text, replace(held(text), tags=("a",))) == head + "  a, # about a\n]\n"
    assert edited(text, replace(held(text), tags=("b",))) == head + "  b, # about b\n]\n"
    assert edited(text, replace(held(text), tags=("b", "a"))) == head + "  b, # about b\n  a, # about a\n]\n"
    assert edited(text, replace(held(text), tags=("x", "a", "b", "z"))) == (
        head + "  x,\n  a, # about a\n  b, # about b\n  z,\n]\n"
    )


def test_colours_that_the_file_leaves_open_stay_what_they_were() -> None:
    text = "schema: 1\nid: p\nname: P\nrois:\n  - {id: a, name: A, value: 1}\n  - {id: b, name: B, value: 2}\n"
    new = without_roi(held(text), "a")
    assert held(edited(text, new)).rois == (held(text).roi("b"),)


def test_a_text_of_several_lines_stays_a_block() -> None:
    text = "schema: 1\nid: p\nname: P\ntext:\n  - id: q\n    help: |\n      one\n      two\n    ask: Q\n"
    new = with_field(held(text), replace(held(text).text[0], help="one\n\nthree"))
    assert edited(text, new) == text.replace("|\n      one\n      two", "|-\n      one\n\n      three")


def test_another_id_or_broken_rules_are_refused() -> None:
    with pytest.raises(DefinitionsError, match="never edited"):
        edited(FILE, replace(held(FILE), id="p-2"))
    with pytest.raises(DefinitionsError, match="same value as"):
        edited(FILE, with_roi(held(FILE), replace(SPLEEN, value=4)))
    with pytest.raises(DefinitionsError, match="cannot be changed safely"):
        edited(FILE, replace(held(FILE), name=" Chest "))
    with pytest.raises(DefinitionsError, match="p.yaml:1: "):
        edited("schema: 1\n", held(FILE))


def test_revisions_name_what_there_is_not() -> None:
    waiting = TextField("b", "B", depends_on=DependsOn("a", (True,)))
    project = with_field(with_field(held(FILE), TextField("a", "A", kind="boolean")), waiting)
    with pytest.raises(UnknownROI):
        without_roi(project, "spleen")
    with pytest.raises(UsageError, match="b depends on it"):
        without_field(project, "a")
    with pytest.raises(UsageError, match="exactly once"):
        with_roi_order(project, ["liver"])
    assert [field.id for field in with_field_order(project, ["b", "a"]).text] == ["b", "a"]
    assert without_field(without_field(project, "b"), "a") == held(FILE)


def test_removing_an_roi_removes_its_mention_in_questions() -> None:
    fields = (TextField("one", "?", "roi", rois=("liver",)), TextField("two", "?", "roi", rois=("liver", "left-lung")))
    project = replace(held(FILE), text=fields)
    assert without_roi(project, "liver").text == (replace(fields[1], rois=("left-lung",)),)


def untouched(line: str, touched: set[str]) -> bool:
    """Whether a line with a comment is about nothing that was changed."""
    owner = re.search(r" of (\S+) $", line)
    return "# own line" in line or (owner is not None and owner.group(1) not in touched)


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_any_edit_of_any_layout_says_what_was_asked_and_keeps_comments(data: st.DataObject) -> None:
    before, after = data.draw(all_definitions()), data.draw(all_definitions())
    text = Layout(data).text(before)
    assert held(text) == before
    kept = data.draw(st.sets(st.sampled_from([*before.rois, *before.text]))) if before.rois + before.text else set()
    for entry in kept:  # so that much stays as it is
        after = with_roi(after, entry) if isinstance(entry, ROI) else with_field(after, entry)
    result = edited(text, after)
    assert held(result) == after
    ids = {entry.id for entry in (*before.rois, *before.text)}
    touched = ids - {entry.id for entry in kept}
    lines = Counter(line for line in text.splitlines() if untouched(line, touched))
    lost = lines - Counter(result.splitlines())
    assert not lost, f"{text}\n=====\n{result}"
