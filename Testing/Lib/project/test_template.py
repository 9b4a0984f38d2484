"""Templates made from other projects, from values in masks, and from tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from RILContourLib.errors import DefinitionsError
from RILContourLib.project.definitions import Definitions
from RILContourLib.project.new_file import new_definitions_text
from RILContourLib.project.roi import ROI, Code
from RILContourLib.project.template import (
    rois_from_mappings,
    rois_from_project,
    rois_from_rows,
    rois_from_terms,
    rois_from_values,
    with_powers_of_two,
)
from RILContourLib.project.terms import Term

LIVER = ROI("liver", "Liver", 4, "#112233")


def test_the_template_of_another_project_is_taken_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "rilcontour.yaml"
    file.write_text(new_definitions_text(Definitions("p", "P", rois=(LIVER,))))
    assert rois_from_project(file) == (LIVER,)


def test_values_found_in_masks_become_roi_with_names_where_known() -> None:
    rois = rois_from_values({7: None, 0: "Background", 2: "Right Lung"})
    assert [(roi.id, roi.name, roi.value) for roi in rois] == [
        ("right-lung", "Right Lung", 2),
        ("value-7", "Value 7", 7),
    ]


def test_values_already_in_the_template_are_refused() -> None:
    with pytest.raises(DefinitionsError, match="Row 1: the value 4 is already"):
        rois_from_values({4: None}, [LIVER])


def test_rows_are_completed_so_that_nothing_is_there_twice() -> None:
    rows = [
        {"name": "Liver"},
        {"name": "Liver"},
        {"name": "Spleen", "id": "spleen_2", "value": "9", "color": "#abcdef", "radlex": "RID86", "snomed": "78961009"},
        {"name": "Carina", "kind": "Point", "other": "ignored"},
        {"name": "肺"},
        {"name": "Con"},
    ]
    rois = rois_from_rows(rows, [LIVER])
    assert [roi.id for roi in rois] == ["liver-2", "liver-3", "spleen_2", "carina", "roi", "con-2"]
    assert [roi.value for roi in rois] == [10, 11, 9, 0, 12, 13]
    assert rois[2] == ROI("spleen_2", "Spleen", 9, "#abcdef", "area", "RID86", (Code("SCT", "78961009"),))
    assert rois[3].kind == "point"
    assert len({roi.color for roi in (LIVER, *rois)}) == 7
    new_definitions_text(Definitions("p", "P", rois=(LIVER, *rois)))  # breaks no rule


def test_powers_of_two_on_request() -> None:
    rows = [{"name": "a"}, {"name": "b"}, {"name": "c"}]
    assert [roi.value for roi in rois_from_rows(rows, [LIVER], powers_of_two=True)] == [8, 16, 32]
    point = ROI("p", "P", 0, "#000000", kind="point")
    assert [roi.value for roi in with_powers_of_two([LIVER, point, LIVER, LIVER])] == [1, 0, 2, 4]
    assert with_powers_of_two([LIVER] * 64)[-1].value == 2**63
    with pytest.raises(DefinitionsError, match="room for 64 areas, not 65"):
        with_powers_of_two([LIVER] * 65)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"name": " "}, "no name"),
        ({"name": "a", "value": "0"}, 'value "0"'),
        ({"name": "a", "value": "1.5"}, "whole number"),
        ({"name": "a", "value": "9" * 40}, "whole number"),
        ({"name": "a", "color": "red"}, "#80AE80"),
        ({"name": "a", "radlex": "1302"}, "RadLex"),
        ({"name": "a", "kind": "are"}, "did you mean area"),
        ({"name": "a", "id": "liver"}, "the id liver is already"),
    ],
)
def test_a_row_that_cannot_be_an_roi_is_named_by_number(row: dict[str, str], words: str) -> None:
    with pytest.raises(DefinitionsError, match=words) as caught:
        rois_from_rows([{"name": "first"}, row], [LIVER])
    assert str(caught.value).startswith("Row 2: ")


def test_terms_become_roi_with_codes_and_what_they_propose_if_it_is_free() -> None:
    terms = [
        Term("Right lung", side="right", radlex="RID1302", snomed="39607008", color="#112233", value=4),
        Term("Aorta", snomed="15825003", color="#CC4433", value=7),
        Term("Aorta", color="#CC4433", value=7),
    ]
    lung, aorta, again = rois_from_terms(terms, [LIVER])
    assert [code.value for code in lung.codes] == ["39607008", "24028007"]
    assert (lung.id, lung.radlex, lung.snomed) == ("right-lung", "RID1302", "39607008")
    assert lung.value not in (4, 7)
    assert lung.color != "#112233"
    assert (aorta.id, aorta.value, aorta.color) == ("aorta", 7, "#CC4433")
    assert (again.id, again.color == aorta.color, again.value) == ("aorta-2", False, 9)
    assert [roi.value for roi in rois_from_terms(terms, [LIVER], powers_of_two=True)] == [8, 16, 32]


def test_terms_of_landmarks_become_points_without_a_value() -> None:
    carina, liver, apex = rois_from_terms(
        [Term("Carina", kind="point"), Term("Lung"), Term("Apex", value=9, kind="point")]
    )
    assert [(roi.kind, roi.value) for roi in (carina, liver, apex)] == [("point", 0), ("area", 10), ("point", 9)]


def test_mappings_of_a_script_have_the_keys_of_the_project_file() -> None:
    codes = [{"scheme": "SCT", "value": "1", "meaning": "x"}]
    rois = rois_from_mappings([{"name": "A", "value": 3, "codes": codes, "locked": True, "id": None}])
    assert (rois[0].id, rois[0].value, rois[0].codes, rois[0].locked) == ("a", 3, (Code("SCT", "1", "x"),), True)
    with pytest.raises(DefinitionsError, match=r'Row 1: an ROI has no "colour" \(did you mean color\?\)'):
        rois_from_mappings([{"name": "A", "colour": "#112233"}])
