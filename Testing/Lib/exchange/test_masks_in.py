"""Mask files read back: exactly what was exported, and clear refusals of what cannot be meant."""

from __future__ import annotations

from itertools import permutations, product
from pathlib import Path

import nibabel
import numpy as np
import pytest

from RILContourLib.errors import ExchangeError, GeometryMismatch, ImageError, UnknownROI, UsageError
from RILContourLib.exchange.imported import Replacement, find_roi, replaced_by
from RILContourLib.exchange.label_meaning import resolve_mapping
from RILContourLib.exchange.label_volume import number_labels
from RILContourLib.exchange.masks_in import import_combined, import_one_per_roi, values_in
from RILContourLib.exchange.masks_out import MaskExportOptions, export_masks
from RILContourLib.project.roi import ROI
from Testing.Lib.exchange.export_examples import (
    DEFINITIONS,
    KIDNEY,
    LIVER,
    ROIS,
    SHAPE,
    annotate,
    project_in,
    scan_below,
    source_of,
    unannotated,
)
from Testing.Lib.odd_images import READABLE, RIGHT_HANDED, truncated, write_nifti

AREAS = ROIS[:3]


@pytest.fixture
def image(tmp_path):
    return scan_below(tmp_path / "images").image


def labels_file(tmp_path: Path, array: np.ndarray, affine=RIGHT_HANDED, name="labels.nii.gz") -> Path:
    return write_nifti(tmp_path / name, array, affine)


@pytest.mark.parametrize("layout", ["combined", "one file a ROI"])
@pytest.mark.parametrize("kind", READABLE)
def test_what_was_exported_is_read_back_exactly(kind, layout, tmp_path):
    item = unannotated(READABLE[kind](tmp_path / "images" / "a" / "scan.nii.gz"))
    shape, frames = item.image.geometry.shape, item.image.geometry.frames
    random = np.random.default_rng(3)
    arrays = {(roi.id, frame): random.random(shape) < 0.4 for roi in AREAS for frame in range(frames)}
    item = annotate(item, arrays)
    options = MaskExportOptions(layout=layout)
    export_masks([source_of(item)], tmp_path / "out", project_in(tmp_path / "images"), options)
    if layout == "combined":
        found = import_combined(tmp_path / "out" / "a" / "scan_rois.nii.gz", item.image, AREAS)
    else:
        found = import_one_per_roi(sorted((tmp_path / "out" / "a" / "scan_rois").iterdir()), item.image, AREAS)
    assert found.findings == ()
    assert {key: mask.count for key, mask in found.masks.items()} == {key: a.sum() for key, a in arrays.items()}
    for key, mask in found.masks.items():
        assert np.array_equal(mask.to_array(), arrays[key])


@pytest.mark.parametrize("axes", list(permutations(range(3))))
@pytest.mark.parametrize("flips", [(1, 1, 1), (-1, 1, 1), (1, -1, -1)])
def test_a_file_whose_axes_run_otherwise_is_reordered_exactly(axes, flips, tmp_path, image):
    labels = (LIVER * 1 + KIDNEY * 2).astype(np.uint8)
    orientation = np.array([[axis, flip] for axis, flip in zip(axes, flips, strict=True)])
    moved = nibabel.Nifti1Image(labels, image.geometry.header_affine).as_reoriented(orientation)
    nibabel.save(moved, tmp_path / "moved.nii.gz")
    found = import_combined(tmp_path / "moved.nii.gz", image, AREAS)
    assert np.array_equal(found.masks["liver", 0].to_array(), LIVER)
    assert np.array_equal(found.masks["kidney", 0].to_array(), KIDNEY)
    same = axes == (0, 1, 2) and flips == (1, 1, 1)
    assert bool(found.findings) != same


def test_a_mask_in_metres_lies_on_an_image_in_millimetres(tmp_path, image):
    affine = np.diag([1e-3, 1e-3, 1e-3, 1]) @ RIGHT_HANDED
    path = write_nifti(tmp_path / "m.nii", LIVER.astype(np.uint8), affine, edit=lambda h: h.set_xyzt_units("meter"))
    assert np.array_equal(import_combined(path, image, AREAS).masks["liver", 0].to_array(), LIVER)


@pytest.mark.parametrize(
    ("shape", "shift_mm", "reason"),
    [(SHAPE, 0.8, "up to 0.8 mm apart"), ((6, 5, 3), 0.0, "6 x 5 x 3 voxels against 6 x 5 x 4")],
)
def test_another_grid_is_refused_naming_both_files(tmp_path, image, shape, shift_mm, reason):
    affine = RIGHT_HANDED.copy()
    affine[0, 3] += shift_mm
    path = labels_file(tmp_path, np.ones(shape, np.uint8), affine)
    with pytest.raises(GeometryMismatch, match=rf"labels\.nii\.gz is not on the grid of .*scan\.nii\.gz: {reason}"):
        import_combined(path, image, AREAS)


