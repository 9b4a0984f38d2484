import os
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest

from RILContourLib.errors import GeometryMismatch
from RILContourLib.images.export_header import mask_image_bytes, narrowest_dtype, write_mask
from RILContourLib.images.nifti import ImageInfo, read_header
from Testing.Lib.odd_images import READABLE, SCAN, write_nifti

KEPT = [
    *("dim", "pixdim", "qform_code", "sform_code", "quatern_b", "quatern_c", "quatern_d"),
    *("qoffset_x", "qoffset_y", "qoffset_z", "srow_x", "srow_y", "srow_z", "xyzt_units", "dim_info", "toffset"),
]


def labels(info: ImageInfo, largest: int = 3) -> np.ndarray:
    shape = (*info.geometry.shape, info.geometry.frames) if info.geometry.frames > 1 else info.geometry.shape
    return (np.arange(np.prod(shape)) % (largest + 1)).reshape(shape)


@pytest.mark.parametrize("ending", [".nii", ".nii.gz"])
@pytest.mark.parametrize("kind", READABLE)
def test_a_mask_lies_exactly_on_its_source_as_nibabel_reads_both(kind: str, ending: str, tmp_path: Path) -> None:
    source = READABLE[kind](tmp_path / f"scan{ending}")
    info = read_header(source)
    values = labels(info)
    write_mask(tmp_path / f"mask{ending}", info, values)
    mask, image = nib.load(tmp_path / f"mask{ending}"), nib.load(source)
    assert np.array_equal(mask.affine, image.affine)
    assert mask.shape == image.shape
    assert np.array_equal(np.asanyarray(mask.dataobj).reshape(values.shape), values)
    assert mask.get_data_dtype() == np.uint8
    assert type(mask) is type(image)
    assert mask.header.endianness == image.header.endianness
    assert (mask.dataobj.slope, mask.dataobj.inter) == (1.0, 0.0)
    for field in KEPT:
        assert mask.header[field].tobytes() == image.header[field].tobytes(), field


@pytest.mark.parametrize("kind", ["patient texts", "patient texts in NIfTI-2"])
def test_nothing_that_may_name_the_patient_is_carried_over(kind: str, tmp_path: Path) -> None:
    info = read_header(READABLE[kind](tmp_path / "scan.nii"))
    content = mask_image_bytes(info, labels(info), compressed=False).lower()
    assert b"jane" not in content
    assert b"doe" not in content


def test_header_extensions_are_dropped(tmp_path: Path) -> None:
    image = nib.Nifti1Image(SCAN, np.eye(4))
    image.header.extensions.append(nib.nifti1.Nifti1Extension("comment", b"DOE^JANE"))
    nib.save(image, tmp_path / "scan.nii")
    info = read_header(tmp_path / "scan.nii")
    write_mask(tmp_path / "mask.nii", info, labels(info))
    assert not nib.load(tmp_path / "mask.nii").header.extensions
    assert np.array_equal(np.asarray(nib.load(tmp_path / "mask.nii").dataobj), labels(info))


@pytest.mark.parametrize(
    ("largest", "dtype"),
    [
        *((0, "uint8"), (255, "uint8"), (256, "uint16"), (65535, "uint16"), (65536, "int32"), (2**31 - 1, "int32")),
        *((2**31, "uint32"), (2**32 - 1, "uint32"), (2**32, "int64"), (2**63 - 1, "int64"), (2**63, "uint64")),
    ],
)
def test_the_narrowest_type_that_holds_the_values_is_written(largest: int, dtype: str, tmp_path: Path) -> None:
    values = np.zeros(SCAN.shape, np.uint64)
    values[1, 2, 1] = largest
    assert narrowest_dtype(values) == dtype
    write_mask(tmp_path / "mask.nii.gz", read_header(write_nifti(tmp_path / "scan.nii", SCAN)), values)
    found = nib.load(tmp_path / "mask.nii.gz")
    assert found.get_data_dtype() == dtype
    assert np.array_equal(np.asanyarray(found.dataobj), values)


@pytest.mark.parametrize("byte_order", ["<", ">"])
def test_wide_values_survive_the_sources_byte_order(byte_order: str, tmp_path: Path) -> None:
    info = read_header(write_nifti(tmp_path / "scan.nii", SCAN, byte_order=byte_order))
    values = np.arange(SCAN.size).reshape(SCAN.shape) * 999_983
    write_mask(tmp_path / "mask.nii.gz", info, values)
    assert np.array_equal(np.asanyarray(nib.load(tmp_path / "mask.nii.gz").dataobj), values)


def test_a_bool_mask_is_written_as_zeros_and_ones(tmp_path: Path) -> None:
    write_mask(tmp_path / "mask.nii", read_header(write_nifti(tmp_path / "scan.nii", SCAN)), SCAN > 0)
    assert np.array_equal(np.asanyarray(nib.load(tmp_path / "mask.nii").dataobj), (SCAN > 0).astype(np.uint8))


def test_negative_values_and_fractions_are_refused() -> None:
    with pytest.raises(ValueError, match="one is -1"):
        narrowest_dtype(np.array([3, -1]))
    with pytest.raises(ValueError, match="integers, not float64"):
        narrowest_dtype(np.array([0.5]))


@pytest.mark.parametrize("shape", [(5, 4), (4, 5, 3), (5, 4, 3, 2), (5, 4, 3, 1, 1)])
def test_an_array_on_another_grid_is_refused(shape: tuple[int, ...], tmp_path: Path) -> None:
    info = read_header(write_nifti(tmp_path / "scan.nii", SCAN))
    with pytest.raises(GeometryMismatch, match="not on the grid of"):
        mask_image_bytes(info, np.zeros(shape, np.uint8))


def test_the_same_mask_gives_the_same_file_at_any_time_and_under_any_name(tmp_path: Path) -> None:
    info = read_header(write_nifti(tmp_path / "scan.nii", SCAN))
    write_mask(tmp_path / "a.nii.gz", info, labels(info))
    write_mask(tmp_path / "b.nii.gz", info, labels(info).astype(np.int8, order="F"))
    assert (tmp_path / "a.nii.gz").read_bytes() == (tmp_path / "b.nii.gz").read_bytes()
    assert (tmp_path / "a.nii.gz").read_bytes()[3:9] == bytes(6)  # gzip: no name, no time


def test_exporting_leaves_the_source_as_it_was(tmp_path: Path) -> None:
    source = write_nifti(tmp_path / "scan.nii.gz", SCAN)
    source.chmod(0o440)
    os.utime(source, ns=(10**18, 10**18 + 7))
    before = source.read_bytes(), source.stat().st_mtime_ns, source.stat().st_mode
    info = read_header(source)
    write_mask(tmp_path / "mask.nii.gz", info, labels(info))
    assert (source.read_bytes(), source.stat().st_mtime_ns, source.stat().st_mode) == before
