import gzip
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest

from RILContourLib.errors import ImageError
from RILContourLib.images.nifti import read_header
from Testing.Lib.odd_images import READABLE, REFUSED, RIGHT_HANDED, SCAN, setting, truncated, write_nifti

ENDINGS = [".nii", ".nii.gz"]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("kind", READABLE)
def test_shape_and_affine_are_those_that_nibabel_reads(kind: str, ending: str, tmp_path: Path) -> None:
    path = READABLE[kind](tmp_path / f"scan{ending}")
    info, peer = read_header(path), nib.load(path)
    assert np.array_equal(info.geometry.header_affine, peer.affine)
    assert info.dims == peer.shape
    assert (*info.geometry.shape, info.geometry.frames) == (*peer.shape, 1, 1)[:4]
    content = gzip.decompress(path.read_bytes()) if info.compressed else path.read_bytes()
    assert content.startswith(info.header_bytes)
    assert len(info.header_bytes) == peer.header.sizeof_hdr


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_annotated_is_refused_by_file_and_field(kind: str, ending: str, tmp_path: Path) -> None:
    write, named = REFUSED[kind]
    path = write(tmp_path / f"scan{ending}")
    with pytest.raises(ImageError, match=named) as refusal:
        read_header(path)
    assert str(path) in str(refusal.value)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(("unit", "kind"), [("meter", "metres"), ("micron", "micrometres"), ("mm", "plain")])
def test_every_unit_gives_the_same_place_in_mm(unit: str, kind: str, tmp_path: Path) -> None:
    info = read_header(READABLE[kind](tmp_path / "scan.nii"))
    assert info.spatial_unit == unit
    assert np.allclose(info.geometry.affine_ijk_to_ras, RIGHT_HANDED, rtol=1e-6)


@pytest.mark.parametrize(
    ("kind", "source"),
    [("plain", "sform"), ("qform and sform disagree", "sform"), ("qform only", "qform"), ("no codes", "none")],
)
def test_the_form_that_decided_is_told(kind: str, source: str, tmp_path: Path) -> None:
    assert read_header(READABLE[kind](tmp_path / "scan.nii")).geometry.affine_source == source


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("qform and sform disagree", "qform and sform disagree"),
        ("no codes", "Both sform_code and qform_code are 0"),
        ("unknown units", "xyzt_units"),
        ("sheared", "right angles"),
        ("trailing bytes", "81 bytes follow the last voxel"),
        ("zero pixdim in 2D", "pixdim"),
    ],
)
def test_what_is_odd_but_readable_is_warned_about(kind: str, words: str, tmp_path: Path) -> None:
    assert words in " ".join(read_header(READABLE[kind](tmp_path / "scan.nii")).warnings)


@pytest.mark.parametrize("kind", ["plain", "left handed", "oblique", "4D", "RGB", "big endian", "NIfTI-2", "metres"])
def test_an_ordinary_header_gives_no_warning(kind: str, tmp_path: Path) -> None:
    assert read_header(READABLE[kind](tmp_path / "scan.nii.gz")).warnings == ()


def test_byte_order_version_and_scaling_are_told(tmp_path: Path) -> None:
    info = read_header(READABLE["big endian NIfTI-2"](tmp_path / "scan.nii"))
    assert (info.byte_order, info.nifti_version, info.scaling) == (">", 2, None)
    scaled = read_header(READABLE["slope"](tmp_path / "scaled.nii"))
    assert scaled.scaling == (float(np.float32(0.1)), -1024.0)
    assert read_header(READABLE["RGBA"](tmp_path / "colours.nii")).samples == 4


def test_a_header_that_disagrees_with_its_data_type_about_bits_is_read_as_nibabel_reads_it(tmp_path: Path) -> None:
    path = write_nifti(tmp_path / "scan.nii", SCAN, edit=setting(bitpix=8))
    assert read_header(path).stored_dtype == nib.load(path).get_data_dtype()


@pytest.mark.parametrize("length", [0, 3, 347, 351])
def test_a_file_too_short_for_a_header_is_refused(length: int, tmp_path: Path) -> None:
    path = write_nifti(tmp_path / "scan.nii", SCAN)
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(ImageError, match="truncated"):
        read_header(path)


def test_a_plain_file_with_too_few_pixels_is_refused_before_they_are_read(tmp_path: Path) -> None:
    path = truncated(write_nifti(tmp_path / "scan.nii", SCAN), 0.99)
    with pytest.raises(ImageError, match="dim and datatype ask for 60 voxels"):
        read_header(path)


@pytest.mark.parametrize("name", ["scan.hdr", "scan.img", "SCAN.IMG.GZ"])
def test_header_and_pixel_pairs_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="pair"):
        read_header(tmp_path / name)


def test_other_endings_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="neither in .nii nor in .nii.gz"):
        read_header(tmp_path / "scan.nrrd")
    with pytest.raises(ImageError, match="does not exist"):
        read_header(tmp_path / "scan.nii")
    (tmp_path / "folder.nii").mkdir()
    with pytest.raises(ImageError, match="cannot be read"):
        read_header(tmp_path / "folder.nii")


def test_content_that_the_ending_does_not_announce_is_refused_with_the_remedy(tmp_path: Path) -> None:
    packed = write_nifti(tmp_path / "scan.nii.gz", SCAN)
    with pytest.raises(ImageError, match=r"rename it to \.nii\.gz"):
        read_header(packed.rename(tmp_path / "packed.nii"))
    plain = write_nifti(tmp_path / "scan.nii", SCAN)
    with pytest.raises(ImageError, match="no gzip file"):
        read_header(plain.rename(tmp_path / "plain.nii.gz"))
    (tmp_path / "text.nii").write_text("not an image " * 99)
    with pytest.raises(ImageError, match="sizeof_hdr"):
        read_header(tmp_path / "text.nii")


def test_no_message_and_no_text_form_holds_what_the_header_says_about_the_patient(tmp_path: Path) -> None:
    path = READABLE["patient texts"](tmp_path / "scan.nii")
    info = read_header(path)
    assert "Jane" not in repr(info)
    assert "DOE" not in repr(info)


def test_the_ending_may_be_in_capitals(tmp_path: Path) -> None:
    path = write_nifti(tmp_path / "scan.nii", SCAN).rename(tmp_path / "SCAN.NII")
    assert read_header(path).dims == SCAN.shape


@pytest.mark.filterwarnings("ignore::RuntimeWarning:nibabel")
@pytest.mark.parametrize("kind", ["plain", "NIfTI-2", "big endian", "qform only", "4D"])
def test_a_header_with_damaged_bytes_is_read_as_nibabel_reads_it_or_refused(kind: str, tmp_path: Path) -> None:
    whole = READABLE[kind](tmp_path / "whole.nii").read_bytes()
    length = len(read_header(tmp_path / "whole.nii").header_bytes)
    random = np.random.default_rng(11)
    path = tmp_path / "damaged.nii"
    read = 0
    for _ in range(80):
        damaged = bytearray(whole)
        for position in random.integers(0, length, size=2):
            damaged[position] = random.integers(256)
        path.write_bytes(damaged)
        try:
            info = read_header(path)
        except ImageError:
            continue
        read += 1
        assert np.array_equal(info.geometry.header_affine, nib.load(path).affine)
        assert info.dims == nib.load(path).shape
    assert 20 < read < 80
