"""Project files of every schema that was ever released can be read. The stored files are never changed."""

from __future__ import annotations

from pathlib import Path

from RILContourLib.project.check import read_definitions
from RILContourLib.project.definitions import Companion, Split
from RILContourLib.project.roi import ROI, Code
from RILContourLib.project.text_field import DependsOn

STORED = Path(__file__).parent / "data"


def test_a_stored_file_of_schema_1_says_what_it_said() -> None:
    definitions = read_definitions(STORED / "schema-1.yaml")
    assert (definitions.schema, definitions.id, definitions.name) == (1, "chest-ct-7f3a91", "Chest CT")
    assert definitions.exclude == ("scouts/**", "**/*_localizer.nii.gz")
    assert definitions.roi("aorta") == ROI(
        "aorta", "Aorta", 4, "#CC4433", radlex="RID480", codes=(Code("SCT", "15825003", "Aorta"),)
    )
    assert (definitions.roi("carina").kind, definitions.roi("carina").value) == ("point", 0)
    assert definitions.text_field("quality-why").depends_on == DependsOn("quality", ("motion", "unusable"))
    diameter = definitions.text_field("diameter")
    assert (diameter.minimum, diameter.maximum, diameter.unit, diameter.rois) == (1, 300, "mm", ("nodule",))
    assert definitions.companions == (Companion("soft-kernel", "{stem}_soft.nii.gz"),)
    assert definitions.split == Split(("patient-07/**", "patient-12/**"), ("patient-03/**",), "patient")
    assert definitions.tags == ("follow-up", "contrast")
    assert definitions.tracks == ("main",)
