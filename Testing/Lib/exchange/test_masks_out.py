"""Exported masks: numbers, grids, names and what describes them."""

from __future__ import annotations

import json
from dataclasses import replace

import nibabel
import numpy as np
import pytest

from RILContourLib.annotation.points import Point
from RILContourLib.errors import UnknownROI
from RILContourLib.exchange.masks_out import MaskExportOptions
from RILContourLib.project.roi import ROI, Code
from Testing.Lib.exchange.export_examples import (
    DEFINITIONS,
    KIDNEY,
    LIVER,
    ROIS,
    SHAPE,
    annotate,
    export,
    files_below,
    pixels,
    rows_of,
    scan_below,
    unannotated,
)
from Testing.Lib.odd_images import READABLE

ONE_A_ROI = MaskExportOptions(layout="one file a ROI")


@pytest.mark.parametrize("layout", ["combined", "one file a ROI"])
@pytest.mark.parametrize("kind", READABLE)
def test_a_mask_is_on_the_very_grid_of_its_image_as_nibabel_reads_both(kind, layout, root, out):
    image = READABLE[kind](root / "a" / "scan.nii.gz")
    item = unannotated(image)
    shape, frames = item.image.geometry.shape, item.image.geometry.frames
    arrays = {frame: np.arange(np.prod(shape)).reshape(shape) % 3 == frame % 3 for frame in range(frames)}
    item = annotate(item, {("kidney", frame): array for frame, array in arrays.items()})
    export(item, out, root, MaskExportOptions(layout=layout))
    path = out / "a" / ("scan_rois.nii.gz" if layout == "combined" else "scan_rois/kidney.nii.gz")
    mask, source = nibabel.load(path), nibabel.load(image)
    assert np.array_equal(mask.affine, source.affine)
    assert mask.shape == source.shape
    expected = np.stack(list(arrays.values()), axis=-1).reshape(mask.shape)
    assert np.array_equal(np.asanyarray(mask.dataobj), expected * (2 if layout == "combined" else 1))
    for field in ("pixdim", "qform_code", "sform_code", "quatern_b", "qoffset_x", "srow_x", "srow_z", "xyzt_units"):
        assert mask.header[field].tobytes() == source.header[field].tobytes(), field


def test_a_combined_file_holds_the_or_of_the_values(liver_and_kidney, root, out):
    assert export(liver_and_kidney, out, root).outcome == "done"
    found = pixels(out / "a" / "scan_rois.nii.gz")
    assert found.dtype == np.uint8
    assert np.array_equal(found, LIVER * 1 + KIDNEY * 2)
    assert found[2, 2, 2] == 3


def test_one_file_a_roi_holds_0_and_1_for_what_was_looked_at(root, out):
    item = annotate(scan_below(root), {"liver": LIVER}, status={"kidney": "absent", "vessels": "unseen"})
    export(item, out, root, ONE_A_ROI)
    assert files_below(out / "a") == [
        "scan_rois.csv",
        "scan_rois.json",
        "scan_rois/kidney.nii.gz",
        "scan_rois/liver.nii.gz",
    ]
    assert np.array_equal(pixels(out / "a" / "scan_rois" / "liver.nii.gz"), LIVER)
    assert not pixels(out / "a" / "scan_rois" / "kidney.nii.gz").any()


def test_the_json_describes_every_roi(liver_and_kidney, root, out):
    export(replace(liver_and_kidney, subset="test"), out, root)
    told = json.loads((out / "a" / "scan_rois.json").read_text())
    assert (told["series"], told["track"], told["test"], told["slice_axis"]) == ("a/scan.nii.gz", "main", True, 2)
    assert told["project"] == {"id": "chest-ct-7f3a91", "name": "Chest CT", "definitions": "d" * 64}
    assert told["version"]["number"] == 3
    assert (told["version"]["user"], told["version"]["owner"], told["version"]["approved"]) == ("Ann", "Bob", True)
    assert told["image"]["sha256"] == "e" * 64
    assert np.array_equal(told["image"]["affine_ijk_to_ras_mm"], liver_and_kidney.image.geometry.affine_ijk_to_ras)
    assert told["masks"] == {
        "layout": "combined",
        "files": [{"file": "scan_rois.nii.gz", "type": "uint8"}],
        "exact": True,
        "overlaps": [{"value": 3, "rois": ["liver", "kidney"], "voxels": 1}],
    }
    liver, kidney, vessels = told["rois"]
    assert (liver["id"], liver["value"], liver["radlex"], liver["snomed"]) == ("liver", 1, "RID58", "10200004")
    assert (liver["voxels"], kidney["voxels"], vessels["voxels"]) == (18, 18, 0)
    assert liver["volume_ml"] == round(18 * 0.8 * 0.7 * 2.5 / 1000, 6)
    assert liver["frames"] == [
        {
            "frame": 0,
            "voxels": 18,
            "extent": [[0, 2], [0, 2], [1, 2]],
            "makers": {"human": [[2, 2]], "unet@3": [[1, 2]]},
        }
    ]