def test_unknown_values_are_listed_or_left_out_on_request(tmp_path, image):
    array = np.zeros(SHAPE, np.int16)
    array[0, 0, :4] = [1, 8, 9, 300]
    path = labels_file(tmp_path, array)
    with pytest.raises(ExchangeError, match=r"the values 8, 9, 300, which no ROI has \(known: 1 liver, 2 kidney"):
        import_combined(path, image, AREAS)
    found = import_combined(path, image, AREAS, leave_out_unknown=True)
    assert {key: mask.count for key, mask in found.masks.items()} == {("liver", 0): 1}
    assert "the values 8, 9, 300 stand for no ROI" in found.findings[0]


def test_values_are_mapped_to_roi_by_id_or_name(tmp_path, image):
    array = np.zeros(SHAPE, np.uint8)
    array[0, 0, :3] = [7, 9, 7]
    mapping = resolve_mapping({"7": "Left Kidney", 9: "liver"}, AREAS)
    found = import_combined(labels_file(tmp_path, array), image, AREAS, mapping=mapping)
    assert {key: mask.count for key, mask in found.masks.items()} == {("kidney", 0): 2, ("liver", 0): 1}


def test_several_values_can_be_one_roi(tmp_path, image):
    array = np.zeros(SHAPE, np.uint8)
    array[0, 0, :3] = [7, 9, 3]
    mapping = resolve_mapping({7: "liver", 9: "liver", 3: "kidney"}, AREAS)
    found = import_combined(labels_file(tmp_path, array), image, AREAS, mapping=mapping)
    assert {key: mask.count for key, mask in found.masks.items()} == {("liver", 0): 2, ("kidney", 0): 1}


@pytest.mark.parametrize("value", ["0", "-1", "one", "1.5"])
def test_a_mapping_of_what_is_no_mask_value_is_refused(value):
    with pytest.raises(UsageError, match="whole number above 0"):
        resolve_mapping({value: "liver"}, AREAS)


def test_a_mapping_to_an_unknown_roi_is_refused():
    with pytest.raises(UnknownROI, match="'spleen'; it has liver, kidney, vessels"):
        resolve_mapping({1: "spleen"}, AREAS)


def test_or_ed_values_are_read_where_only_one_combination_can_be_meant(tmp_path, image):
    rois = (ROI("a", "A", 3, "#000000"), ROI("b", "B", 4, "#000000"), ROI("c", "C", 8, "#000000"))
    array = np.zeros(SHAPE, np.uint8)
    array[0, 0, :3] = [7, 11, 15]
    found = import_combined(labels_file(tmp_path, array), image, rois)
    assert {roi: np.argwhere(mask.to_array())[:, 2].tolist() for (roi, _), mask in found.masks.items()} == {
        "a": [0, 1, 2],
        "b": [0, 2],
        "c": [1, 2],
    }


def test_values_that_could_be_several_combinations_are_refused(tmp_path, image):
    rois = (ROI("a", "A", 3, "#000000"), ROI("b", "B", 5, "#000000"), ROI("c", "C", 6, "#000000"))
    with pytest.raises(ExchangeError, match="the value 7 can stand for several combinations"):
        import_combined(labels_file(tmp_path, np.full(SHAPE, 7, np.uint8)), image, rois)


def test_floating_point_masks_of_whole_numbers_are_read_and_others_refused(tmp_path, image):
    found = import_combined(labels_file(tmp_path, (LIVER * 2).astype(np.float32)), image, AREAS)
    assert np.array_equal(found.masks["kidney", 0].to_array(), LIVER)
    for bad in (0.5, np.nan, np.inf):
        with pytest.raises(ExchangeError, match="fractions"):
            import_combined(labels_file(tmp_path, np.full(SHAPE, bad, np.float32)), image, AREAS)
    scaled = write_nifti(
        tmp_path / "scaled.nii", LIVER.astype(np.int16), edit=lambda header: header.set_slope_inter(2, 0)
    )
    assert ("kidney", 0) in import_combined(scaled, image, AREAS).masks


def test_negative_values_and_colours_are_refused(tmp_path, image):
    with pytest.raises(ExchangeError, match="negative"):
        import_combined(labels_file(tmp_path, np.full(SHAPE, -1, np.int16)), image, AREAS)
    colours = np.zeros(SHAPE, np.dtype([("R", "u1"), ("G", "u1"), ("B", "u1")]))
    with pytest.raises(ExchangeError, match="colours"):
        import_combined(labels_file(tmp_path, colours), image, AREAS)


def test_the_largest_values_stay_exact(tmp_path, image):
    rois = (ROI("big", "Big", 2**63, "#000000"), ROI("small", "Small", 2**62, "#000000"))
    array = np.zeros(SHAPE, np.uint64)
    array[1, 1, 1], array[2, 2, 2] = 2**63, 2**63 + 2**62
    found = import_combined(labels_file(tmp_path, array), image, rois)
    assert {key: mask.count for key, mask in found.masks.items()} == {("big", 0): 2, ("small", 0): 1}


