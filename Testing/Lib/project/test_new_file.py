"""New project files: readable, commented, and saying exactly what the definitions say."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from RILContourLib.errors import DefinitionsError
from RILContourLib.project.check import parse_definitions
from RILContourLib.project.definitions import Companion, Definitions, Split
from RILContourLib.project.new_file import new_definitions_text, new_project_id, slug
from RILContourLib.project.roi import ROI, Code
from RILContourLib.project.text_field import DependsOn, TextField


@pytest.fixture
def a_full_project() -> Definitions:
    lung = ROI(
        "right-lung", "Right lung", 1, "#80AE80", radlex="RID1302", codes=(Code("SCT", "3341006", "Right lung"),)
    )
    carina = ROI("carina", 'The "carina": é, {x} # y', 0, "#112233", kind="point", locked=True)
    return Definitions(
        id="chest-ct-7f3a91",
        name="Chest CT",
        annotations="../annotations",
        include=("**/*.nii.gz",),
        exclude=("old/**",),
        rois=(lung, carina),
        one_roi_per_voxel=True,
        text=(
            TextField(
                "quality", "Image quality", kind="choice", choices=("good", "no", "1", "2024-01-01"), required=True
            ),
            TextField("why", "Why?", depends_on=DependsOn("quality", ("no", "1")), max_length=9, help="one\ntwo"),
            TextField("seen", "Seen", kind="boolean"),
            TextField("size", "Size", about="slice", kind="number", minimum=-0.5, maximum=1e22, unit="mm"),
            TextField("shape", "Shape", about="roi", depends_on=DependsOn("seen", (True,)), rois=("right-lung",)),
        ),
        companions=(Companion("flair", "{stem}_flair.nii.gz"),),
        split=Split(("patient-07/**",), ("patient-08/**",), "patient"),
        tags=("on", "follow-up"),
        metadata="metadata.csv",
        models="/srv/models",
        workflow={"pools": [{"name": "yes", "limit": 3, "open": True, "note": None}]},
        tracks=("reader-1", "reader-2"),
    )


def test_a_new_file_says_the_same_as_the_definitions(a_full_project: Definitions) -> None:
    text = new_definitions_text(a_full_project)
    assert parse_definitions(text.encode(), "new") == a_full_project


def test_other_yaml_readers_read_a_new_file_the_same_way(a_full_project: Definitions) -> None:
    loaded = yaml.safe_load(new_definitions_text(a_full_project))
    assert loaded["text"][0]["choices"] == ["good", "no", "1", "2024-01-01"]
    assert loaded["text"][3]["maximum"] == 1e22
    assert loaded["tags"] == ["on", "follow-up"]
    assert loaded["rois"][0]["codes"] == [{"scheme": "SCT", "value": "3341006", "meaning": "Right lung"}]
    assert loaded["workflow"] == a_full_project.workflow


def test_the_smallest_new_file_shows_where_roi_and_questions_go() -> None:
    lines = new_definitions_text(Definitions(id="p-1", name="P")).splitlines()
    assert [line.split(" #")[0].strip() for line in lines[1:]] == [
        "schema: 1",
        "id: p-1",
        "name: P",
        "images: .",
        "rois: []",
        "text: []",
    ]


def test_definitions_that_break_a_rule_are_not_written(a_full_project: Definitions) -> None:
    twice = replace(a_full_project, rois=a_full_project.rois * 2)
    with pytest.raises(DefinitionsError, match="same id"):
        new_definitions_text(twice)
    with pytest.raises(DefinitionsError, match="trimmed"):
        new_definitions_text(replace(a_full_project, name="Chest CT "))


def test_an_id_is_made_from_any_name() -> None:
    assert slug("Right Lung (upper)", "roi") == "right-lung-upper"
    assert slug("Müller", "roi") == "muller"
    assert slug("肺", "roi") == "roi"
    assert new_project_id("Chest CT").startswith("chest-ct-")
    assert new_project_id("肺") != new_project_id("肺")
