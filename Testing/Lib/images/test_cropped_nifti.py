import gzip
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest

from RILContourLib.errors import CorruptStore
from RILContourLib.images import fast_gzip
from RILContourLib.images.cropped_nifti import decode_cropped_mask, encode_cropped_mask
from RILContourLib.images.geometry import Geometry
from Testing.Lib.odd_images import AXIAL, OBLIQUE, RIGHT_HANDED, SHEARED

LARGEST = 10**6


@pytest.fixture(params=["isal", "zlib"], autouse=True)
def either_gzip(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "isal":
        pytest.importorskip("isal")
    else:
        monkeypatch.setattr(fast_gzip, "isal_zlib", lambda: None)


@pytest.fixture
def some_mask() -> np.ndarray:
    return np.asfortranarray(np.random.default_rng(3).random((7, 6, 5)) > 0.5)


def in_nibabel(content: bytes, folder: Path) -> nib.Nifti1Image:
    path = folder / "mask.nii.gz"
    path.write_bytes(content)
    return nib.load(path)


@pytest.mark.parametrize("affine", [RIGHT_HANDED, AXIAL, OBLIQUE, SHEARED], ids=["plain", "left", "oblique", "sheared"])
def test_any_viewer_sees_the_mask_where_the_image_has_it(
    affine: np.ndarray, some_mask: np.ndarray, tmp_path: Path
) -> None:
    geometry = Geometry((100, 90, 80), 1, affine, 1.0, "sform")
    seen = in_nibabel(encode_cropped_mask(some_mask, geometry.extent_affine((20, 11, 3))), tmp_path)
    assert np.array_equal(np.asarray(seen.dataobj), some_mask)
    assert seen.get_data_dtype() == np.uint8
    assert np.allclose(seen.affine @ [1, 2, 3, 1], affine @ [21, 13, 6, 1], atol=1e-4)
    if geometry.is_orthonormal:
        assert np.allclose(seen.get_qform(), seen.affine, atol=1e-5)
        assert int(seen.header["qform_code"]) == 1
    else:
        assert int(seen.header["qform_code"]) == 0
    assert int(seen.header["sform_code"]) == 1
    assert seen.header.get_xyzt_units()[0] == "mm"
    assert (seen.dataobj.slope, seen.dataobj.inter) == (1.0, 0.0)


@pytest.mark.parametrize("order", ["C", "F"])
def test_a_mask_comes_back_bit_for_bit_whatever_its_order_in_memory(order: str, some_mask: np.ndarray) -> None:
    found = decode_cropped_mask(encode_cropped_mask(np.array(some_mask, order=order), AXIAL), LARGEST)
    assert np.array_equal(found, some_mask)
    assert found.dtype == np.bool_
    assert found.flags.f_contiguous
    assert found.flags.writeable


def test_a_view_into_a_larger_array_is_written_as_itself(some_mask: np.ndarray) -> None:
    inner = some_mask[1:6:2, ::-1, 2:4]
    assert np.array_equal(decode_cropped_mask(encode_cropped_mask(inner, AXIAL), LARGEST), inner)


def test_an_edge_that_nifti_1_cannot_count_is_written_as_nifti_2(tmp_path: Path) -> None:
    mask = np.zeros((40000, 2, 1), dtype=bool)
    mask[[0, 39999]] = True
    content = encode_cropped_mask(mask, OBLIQUE)
    seen = in_nibabel(content, tmp_path)
    assert isinstance(seen, nib.Nifti2Image)
    assert np.array_equal(np.asarray(seen.dataobj), mask)
    assert np.allclose(seen.affine, OBLIQUE)
    assert np.array_equal(decode_cropped_mask(content, LARGEST), mask)


def test_a_mask_of_one_voxel_is_a_mask() -> None:
    assert decode_cropped_mask(encode_cropped_mask(np.ones((1, 1, 1), bool), AXIAL), 1).tolist() == [[[True]]]


def test_the_same_mask_gives_the_same_bytes(some_mask: np.ndarray) -> None:
    assert encode_cropped_mask(some_mask, OBLIQUE) == encode_cropped_mask(some_mask.copy(order="C"), OBLIQUE.copy())


@pytest.mark.parametrize("voxels", [np.zeros((2, 0, 2), bool), np.zeros((2, 2), bool), np.zeros((2, 2, 2), np.uint8)])
def test_what_is_no_mask_is_refused_by_its_type_and_shape(voxels: np.ndarray) -> None:
    with pytest.raises(ValueError, match="3D bool array"):
        encode_cropped_mask(voxels, AXIAL)


def test_a_header_that_asks_for_more_than_the_caller_expects_is_refused() -> None:
    content = encode_cropped_mask(np.ones((100, 100, 100), bool), AXIAL)
    with pytest.raises(CorruptStore, match="asks for 1000000 voxels"):
        decode_cropped_mask(content, 999_999)


def altered(content: bytes, position: int, value: bytes) -> bytes:
    """The same file with other bytes at `position` of its decompressed content."""
    plain = gzip.decompress(content)
    return gzip.compress(plain[:position] + value + plain[position + len(value) :])


@pytest.mark.parametrize(
    ("position", "value"),
    [
        (0, b"\x00"),  # sizeof_hdr
        (40, b"\x04\x00"),  # dim[0]
        (42, b"\x00\x00"),  # dim[1] = 0
        (42, b"\x06\x00"),  # dim[1]: fewer voxels than there are
        (42, b"\x08\x00"),  # dim[1]: more
        (70, b"\x04\x00"),  # datatype
        (108, b"\x00\x00\x00\x00"),  # vox_offset
        (344, b"ni1"),  # magic
        (400, b"\x02"),  # a voxel
    ],
)
def test_a_file_that_is_not_what_we_write_is_refused(position: int, value: bytes, some_mask: np.ndarray) -> None:
    content = altered(encode_cropped_mask(some_mask, AXIAL), position, value)
    with pytest.raises(CorruptStore, match=r"^masks/abc\.mask is damaged"):
        decode_cropped_mask(content, LARGEST, "masks/abc.mask")


def test_every_truncation_and_every_flipped_byte_is_noticed_or_harmless(some_mask: np.ndarray) -> None:
    content = encode_cropped_mask(some_mask, AXIAL)
    for length in range(len(content)):
        with pytest.raises(CorruptStore):
            decode_cropped_mask(content[:length], LARGEST)
    for position in range(len(content)):
        damaged = bytearray(content)
        damaged[position] ^= 0x55
        try:
            found = decode_cropped_mask(bytes(damaged), LARGEST)
        except CorruptStore:
            continue
        assert position < 10  # in gzip's own header only: its time, its system
        assert np.array_equal(found, some_mask)


def test_a_mask_written_with_one_compressor_is_read_with_the_other(
    some_mask: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = encode_cropped_mask(some_mask, AXIAL)
    pytest.importorskip("isal")
    from isal import isal_zlib

    for module in (isal_zlib, None):
        monkeypatch.setattr(fast_gzip, "isal_zlib", lambda module=module: module)
        assert np.array_equal(decode_cropped_mask(content, LARGEST), some_mask)