def test_the_csv_has_a_row_for_each_roi(liver_and_kidney, root, out):
    export(liver_and_kidney, out, root)
    rows = rows_of(out / "a" / "scan_rois.csv")
    assert [row["roi"] for row in rows] == ["liver", "kidney", "vessels"]
    assert rows[0]["file"] == "scan_rois.nii.gz"
    assert (rows[0]["value"], rows[0]["voxels"], rows[0]["makers"]) == ("1", "18", "human; unet@3")
    assert (rows[0]["version"], rows[0]["definitions"], rows[0]["image_sha256"]) == ("3", "d" * 64, "e" * 64)


def test_left_and_right_can_be_told_apart_by_the_codes_in_the_csv(root, out):
    right, left = (
        ROI(f"{side}-lung", f"{side} lung", value, "#808080", codes=(Code("SCT", "39607008", "Lung"), code))
        for side, value, code in (
            ("right", 1, Code("SCT", "24028007", "Right")),
            ("left", 2, Code("SCT", "7771000", "Left")),
        )
    )
    plain = ROI("other", "Other", 4, "#808080", codes=(Code("99X", "7", "Other; thing"),))
    item = annotate(scan_below(root), {"right-lung": LIVER, "left-lung": KIDNEY, "other": LIVER})
    export(item, out, root, definitions=replace(DEFINITIONS, rois=(right, left, plain)))
    columns = ("snomed", "snomed_laterality", "codes")
    assert [tuple(row[column] for column in columns) for row in rows_of(out / "a" / "scan_rois.csv")] == [
        ("39607008", "24028007", "SCT 39607008 Lung; SCT 24028007 Right"),
        ("39607008", "7771000", "SCT 39607008 Lung; SCT 7771000 Left"),
        ("", "", "99X 7 Other; thing"),
    ]
    told = json.loads((out / "a" / "scan_rois.json").read_text())["rois"]
    assert [roi["snomed_laterality"] for roi in told] == ["24028007", "7771000", None]


def overlapping_definitions():
    rois = tuple(ROI(f"roi-{value}", f"ROI {value}", value, "#808080") for value in (1, 2, 3))
    return replace(DEFINITIONS, rois=rois)


def test_an_overlap_that_cannot_be_read_back_is_refused_and_leaves_nothing(root, out):
    item = annotate(scan_below(root), {"roi-1": LIVER, "roi-2": KIDNEY})
    done = export(item, out, root, definitions=overlapping_definitions())
    assert done.outcome == "failed"
    assert "roi-1 and roi-2 overlap in 1 voxels, whose value 3 would be read as roi-3" in done.reason
    assert files_below(out) == ["export.json"]


def test_it_can_be_forced_and_then_has_a_table_of_these_values(root, out):
    item = annotate(scan_below(root), {"roi-1": LIVER, "roi-2": KIDNEY})
    done = export(item, out, root, MaskExportOptions(force=True), definitions=overlapping_definitions())
    assert done.outcome == "done"
    assert rows_of(out / "a" / "scan_rois_ambiguous.csv") == [
        {"value": "3", "rois": "roi-1; roi-2", "voxels": "1", "reads_as": "roi-3"}
    ]
    assert json.loads((out / "a" / "scan_rois.json").read_text())["masks"]["exact"] is False


def test_values_that_are_no_powers_of_two_need_no_force_where_nothing_overlaps(root, out):
    item = annotate(scan_below(root), {"roi-1": LIVER & ~KIDNEY, "roi-2": KIDNEY})
    assert export(item, out, root, definitions=overlapping_definitions()).outcome == "done"
    assert not (out / "a" / "scan_rois_ambiguous.csv").exists()


