"""NRRD volumes written as NIfTI, against pynrrd and nibabel."""

from __future__ import annotations

import nibabel
import numpy as np
import pytest

from RILContourLib.errors import ExchangeError
from RILContourLib.exchange.nrrd_to_nifti import nrrd_to_nifti

nrrd = pytest.importorskip("nrrd")


def test_the_real_ct_keeps_its_numbers_and_its_place(slicerio_data, tmp_path):
    target = tmp_path / "ct.nii.gz"
    nrrd_to_nifti(slicerio_data / "CTChest4.nrrd", target)
    array, header = nrrd.read(str(slicerio_data / "CTChest4.nrrd"))
    image = nibabel.load(target)
    assert np.array_equal(np.asarray(image.dataobj), array)
    assert image.get_data_dtype() == array.dtype
    assert (image.get_sform(coded=True)[1], image.get_qform(coded=True)[1]) == (1, 1)
    first_lps, last = header["space origin"], np.array(array.shape) - 1
    last_lps = first_lps + header["space directions"].T @ last
    assert np.allclose(image.affine @ [0, 0, 0, 1], [*(first_lps * [-1, -1, 1]), 1], atol=1e-4)
    assert np.allclose(image.affine @ [*last, 1], [*(last_lps * [-1, -1, 1]), 1], atol=1e-4)
    assert np.allclose(image.get_qform(), image.get_sform(), atol=1e-4)


def test_the_same_volume_gives_the_same_bytes(slicerio_data, tmp_path):
    for name in ("a.nii.gz", "b.nii.gz"):
        nrrd_to_nifti(slicerio_data / "CTChest4.nrrd", tmp_path / name)
    assert (tmp_path / "a.nii.gz").read_bytes() == (tmp_path / "b.nii.gz").read_bytes()


def test_a_file_that_is_there_is_left_unless_overwriting_was_asked_for(slicerio_data, tmp_path):
    target = tmp_path / "ct.nii"
    target.write_text("mine")
    with pytest.raises(ExchangeError, match="exists already"):
        nrrd_to_nifti(slicerio_data / "CTChest4.nrrd", target)
    assert target.read_text() == "mine"
    nrrd_to_nifti(slicerio_data / "CTChest4.nrrd", target, overwrite=True)
    assert nibabel.load(target).shape == (128, 128, 34)
    assert [path.name for path in tmp_path.iterdir()] == ["ct.nii"]


@pytest.mark.parametrize("space", ["right-anterior-superior", "left-anterior-superior", "left-posterior-superior"])
@pytest.mark.parametrize("order", ["<i2", ">f4"])
def test_each_space_and_byte_order_is_understood(tmp_path, random, space, order):
    array = (random.normal(size=(4, 3, 2)) * 100).astype(order)
    header = {
        "space": space,
        "space directions": np.array([[1.0, 0.2, 0], [0, 2, 0], [0, 0, -3]]),
        "space origin": [5.0, 6, 7],
        "encoding": "raw",
    }
    nrrd.write(str(tmp_path / "a.nrrd"), array, header)
    nrrd_to_nifti(tmp_path / "a.nrrd", tmp_path / "a.nii")
    image = nibabel.load(tmp_path / "a.nii")
    signs = {"right": [1, 1, 1], "left-a": [-1, 1, 1], "left-p": [-1, -1, 1]}
    sign = next(value for start, value in signs.items() if space.startswith(start))
    expected = np.array([[1, 0, 0, 5], [0.2, 2, 0, 6], [0, 0, -3, 7]]) * np.array(sign)[:, None]
    assert np.allclose(image.affine[:3], expected)
    assert int(image.header["qform_code"]) == 0  # sheared
    assert np.array_equal(np.asarray(image.dataobj), array)


def test_a_volume_without_a_place_in_space_is_refused(tmp_path):
    nrrd.write(str(tmp_path / "a.nrrd"), np.zeros((2, 2, 2)))
    with pytest.raises(ExchangeError, match="does not say where"):
        nrrd_to_nifti(tmp_path / "a.nrrd", tmp_path / "a.nii")
