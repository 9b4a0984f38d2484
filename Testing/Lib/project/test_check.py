"""The check of a project file finds everything that is wrong, with lines, and nothing makes it fail otherwise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from RILContourLib.errors import DefinitionsError
from RILContourLib.project.check import KEYS, check_definitions, parse_definitions, read_definitions
from RILContourLib.project.definitions import Companion, Split, digest_of
from RILContourLib.project.findings import Finding
from RILContourLib.project.roi import ROI, Code
from RILContourLib.project.text_field import DependsOn

HEAD = "schema: 1\nid: p-1\nname: P\n"


@pytest.fixture
def findings_in(tmp_path: Path):  # type: ignore[no-untyped-def]
    def check(text: str) -> list[Finding]:
        file = tmp_path / "rilcontour.yaml"
        file.write_bytes(text.encode())
        return check_definitions(file)

    return check


def only(findings: list[Finding]) -> Finding:
    assert len(findings) == 1, findings
    return findings[0]


def test_the_file_of_the_manual_is_read_as_it_says(tmp_path: Path) -> None:
    file = tmp_path / "rilcontour.yaml"
    file.write_text(
        """\
schema: 1
id: chest-ct-7f3a91            # made once, never edited; names this project's folder in every sidecar
name: Chest CT
images: .                      # relative to this file
annotations: null              # or a folder: sidecars go there, mirroring the image tree
rois:
  - {id: right-lung, name: Right lung, radlex: RID1302, value: 1, color: "#80AE80", kind: area}
one_roi_per_voxel: false
text:
  - {id: quality, ask: Image quality, about: series, kind: choice, choices: [good, motion, unusable], required: true}
  - {id: nodule-in-slice, ask: Nodule visible, about: slice, kind: boolean}
companions: {flair: "{stem}_flair.nii.gz"}
split: {test: ["patient-07/**"], group: patient}   # test series are never exported for training
metadata: metadata.csv         # extra columns by series, optional
models: models                 # model library of this project
workflow: workflow.yaml        # or inline; none = everybody may do everything
"""
    )
    assert check_definitions(file) == []
    definitions = read_definitions(file)
    assert definitions.rois == (ROI("right-lung", "Right lung", 1, "#80AE80", "area", "RID1302"),)
    assert definitions.annotations is None
    assert definitions.text_field("quality").choices == ("good", "motion", "unusable")
    assert definitions.text_field("nodule-in-slice").about == "slice"
    assert definitions.companions == (Companion("flair", "{stem}_flair.nii.gz"),)
    assert definitions.split == Split(test=("patient-07/**",), group="patient")
    assert (definitions.metadata, definitions.models, definitions.workflow) == (
        "metadata.csv",
        "models",
        "workflow.yaml",
    )
    assert definitions.digest == digest_of(file.read_bytes())
    assert definitions.tracks == ("main",)


def test_everything_wrong_is_reported_at_once_with_its_place(findings_in) -> None:  # type: ignore[no-untyped-def]
    found = findings_in(
        HEAD
        + """\
nam: x
rois:
  - {id: Right Lung, name: A, value: 1.5, colour: red}
  - {id: b, name: B, value: 2, color: "#12345"}
  - {id: b, name: C, value: 2}
text:
  - {id: q, ask: Q, kind: choise}
