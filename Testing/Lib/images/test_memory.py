"""How much memory is left, by what the system's files say, and what is refused by it."""

from __future__ import annotations

import gzip
from pathlib import Path

import nibabel
import numpy as np
import pytest

from RILContourLib.errors import ExchangeError, ImageError
from RILContourLib.exchange.masks_in import values_in
from RILContourLib.images import pixels
from RILContourLib.images.memory import available_bytes
from RILContourLib.images.nifti import read_in_parts, read_pixels

MEMINFO = "MemTotal:       16000 kB\nMemFree:         1000 kB\nMemAvailable:    4000 kB\nSwapFree:         500 kB\n"
MIB = 1 << 20


def put(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.fixture
def system(tmp_path: Path) -> Path:
    put(tmp_path, "proc/meminfo", MEMINFO)
    return tmp_path


def test_this_computer_has_some_memory() -> None:
    assert (available_bytes() or 0) > MIB


def test_without_limits_it_is_what_the_kernel_says_with_swap(system: Path) -> None:
    assert available_bytes(system) == 4500 * 1024


def test_the_tightest_group_above_a_process_counts(system: Path) -> None:
    put(system, "proc/self/cgroup", "0::/jobs/one\n")
    put(system, "sys/fs/cgroup/jobs/one/memory.max", "max\n")
    put(system, "sys/fs/cgroup/jobs/one/memory.current", "100\n")
    put(system, "sys/fs/cgroup/jobs/memory.max", f"{3 * MIB}\n")
    put(system, "sys/fs/cgroup/jobs/memory.current", f"{2 * MIB}\n")
    put(system, "sys/fs/cgroup/jobs/memory.stat", f"anon 77\ninactive_file {MIB // 2}\n")
    assert available_bytes(system) == MIB + MIB // 2


def test_groups_of_the_first_version_count(system: Path) -> None:
    put(system, "proc/self/cgroup", "5:cpu,cpuacct:/x\n4:memory:/x\n")
    put(system, "sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n")
    put(system, "sys/fs/cgroup/memory/memory.usage_in_bytes", "1\n")
    put(system, "sys/fs/cgroup/memory/x/memory.limit_in_bytes", f"{2 * MIB}\n")
    put(system, "sys/fs/cgroup/memory/x/memory.usage_in_bytes", f"{3 * MIB}\n")
    assert available_bytes(system) == 0


def image_of(path: Path, values: np.ndarray, dtype: type = np.int16) -> Path:
    nibabel.save(nibabel.Nifti1Image(values.astype(dtype), np.eye(4)), path)
    return path


def test_an_image_larger_than_the_memory_is_refused_before_any_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = image_of(tmp_path / "scan.nii.gz", np.zeros((100, 100, 60)))
    monkeypatch.setattr(pixels, "available_bytes", lambda: MIB)
    with pytest.raises(ImageError, match=r"scan.nii.gz.*1.2 MB.*1.0 MB"):
        read_pixels(path)
    monkeypatch.setattr(pixels, "available_bytes", lambda: None)
    assert read_pixels(path).shape == (100, 100, 60)


def announcing(path: Path, shape: tuple[int, int, int], parts: list[bytes]) -> Path:
    """A .nii.gz of uint8 whose voxels are in several members, so that it is made as fast as it is small."""
    header = nibabel.Nifti1Header()
    header.set_data_dtype(np.uint8)
    header.set_data_shape(shape)
    header["vox_offset"] = 352
    header.set_sform(np.eye(4), 1)
    header["magic"] = b"n+1"
    path.write_bytes(gzip.compress(header.binaryblock + bytes(4)) + b"".join(parts))
    return path


def test_the_values_of_a_large_mask_are_found_in_little_memory(tmp_path: Path) -> None:
    zeros, last = gzip.compress(bytes(16 * MIB)), gzip.compress(bytes(16 * MIB - 2) + b"\x03\x07")
    path = announcing(tmp_path / "mask.nii.gz", (1024, 1024, 256), [zeros] * 15 + [last])
    largest = max(part.nbytes for part in read_in_parts(path))
    assert largest <= 16 * MIB
    assert values_in(path) == (3, 7)


@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.float32])
def test_parts_together_are_all_pixels_of_all_frames_in_the_order_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dtype: type
) -> None:
    monkeypatch.setattr(pixels, "PART_SAMPLES", 7)
    values = np.random.default_rng(0).integers(0, 9, (5, 4, 3, 2))
    image = nibabel.Nifti1Image(values.astype(dtype), np.eye(4))
    image.header.set_slope_inter(2, 1)
    nibabel.save(image, tmp_path / "mask.nii")
    expected = np.asanyarray(nibabel.load(tmp_path / "mask.nii").dataobj).ravel(order="F")
    found = list(read_in_parts(tmp_path / "mask.nii"))
    assert max(map(len, found)) == 7
    assert np.array_equal(np.concatenate(found), expected)


def test_colours_and_fractions_are_no_values_of_a_mask(tmp_path: Path) -> None:
    colours = np.zeros((3, 3, 3), [("R", "u1"), ("G", "u1"), ("B", "u1")])
    nibabel.save(nibabel.Nifti1Image(colours, np.eye(4)), tmp_path / "colours.nii")
    with pytest.raises(ExchangeError, match="colours"):
        values_in(tmp_path / "colours.nii")
    with pytest.raises(ExchangeError, match="fractions"):
        values_in(image_of(tmp_path / "map.nii", np.full((3, 3, 3), 0.5), np.float32))