def test_one_file_a_roi_is_matched_by_id_name_or_mapping(tmp_path, image):
    paths = [
        labels_file(tmp_path, (LIVER * 255).astype(np.uint8), name="LIVER.nii.gz"),
        labels_file(tmp_path, KIDNEY.astype(np.uint8), name="Left kidney.nii"),
        labels_file(tmp_path, np.zeros(SHAPE, np.uint8), name="seg3.nii.gz"),
    ]
    found = import_one_per_roi(paths, image, AREAS, mapping={"seg3": "vessels"})
    assert {key: mask.count for key, mask in found.masks.items()} == {
        ("liver", 0): LIVER.sum(),
        ("kidney", 0): KIDNEY.sum(),
        ("vessels", 0): 0,
    }


def test_files_that_are_no_roi_or_the_same_one_are_refused(tmp_path, image):
    spleen = labels_file(tmp_path, LIVER.astype(np.uint8), name="spleen.nii.gz")
    with pytest.raises(UnknownROI, match="spleen"):
        import_one_per_roi([spleen], image, AREAS)
    twice = [labels_file(tmp_path, LIVER.astype(np.uint8), name=name) for name in ("liver.nii", "liver.nii.gz")]
    with pytest.raises(ExchangeError, match="both masks of liver"):
        import_one_per_roi(twice, image, AREAS)
    several = labels_file(tmp_path, (LIVER * 1 + KIDNEY * 2).astype(np.uint8), name="liver.nii.gz")
    with pytest.raises(ExchangeError, match="3 values besides 0; it is a combined file"):
        import_one_per_roi([several], image, AREAS)


def test_a_3d_mask_of_a_4d_image_needs_its_frame(tmp_path):
    image = scan_below(tmp_path / "images", shape=(*SHAPE, 3)).image
    path = labels_file(tmp_path, LIVER.astype(np.uint8))
    with pytest.raises(ExchangeError, match="say which frame"):
        import_combined(path, image, AREAS)
    assert set(import_combined(path, image, AREAS, frame=2).masks) == {("liver", 2)}
    with pytest.raises(ExchangeError, match="no frame 3"):
        import_combined(path, image, AREAS, frame=3)
    two_frames = labels_file(tmp_path, np.ones((*SHAPE, 2), np.uint8))
    with pytest.raises(ExchangeError, match="has 2 frames"):
        import_combined(two_frames, image, AREAS)


def test_truncated_files_are_refused_by_name(tmp_path, image):
    path = truncated(labels_file(tmp_path, LIVER.astype(np.uint8)))
    with pytest.raises(ImageError, match=r"labels\.nii\.gz"):
        import_combined(path, image, AREAS)


def test_the_values_of_a_file_are_listed(tmp_path):
    array = np.zeros((*SHAPE, 2), np.int32)
    array[0, 0, 0] = [5, 70_000]
    assert values_in(labels_file(tmp_path, array)) == (5, 70_000)


def test_what_an_import_would_replace_is_counted(tmp_path, image):
    item = annotate(scan_below(tmp_path), {"liver": LIVER, "kidney": KIDNEY})
    array = (LIVER * 1 + np.roll(KIDNEY, 1, axis=0) * 2).astype(np.uint8)
    found = import_combined(labels_file(tmp_path, array), image, AREAS)
    assert replaced_by(found, item.annotation) == (Replacement("kidney", 0, 18, 6, 6),)


def test_names_of_roi_are_found_in_any_case_unless_two_fit():
    assert find_roi("hepatic VESSELS ", AREAS).id == "vessels"
    assert find_roi("spleen", AREAS) is None
    twins = (ROI("a", "Lung", 1, "#000000"), ROI("b", "lung", 2, "#000000"))
    assert find_roi("LUNG", twins) is None
    assert find_roi("a", twins).id == "a"


@pytest.mark.parametrize("flips", list(product((1, -1), repeat=3)))
def test_definitions_with_a_template_read_what_they_wrote(flips, tmp_path):
    affine = RIGHT_HANDED @ np.diag([*flips, 1])
    item = unannotated(write_nifti(tmp_path / "images" / "a" / "scan.nii.gz", np.zeros(SHAPE, np.int16), affine))
    item = annotate(item, {"liver": LIVER, "vessels": LIVER})
    export_masks([source_of(item)], tmp_path / "out", project_in(tmp_path / "images"))
    found = import_combined(tmp_path / "out" / "a" / "scan_rois.nii.gz", item.image, DEFINITIONS.rois)
    assert {roi for roi, _ in found.masks} == {"liver", "vessels"}
    assert all(np.array_equal(mask.to_array(), LIVER) for mask in found.masks.values())


def test_labels_are_numbered_as_numpy_does_whatever_their_order_in_memory():
    random = np.random.default_rng(5).integers(0, 4, (7, 6, 5)) * 1000
    for labels in (random, np.asfortranarray(random), random[::-1, :, ::2], random.transpose(2, 0, 1)):
        places, values = number_labels(labels)
        assert values == np.unique(labels).tolist()
        assert np.array_equal(np.array(values)[places], labels)
    assert number_labels(np.full((2, 2, 2), 9))[1] == [0, 9]
