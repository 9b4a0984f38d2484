"""Where a project's files lie."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from RILContourLib.errors import UsageError
from RILContourLib.store.layout import StoreLayout, check_safe_name, check_series_name, sidecar_name


@pytest.fixture
def beside_the_images() -> StoreLayout:
    return StoreLayout(Path("/study"), "chest-ct-7f3a91", Path("/study/images"))


@pytest.fixture
def under_another_root() -> StoreLayout:
    return StoreLayout(Path("/study"), "chest-ct-7f3a91", Path("/study/images"), Path("/annotations"))


def test_a_sidecar_lies_beside_its_image(beside_the_images: StoreLayout) -> None:
    sidecar = beside_the_images.sidecar("a/scan.nii.gz")
    assert sidecar.folder == Path("/study/images/a/scan.nii.gz.ril/chest-ct-7f3a91")
    assert sidecar.masks == sidecar.folder / "masks"
    assert sidecar.track("main").log == sidecar.folder / "main" / "log"


def test_a_sidecar_under_another_root_mirrors_the_image_tree(under_another_root: StoreLayout) -> None:
    sidecar = under_another_root.sidecar("a/b/scan.nii.gz")
    assert sidecar.folder == Path("/annotations/a/b/scan.nii.gz.ril/chest-ct-7f3a91")


def test_a_sidecar_lies_in_the_images_folder_as_the_disk_writes_it(beside_the_images: StoreLayout) -> None:
    folder = Path("/study/images/e\u0301")
    assert beside_the_images.sidecar("\u00e9/scan.nii", folder).folder.parent == folder / "scan.nii.ril"


def test_the_project_has_a_folder_of_its_own(beside_the_images: StoreLayout) -> None:
    assert beside_the_images.definitions == Path("/study/.rilcontour/definitions")
    assert beside_the_images.changes == Path("/study/.rilcontour/changes")
    assert beside_the_images.own.log == Path("/study/.rilcontour/log")


def test_a_name_that_fits_is_kept_whole() -> None:
    longest = "x" * 251
    assert sidecar_name(longest) == longest + ".ril"
    assert len(sidecar_name(longest).encode()) == 255


def test_a_name_that_is_too_long_is_cut_and_told_apart_by_its_hash() -> None:
    first, second = "x" * 245 + "1.nii.gz", "x" * 245 + "2.nii.gz"
    digest = hashlib.sha256(first.encode()).hexdigest()[:8]
    assert sidecar_name(first) == "x" * 200 + f"~{digest}.ril"
    assert sidecar_name(first) != sidecar_name(second)


def test_a_long_name_is_not_cut_within_a_character(tmp_path: Path) -> None:
    cut = sidecar_name("x" + "é" * 123 + ".nii.gz")  # two bytes a character
    assert cut.startswith("x" + "é" * 99 + "~")  # 199 bytes; the 200th would be half a character
    assert len(cut.encode()) <= 255
    (tmp_path / cut).mkdir()


def test_a_name_of_255_bytes_that_is_no_utf_8_has_a_sidecar_that_can_be_made(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff" * 255)
    (tmp_path / sidecar_name(name)).mkdir()


@pytest.mark.parametrize("name", ["Main", "a/b", "..", "", "x" * 65, "con", "com1.x", "-a", "a.", "a b", "é"])
def test_names_that_some_file_system_would_change_are_refused_for_tracks(name: str) -> None:
    with pytest.raises(UsageError, match="cannot name a track"):
        check_safe_name(name, "track")


@pytest.mark.parametrize("name", ["main", "a", "replica-2", "second.reader_x", "x" * 64])
def test_plain_names_are_accepted_for_tracks(name: str) -> None:
    assert check_safe_name(name, "track") == name


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../x.nii", "a/../../x.nii", "", ".", "a\\b.nii", "a\0b", "a.ril/b.nii"]
)
def test_series_names_that_leave_the_images_are_refused(name: str) -> None:
    with pytest.raises(UsageError, match="cannot name a series"):
        check_series_name(name)


def test_tracks_are_those_that_have_a_log(tmp_path: Path) -> None:
    sidecar = StoreLayout(tmp_path, "p", tmp_path).sidecar("scan.nii")
    assert sidecar.tracks() == []
    for name in ("main", "replica-1"):
        sidecar.track(name).log.mkdir(parents=True)
    sidecar.masks.mkdir()
    assert sidecar.tracks() == ["main", "replica-1"]
