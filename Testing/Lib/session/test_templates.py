"""Templates of new projects."""

from __future__ import annotations

from pathlib import Path

import nibabel
import numpy as np
import pytest

from RILContourLib.errors import DefinitionsError, UsageError
from RILContourLib.project.check import read_definitions
from RILContourLib.project.roi import ROI
from RILContourLib.project.template import rois_from_values
from RILContourLib.project.text_field import TextField
from RILContourLib.session.creating import new_project_file
from RILContourLib.session.templates import (
    Template,
    mask_files,
    template_beyond,
    template_of_masks,
    template_of_names,
    template_of_source,
)


def test_names_that_the_bundled_list_knows_get_its_codes_and_keep_their_wording() -> None:
    ivc, lung, own = template_of_names(["IVC", "right lung", "My lesion"]).rois
    assert (ivc.name, ivc.id, ivc.snomed) == ("IVC", "ivc", "64131007")
    assert (lung.name, lung.radlex, [code.value for code in lung.codes]) == (
        "right lung",
        "RID1302",
        ["39607008", "24028007"],
    )
    assert (own.radlex, own.codes) == (None, ())


def test_areas_get_values_and_points_do_not() -> None:
    rois = template_of_names(["Liver", "Spleen", "Kidney"], ["Carina"], powers_of_two=True).rois
    assert [(roi.kind, roi.value) for roi in rois] == [("area", 1), ("area", 2), ("area", 4), ("point", 0)]
    assert len({roi.color for roi in rois}) == 4


def test_a_list_says_what_of_it_could_not_be_used(tmp_path: Path) -> None:
    table = tmp_path / "terms.csv"
    table.write_text("name,value,weight\nThing,7,3\n,8,\n")
    template = template_of_source(table)
    assert [(roi.name, roi.value) for roi in template.rois] == [("Thing", 7)]
    assert any(remark.startswith("terms.csv:1:") and "weight" in remark for remark in template.remarks)
    assert any(remark.startswith("terms.csv:3:") for remark in template.remarks)


def test_another_projects_template_is_taken_as_it_is_or_renumbered(tmp_path: Path) -> None:
    rois = template_of_names(["Liver", "Spleen", "Kidney"], ["Carina"]).rois
    new_project_file(tmp_path / "other", "Other", rois, {})
    assert template_of_source(tmp_path / "other").rois == rois
    renumbered = template_of_source(tmp_path / "other" / "rilcontour.yaml", powers_of_two=True).rois
    assert [roi.value for roi in renumbered] == [1, 2, 4, 0]


def test_a_project_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises((DefinitionsError, OSError)):
        template_of_source(tmp_path)


def test_every_value_of_several_masks_becomes_an_roi_with_that_value(tmp_path: Path) -> None:
    for number, values in enumerate(([0, 3, 9], [0, 9, 4])):
        voxels = np.array(values, np.uint8).reshape(3, 1, 1)
        nibabel.save(nibabel.Nifti1Image(voxels, np.eye(4)), tmp_path / f"{number}.nii")
    files = sorted(tmp_path.glob("*.nii"))
    template = template_of_masks(files)
    assert [(roi.name, roi.value) for roi in template.rois] == [("Value 3", 3), ("Value 4", 4), ("Value 9", 9)]
    with pytest.raises(UsageError, match="keep these values"):
        template_of_masks(files, powers_of_two=True)
    with pytest.raises(UsageError, match="not from both"):
        template_of_masks([*files, tmp_path / "x.seg.nrrd"])


def test_only_what_a_project_lacks_is_added_to_it() -> None:
    held = template_of_names(["Liver", "Spleen"]).rois
    found = Template(
        (
            ROI("liver", "Foie", 7, "#112233"),
            ROI("milz", "spleen", 8, "#112233"),
            ROI("kidney", "Kidney", 1, held[0].color, radlex="RID205"),
            ROI("carina", "Carina", 0, "#445566", "point"),
        )
    )
    new = template_beyond(held, found)
    assert [(roi.id, roi.value, roi.radlex, roi.kind) for roi in new.rois] == [
        ("kidney", 3, "RID205", "area"),
        ("carina", 0, None, "point"),
    ]
    assert len({roi.color.casefold() for roi in (*held, *new.rois)}) == 4
    assert [remark.split()[0] for remark in new.remarks] == ["'Foie'", "'spleen'", "'Kidney'"]


def test_values_in_masks_that_are_an_rois_already_are_no_others() -> None:
    held = template_of_names(["Liver", "Spleen"]).rois
    new = template_beyond(held, Template(rois_from_values({2: None, 5: None})))
    assert [(roi.name, roi.value) for roi in new.rois] == [("Value 5", 5)]
    assert new.remarks == ("The value 2 is that of 'Spleen'.",)


def test_a_folder_without_masks_is_said_to_have_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no masks"):
        mask_files(tmp_path)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.seg.nrrd").touch()
    assert [file.name for file in mask_files(tmp_path)] == ["one.seg.nrrd"]


def test_images_in_place_of_masks_are_doubted(tmp_path: Path) -> None:
    values = np.arange(1, 2401, dtype=np.int16).reshape(20, 20, 6)
    nibabel.save(nibabel.Nifti1Image(values, np.eye(4)), tmp_path / "ct.nii.gz")
    assert "masks, or images" in template_of_masks([tmp_path / "ct.nii.gz"]).remarks[0]


def test_questions_of_a_new_project_may_be_given_as_a_list(tmp_path: Path) -> None:
    asked = TextField("quality", "Image quality", kind="choice", choices=("good", "motion"))
    file = new_project_file(tmp_path / "new", "New", [{"name": "Liver"}], {"text": [asked]})
    assert read_definitions(file).text == (asked,)