"""
    )
    errors = [(f.line, f.column, f.path) for f in found if f.severity == "error"]
    assert errors == [
        (4, 1, "nam"),
        (6, 10, "rois[0].id"),
        (6, 38, "rois[0].value"),
        (6, 43, "rois[0].colour"),
        (7, 39, "rois[1].color"),
        (8, 10, "rois[2].id"),
        (8, 29, "rois[2].value"),
        (10, 27, "text[0].kind"),
    ]
    by_path = {f.path: f.message for f in found}
    assert "did you mean name" in by_path["nam"]
    assert "did you mean color" in by_path["rois[0].colour"]
    assert "same id as rois[1]" in by_path["rois[2].id"]
    assert "did you mean choice" in by_path["text[0].kind"]


def test_the_error_names_file_line_first_finding_and_how_many_more() -> None:
    with pytest.raises(DefinitionsError, match=r'^study/p\.yaml:4: unknown key "nam" .*\(1 more: check the file'):
        parse_definitions((HEAD + "nam: x\nimages: [1]\n").encode(), "study/p.yaml")


def test_choices_stay_the_words_that_are_written(findings_in) -> None:  # type: ignore[no-untyped-def]
    text = HEAD + "text:\n  - {id: q, ask: Q, kind: choice, choices: [yes, no, on, 1:30, 2024-05-01, 010, 1, 1.0]}\n"
    definitions = parse_definitions(text.encode(), "p")
    assert definitions.text[0].choices == ("yes", "no", "on", "1:30", "2024-05-01", "010", "1", "1.0")
    warnings = findings_in(text)
    assert [f.severity for f in warnings] == ["warning"] * 6
    assert 'the text "yes"' in warnings[0].message
    assert "quotes" in warnings[0].message


@pytest.mark.parametrize("word", ["null", "~", "Null", ""])
def test_nothing_is_no_choice(findings_in, word: str) -> None:  # type: ignore[no-untyped-def]
    text = HEAD + f"text:\n  - id: q\n    ask: Q\n    kind: choice\n    choices:\n      - good\n      - {word}\n"
    finding = only(findings_in(text))
    assert (finding.line, finding.path) == (10, "text[0].choices[1]")
    assert "means nothing" in finding.message


def test_yes_and_no_are_understood_where_truth_is_asked_for() -> None:
    text = HEAD + "one_roi_per_voxel: yes\ntext:\n  - {id: a, ask: A, kind: boolean, required: off}\n"
    text += "  - {id: b, ask: B, depends_on: {field: a, is: no}}\n"
    definitions = parse_definitions(text.encode(), "p")
    assert definitions.one_roi_per_voxel is True
    assert definitions.text[0].required is False
    assert definitions.text[1].depends_on == DependsOn("a", (False,))


@pytest.mark.parametrize(
    ("line", "path", "words"),
    [
        ("id: Chest CT", "id", "lower-case"),
        ("id: con", "id", "lower-case"),
        ("id: a/../../b", "id", "lower-case"),
        ("id: " + "a" * 65, "id", "at most 64"),
        ("name: [a]", "name", "must be a text, not a list"),
        ('name: "a\\u0007b"', "name", "U+0007"),
        ('name: "a\\u202Eb"', "name", "U+202E"),
        ("name: " + "a" * 501, "name", "longer than 500"),
        ("schema: 2", "schema", "newer version"),
        ("schema: 0", "schema", "whole number"),
        ("one_roi_per_voxel: maybe", "one_roi_per_voxel", "true or false"),
        ("one_roi_per_voxel: 1", "one_roi_per_voxel", "true or false"),
        ("metadata: ../metadata.csv", "metadata", "leaves the project"),
        ("metadata: /etc/passwd", "metadata", "leaves the project"),
        ("metadata: C:\\metadata.csv", "metadata", "leaves the project"),
        ("metadata: a\\..\\..\\b.csv", "metadata", "leaves the project"),
        ("metadata: //server/share/x.csv", "metadata", "leaves the project"),
        ("workflow: ~root/workflow.yaml", "workflow", "leaves the project"),
        ("workflow: [a]", "workflow", "must be a text"),
        ("exclude: ['../**']", "exclude", ".. as a folder"),
        ("exclude: ['/**']", "exclude", "absolute"),
        ("include: ['a\\b']", "include", "backslash"),
        ("include: ['a/']", "include", "empty part"),
        ("split: {test: ['**/../x'], group: patient}", "split.test", ".. as a folder"),
        ("split: {tset: ['x']}", "split.tset", "did you mean test"),
        ("companions: {flair: ../x.nii}", "companions.flair", "below the images' folder"),
        ("companions: {flair: '{stm}.nii'}", "companions.flair", "known are {stem}"),
        ("companions: {flair: '{stem.nii'}", "companions.flair", "known are {stem}"),
        ("companions: {flair: fixed.nii}", "companions.flair", "same file for every series"),
        ("companions: {flair: '{name}'}", "companions.flair", "the series itself"),
        ("companions: {FLAIR: '{stem}_f.nii'}", 'companions."FLAIR"', "lower-case"),
        ("companions: [a]", "companions", "must be a mapping"),
        ("tracks: [masks]", "tracks", "cannot be a track"),
        ("tracks: [Reader 1]", "tracks", "cannot be a track"),
        ("tags: [a, a]", "tags[1]", "there twice"),
        ("rois: {id: a}", "rois", "must be a list"),
        ("rois: [a]", "rois[0]", "must be a mapping"),
        ("rois: [{id: a, name: A}]", "rois[0].value", "no value"),
        ("rois: [{id: a, name: A, value: 0}]", "rois[0].value", "from 1 to"),
        ("rois: [{id: a, name: A, value: -1}]", "rois[0].value", "from 1 to"),
        ("rois: [{id: a, name: A, value: 9223372036854775809}]", "rois[0].value", "from 1 to"),
        ("rois: [{id: a, name: A, value: '1'}]", "rois[0].value", "in quotes"),
        ("rois: [{id: a, name: A, value: 010}]", "rois[0].value", "whole number"),
        ("rois: [{id: a, name: A, value: true}]", "rois[0].value", "whole number"),
        ("rois: [{id: a, name: A, value: 1, radlex: 1302}]", "rois[0].radlex", "RID1302"),
        ("rois: [{id: a, name: A, value: 1, color: }]", "rois[0].color", "quotes"),
        ("rois: [{id: a, name: A, value: 1, kind: 3d}]", "rois[0].kind", "area, point"),
        ("rois: [{id: a, name: A, value: 1, codes: [{scheme: SCT}]}]", "rois[0].codes[0].value", "required"),
        ("text: [{id: a, ask: A, kind: choice}]", "text[0].choices", "no choices"),
        ("text: [{id: a, ask: A, kind: choices, choices: []}]", "text[0].choices", "no choices"),
        ("text: [{id: a, ask: A, choices: [x]}]", "text[0].choices", "not text"),
        ("text: [{id: a, ask: A, kind: number, max_length: 3}]", "text[0].max_length", "not number"),
        ("text: [{id: a, ask: A, kind: number, minimum: .nan}]", "text[0].minimum", "must be a number"),
        ("text: [{id: a, ask: A, kind: number, minimum: 1e999}]", "text[0].minimum", "must be a number"),
        ("text: [{id: a, ask: A, kind: number, minimum: 2, maximum: 1}]", "text[0].maximum", "smaller than"),
        ("text: [{id: a, ask: A, max_length: 0}]", "text[0].max_length", "from 1"),
        ("text: [{id: a, ask: A, rois: [x]}]", "text[0].rois", "not about a series"),
        ("text: [{id: a, ask: A, about: roi, rois: [x]}]", "text[0].rois", "no ROI's id"),
        ("text: [{id: a, ask: A, depends_on: b}]", "text[0].depends_on", "must be a mapping"),
        ("text: [{id: a, ask: A, depends_on: {field: b, is: x}}]", "text[0].depends_on", "no field's id"),
        ("text: [{id: a, ask: A}, {id: b, ask: B, depends_on: {field: a, is: x}}]", "text[1].depends_on", "are free"),
        ("text: [{id: a, ask: A, depends_on: {field: a}}]", "text[0].depends_on.is", "required"),
    ],
)
def test_each_rule_has_a_sentence_that_points_at_the_place(findings_in, line: str, path: str, words: str) -> None:  # type: ignore[no-untyped-def]
    key = line.partition(":")[0]
    head = "".join(each + "\n" for each in HEAD.splitlines() if not each.startswith(key + ":"))
    found = [f for f in findings_in(head + line + "\n") if f.path == path and f.severity == "error"]
    assert found, findings_in(head + line + "\n")
    assert words in found[0].message
    assert found[0].line == head.count("\n") + 1


def test_an_unknown_text_field_about_points_needs_point_roi(findings_in) -> None:  # type: ignore[no-untyped-def]
    rois = "rois: [{id: a, name: A, value: 1}, {id: p, name: P, kind: point}]\n"
    finding = only(findings_in(HEAD + rois + "text: [{id: t, ask: T, about: point, rois: [p, a]}]\n"))
    assert "a, which is an area" in finding.message


def test_a_circle_of_conditions_is_found_at_each_of_its_fields(findings_in) -> None:  # type: ignore[no-untyped-def]
    text = HEAD + "text:\n"
    for name, other in ("ab", "bc", "ca", "da"):
        text += f"  - {{id: {name}, ask: A, kind: boolean, depends_on: {{field: {other}, is: true}}}}\n"
    assert [(f.line, f.message.split()[-2]) for f in findings_in(text)] == [(5, "a"), (6, "b"), (7, "c")]


@pytest.mark.parametrize(
    ("about", "other_about", "allowed"),
    [
        *(("slice", "series", True), ("slice", "slice", True), ("roi", "series", True)),
        *(("series", "slice", False), ("roi", "slice", False), ("point", "roi", False)),
    ],
)
def test_conditions_look_at_the_same_thing_or_the_series(
    findings_in,  # type: ignore[no-untyped-def]
    about: str,
    other_about: str,
    allowed: bool,
) -> None:
    text = HEAD + f"text:\n  - {{id: a, ask: A, about: {other_about}, kind: boolean}}\n"
    text += f"  - {{id: b, ask: B, about: {about}, depends_on: {{field: a, is: true}}}}\n"
    assert (findings_in(text) == []) is allowed


def test_roi_without_colours_get_different_ones_and_always_the_same() -> None:
    rois = "".join(f"  - {{id: r{n}, name: R{n}, value: {n}}}\n" for n in range(1, 31))
    first = parse_definitions((HEAD + "rois:\n" + rois).encode(), "p")
    assert len({roi.color for roi in first.rois}) == 30
    assert parse_definitions((HEAD + "rois:\n" + rois).encode(), "p") == first


def test_overlap_without_powers_of_two_gets_a_hint(findings_in) -> None:  # type: ignore[no-untyped-def]
    rois = "rois: [{id: a, name: A, value: 1}, {id: b, name: B, value: 2}, {id: c, name: C, value: %d}]\n"
    assert only(findings_in(HEAD + rois % 3)).severity == "hint"
    assert findings_in(HEAD + rois % 4) == []
    assert findings_in(HEAD + "one_roi_per_voxel: true\n" + rois % 3) == []


def test_codes_and_points_are_read() -> None:
    text = (
        HEAD
        + """\
