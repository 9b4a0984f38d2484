"""Which files are taken for whose masks."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from RILContourLib.exchange.match_files import match_files


@pytest.fixture
def masks(tmp_path):
    return tmp_path / "masks"


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def found(folder: Path, matches) -> dict:
    return {
        series: (files.layout, [path.relative_to(folder).as_posix() for path in files.files])
        for series, files in matches.matched.items()
    }


@pytest.mark.parametrize(
    "name",
    [
        "scan_rois.nii.gz",
        "scan_rois.nii",
        "Multiple_ROI_Mask_scan.nii.gz",
        "Multiple_ROI_Mask_scan.nii",
        "scan_Multiple_ROI_Mask.nii.gz",
        "scan_Multiple_ROI_Mask.nii",
        "scan.nii.gz",
    ],
)
def test_combined_files_of_all_namings_are_found_in_the_mirrored_hierarchy(masks, name):
    put(masks, f"a/{name}", "a/other.txt")
    matches = match_files(masks, ["a/scan.nii.gz", "b/other.nii.gz"])
    assert found(masks, matches) == {"a/scan.nii.gz": ("combined", [f"a/{name}"])}
    assert matches.unmatched_series == ("b/other.nii.gz",)
    assert matches.unmatched_files == ()


def test_a_folder_with_one_file_a_roi_is_found(masks):
    put(masks, "a/scan_rois/liver.nii.gz", "a/scan_rois/kidney.nii.gz", "a/scan_rois/notes.txt")
    expected = ("one file a ROI", ["a/scan_rois/kidney.nii.gz", "a/scan_rois/liver.nii.gz"])
    assert found(masks, match_files(masks, ["a/scan.nii"])) == {"a/scan.nii": expected}


def test_a_slicer_segmentation_with_the_images_stem_is_found(masks):
    put(masks, "scan.seg.nrrd")
    assert found(masks, match_files(masks, ["scan.nii.gz"])) == {"scan.nii.gz": ("segmentation", ["scan.seg.nrrd"])}


def test_names_alone_are_enough_where_they_say_which_series_is_meant(masks):
    put(masks, "deep/down/scan_rois.nii.gz", "flat_Multiple_ROI_Mask.nii.gz")
    matches = match_files(masks, ["a/scan.nii.gz", "b/c/flat.nii.gz"])
    assert found(masks, matches) == {
        "a/scan.nii.gz": ("combined", ["deep/down/scan_rois.nii.gz"]),
        "b/c/flat.nii.gz": ("combined", ["flat_Multiple_ROI_Mask.nii.gz"]),
    }


def test_a_name_that_two_series_share_is_given_to_neither(masks):
    put(masks, "scan_rois.nii.gz")
    matches = match_files(masks, ["a/scan.nii.gz", "b/scan.nii.gz"])
    assert matches.matched == {}
    assert matches.unmatched_series == ("a/scan.nii.gz", "b/scan.nii.gz")
    assert [path.name for path in matches.unmatched_files] == ["scan_rois.nii.gz"]


def test_a_file_in_its_place_is_not_given_to_a_namesake(masks):
    put(masks, "a/scan_rois.nii.gz")
    matches = match_files(masks, ["a/scan.nii.gz", "b/scan.nii.gz"])
    assert found(masks, matches) == {"a/scan.nii.gz": ("combined", ["a/scan_rois.nii.gz"])}
    assert matches.unmatched_series == ("b/scan.nii.gz",)


def test_several_candidates_are_reported_and_none_is_chosen(masks):
    put(masks, "a/scan_rois.nii.gz", "a/Multiple_ROI_Mask_scan.nii.gz")
    matches = match_files(masks, ["a/scan.nii.gz"])
    assert matches.matched == {}
    assert {path.name for path in matches.ambiguous["a/scan.nii.gz"]} == {
        "scan_rois.nii.gz",
        "Multiple_ROI_Mask_scan.nii.gz",
    }


def test_an_image_is_never_its_own_mask(masks):
    put(masks, "a/scan.nii.gz", "b/scan.nii.gz", "b/scan_rois.nii.gz")
    matches = match_files(masks, ["a/scan.nii.gz", "b/scan.nii.gz"], images_root=masks)
    assert found(masks, matches) == {"b/scan.nii.gz": ("combined", ["b/scan_rois.nii.gz"])}


def test_sidecars_and_hidden_files_are_not_looked_at(masks):
    put(masks, "a/scan.nii.gz.ril/p/scan_rois.nii.gz", "a/.scan_rois.nii.gz", ".git/scan_rois.nii.gz")
    matches = match_files(masks, ["a/scan.nii.gz"])
    assert (matches.matched, matches.unmatched_files) == ({}, ())


def test_names_in_another_unicode_form_match(masks):
    put(masks, unicodedata.normalize("NFD", "größe_rois.nii.gz"))
    assert list(match_files(masks, [unicodedata.normalize("NFC", "größe.nii.gz")]).matched) == ["größe.nii.gz"]


def test_the_image_of_another_series_is_nobodys_mask(tmp_path):
    put(tmp_path, "a/scan.nii.gz", "b/scan.nii.gz")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "scan.nii.gz").symlink_to(tmp_path / "a" / "scan.nii.gz")
    for names in (["a/scan.nii.gz", "b/scan.nii.gz"], ["a/scan.nii.gz"]):
        matches = match_files(tmp_path, names, tmp_path, ["a/scan.nii.gz", "b/scan.nii.gz"])
        assert (matches.matched, matches.ambiguous) == ({}, {})


def test_masks_that_lie_among_the_images_without_being_series_are_found(tmp_path):
    put(tmp_path, "a/scan.nii.gz", "masks/a/scan.nii.gz")
    matches = match_files(tmp_path / "masks", ["a/scan.nii.gz"], tmp_path)
    assert found(tmp_path, matches) == {"a/scan.nii.gz": ("combined", ["masks/a/scan.nii.gz"])}