def test_the_largest_power_of_two_is_written_exactly(root, out):
    definitions = replace(DEFINITIONS, rois=(ROI("big", "Big", 2**63, "#808080"), ROI("small", "Small", 1, "#808080")))
    item = annotate(scan_below(root), {"big": LIVER, "small": LIVER})
    export(item, out, root, definitions=definitions)
    found = pixels(out / "a" / "scan_rois.nii.gz")
    assert found.dtype == np.uint64
    assert int(found[0, 0, 1]) == 2**63 + 1


@pytest.mark.parametrize(
    ("naming", "name"),
    [
        ("rois", "scan_rois"),
        ("ril-contour-prefix", "Multiple_ROI_Mask_scan"),
        ("ril-contour-suffix", "scan_Multiple_ROI_Mask"),
    ],
)
def test_all_namings_of_combined_files(liver_and_kidney, root, out, naming, name):
    export(liver_and_kidney, out, root, MaskExportOptions(naming=naming))
    assert files_below(out / "a") == sorted([f"{name}.nii.gz", f"{name}.csv", f"{name}.json"])


def test_points_are_written_in_ijk_and_ras_with_their_slice(root, out):
    points = {"carina": (Point("1", (2.25, 1.0, 2.5), label="=ridge"), Point("2", (0.0, 0.0, 0.4)))}
    item = annotate(scan_below(root), {}, points=points)
    assert export(item, out, root).outcome == "done"
    first, second = rows_of(out / "a" / "scan_points.csv")
    # The affine is diagonal: 0.8, 0.7, 2.5 mm, first voxel at (-90, -120, -40).
    assert [first[axis] for axis in ("i", "j", "k", "r_mm", "a_mm", "s_mm")] == [
        *("2.25", "1.0", "2.5"),
        *("-88.2", "-119.3", "-33.75"),
    ]
    assert (first["slice"], second["slice"], first["label"]) == ("3", "0", "'=ridge")
    told = json.loads((out / "a" / "scan_points.json").read_text())
    assert told["rois"][0]["points"][0]["ras_mm"] == [-88.2, -119.3, -33.75]
    assert told["rois"][0]["points"][0]["label"] == "=ridge"
    assert files_below(out / "a") == ["scan_points.csv", "scan_points.json"]


def test_frames_of_a_4d_image_have_masks_of_their_own(root, out):
    item = scan_below(root, shape=(*SHAPE, 3))
    item = annotate(item, {("liver", 0): LIVER, ("liver", 2): KIDNEY, ("kidney", 2): KIDNEY})
    export(item, out, root)
    found = pixels(out / "a" / "scan_rois.nii.gz")
    assert found.shape == (*SHAPE, 3)
    assert np.array_equal(found[..., 0], LIVER)
    assert not found[..., 1].any()
    assert np.array_equal(found[..., 2], KIDNEY * 3)


def test_only_the_roi_that_were_chosen_are_exported(liver_and_kidney, root, out):
    export(liver_and_kidney, out, root, MaskExportOptions(rois=("kidney",)))
    assert np.array_equal(pixels(out / "a" / "scan_rois.nii.gz"), KIDNEY * 2)
    assert [row["roi"] for row in rows_of(out / "a" / "scan_rois.csv")] == ["kidney"]
    with pytest.raises(UnknownROI, match="spleen"):
        export(liver_and_kidney, out, root, MaskExportOptions(rois=("spleen",)))


def test_a_series_without_annotation_is_skipped_and_says_so(root, out):
    done = export(scan_below(root), out, root)
    assert (done.outcome, done.reason) == ("skipped", "Nothing is annotated in it.")


def test_voxels_of_an_roi_that_the_project_no_longer_has_are_warned_about(root, out):
    item = annotate(scan_below(root), {"liver": LIVER, "old": KIDNEY})
    assert export(item, out, root).warnings == ("The project no longer has old; their voxels were not exported.",)


def test_the_templates_points_have_no_mask(root, out):
    item = annotate(scan_below(root), {"liver": LIVER}, status={"carina": "complete"})
    export(item, out, root, ONE_A_ROI)
    assert [row["roi"] for row in rows_of(out / "a" / "scan_rois.csv")] == [roi.id for roi in ROIS[:3]]