rois:
  - id: liver
    name: Liver
    value: 9223372036854775808
    codes:
      - {scheme: SCT, value: 10200004, meaning: Liver}
      - {scheme: FMA, value: "7197"}
  - {id: carina, name: Carina, kind: point, locked: true}
"""
    )
    liver, carina = parse_definitions(text.encode(), "p").rois
    assert liver.value == 2**63
    assert liver.codes == (Code("SCT", "10200004", "Liver"), Code("FMA", "7197"))
    assert liver.snomed == "10200004"
    assert (carina.value, carina.locked, carina.snomed) == (0, True, None)


def test_a_workflow_in_the_file_is_kept_as_plain_data() -> None:
    text = HEAD + "workflow:\n  pools: {analysts: [ana, no], reviewers: [1]}\n  own_work: false\n"
    workflow = parse_definitions(text.encode(), "p").workflow
    assert workflow == {"pools": {"analysts": ["ana", "no"], "reviewers": [1]}, "own_work": False}


def test_a_project_may_look_for_images_and_annotations_anywhere() -> None:
    text = HEAD + "images: ../scans\nannotations: /srv/annotations\nmodels: /srv/models\n"
    assert parse_definitions(text.encode(), "p").images == "../scans"


def test_many_mistakes_do_not_make_the_check_slow_or_endless(findings_in) -> None:  # type: ignore[no-untyped-def]
    assert len(findings_in("".join(f"k{n}: 1\n" for n in range(5_000)))) == 1_000
    assert len(findings_in(HEAD + "tags: [" + "a, " * 10_000 + "b]\n")) == 1_000
    assert "more than 2000" in only(findings_in(HEAD + "rois: [" + "{}, " * 5_000 + "]\n")).message
    fields = "".join(
        f"  - {{id: f{n}, ask: A, kind: boolean, depends_on: {{field: f{n + 1}, is: no}}}}\n" for n in range(2_000)
    )
    assert "no field's id" in only(findings_in(HEAD + "text:\n" + fields)).message
    uncoloured = "".join(f"  - {{id: r{n}, name: R{n}, value: {n + 1}}}\n" for n in range(2_000))
    assert parse_definitions((HEAD + "one_roi_per_voxel: true\nrois:\n" + uncoloured).encode(), "p").rois


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["area", "point", "choice", "series", "a", "b", "#80AE80", "{stem}", "**", "../x", "RID1"]),
)
words = st.sampled_from(
    [
        *KEYS,
        *(
            "value",
            "color",
            "kind",
            "radlex",
            "codes",
            "scheme",
            "ask",
            "about",
            "choices",
            "depends_on",
            "field",
            "is",
        ),
        *("test", "group", "minimum", "required"),
    ]
)
structures = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.one_of(words, st.text(max_size=5)), inner, max_size=6)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(words, structures, max_size=8))
def test_whatever_the_structure_only_definitions_errors_come_out(structure: dict[str, object]) -> None:
    text = json.dumps({"schema": 1, "id": "p", "name": "P"} | structure, ensure_ascii=True)
    try:
        definitions = parse_definitions(text.encode(), "p.yaml")
    except DefinitionsError as error:
        assert str(error).startswith("p.yaml:1: ")
    else:
        assert definitions.id


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text("ab: -[]{},#&*!|>'\"%@`?~\n\t1", max_size=80).map(str.encode)))
def test_whatever_the_bytes_only_definitions_errors_come_out(content: bytes) -> None:
    try:
        definitions = parse_definitions(content, "p.yaml")
    except DefinitionsError as error:
        assert "p.yaml" in str(error)
    else:
        assert definitions.id  # a valid file by chance


@pytest.mark.parametrize("text", ["schema: 1\nid: p-1\nname: ''\n", HEAD + "rois: [{id: a, name: '  ', value: 1}]\n"])
def test_a_name_that_is_empty_is_no_name(findings_in, text: str) -> None:  # type: ignore[no-untyped-def]
    (found,) = findings_in(text)
    assert found.severity == "error"
    assert "name is empty" in found.message
