"""Maps as files: on the image's grid, whatever its header."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np
import pytest

from RILContourLib.errors import ExchangeError, GeometryMismatch
from RILContourLib.exchange.explanation_out import write_map
from RILContourLib.images.header import read_header

AFFINE = np.array([[-0.8, 0, 0.1, 90.0], [0, 0.7, 0, -120.0], [0, 0.2, 2.5, -40.0], [0, 0, 0, 1]])


def source(folder: Path, kind: Any = nib.Nifti1Image, frames: int = 1, name: str = "scan.nii.gz") -> Path:
    shape = (5, 4, 3) if frames == 1 else (5, 4, 3, frames)
    image = kind(np.zeros(shape, np.int16), AFFINE)
    image.header["descrip"] = b"Somebody's name"
    image.header.set_xyzt_units("mm", "sec")
    nib.save(image, folder / name)
    return folder / name


@pytest.mark.parametrize("kind", [nib.Nifti1Image, nib.Nifti2Image])
@pytest.mark.parametrize("frames", [1, 2])
@pytest.mark.parametrize("ending", ["nii", "nii.gz"])
def test_values_and_place_come_back_as_they_were(tmp_path: Path, kind: Any, frames: int, ending: str) -> None:
    image = source(tmp_path, kind, frames)
    values = np.arange(60, dtype=np.float32).reshape(5, 4, 3) / 7
    values[2] = np.nan
    write_map(tmp_path / f"map.{ending}", read_header(image), values)
    found, origin = nib.load(tmp_path / f"map.{ending}"), nib.load(image)
    np.testing.assert_array_equal(np.asarray(found.dataobj), values)
    np.testing.assert_array_equal(found.affine, origin.affine)
    assert found.get_data_dtype() == np.float32 and type(found) is kind
    for code in ("qform_code", "sform_code", "xyzt_units"):
        assert found.header[code] == origin.header[code]
    assert b"Somebody" not in found.header.binaryblock


def test_a_map_of_another_grid_or_over_a_file_that_is_there_is_refused(tmp_path: Path) -> None:
    image = read_header(source(tmp_path))
    with pytest.raises(GeometryMismatch, match="not on the grid"):
        write_map(tmp_path / "map.nii", image, np.zeros((5, 4, 2), np.float32))
    write_map(tmp_path / "map.nii", image, np.zeros((5, 4, 3), np.float32))
    with pytest.raises(ExchangeError):
        write_map(tmp_path / "map.nii", image, np.zeros((5, 4, 3), np.float32))
    write_map(tmp_path / "map.nii", image, np.ones((5, 4, 3), np.float32), overwrite=True)
    assert np.asarray(nib.load(tmp_path / "map.nii").dataobj).min() == 1
