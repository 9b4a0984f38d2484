"""The example project file that people start from."""

from __future__ import annotations

from pathlib import Path

import yaml

from RILContourLib.project.check import KEYS, check_definitions, read_definitions
from RILContourLib.project.term_lists import bundled_terms
from RILContourLib.project.text_field import ABOUT, FIELD_KINDS

EXAMPLE = Path(__file__).parents[3] / "Resources" / "examples" / "rilcontour.yaml"


def test_the_example_is_without_findings_and_shows_every_key() -> None:
    assert check_definitions(EXAMPLE) == []
    text = EXAMPLE.read_text(encoding="utf-8")
    assert [key for key in KEYS if f"{key}:" not in text] == []
    fields = read_definitions(EXAMPLE).text
    assert {field.about for field in fields} == set(ABOUT)
    assert {field.kind for field in fields} == set(FIELD_KINDS)


def test_the_example_means_the_same_to_every_yaml_reader() -> None:
    loaded = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    definitions = read_definitions(EXAMPLE)
    assert [roi["name"] for roi in loaded["rois"]] == [roi.name for roi in definitions.rois]
    assert loaded["text"][0]["choices"] == list(definitions.text[0].choices)


def test_the_example_uses_the_ids_that_the_term_list_has() -> None:
    known = {term.name: (term.radlex, term.snomed) for term in bundled_terms().terms}
    for roi in read_definitions(EXAMPLE).rois:
        if roi.radlex:
            radlex, snomed = known[roi.name]
            assert (roi.radlex, roi.snomed or snomed) == (radlex, snomed)
