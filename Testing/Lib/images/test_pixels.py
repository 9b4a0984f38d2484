import gzip
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest

from RILContourLib.errors import ImageChanged, ImageError
from RILContourLib.images import fast_gzip
from RILContourLib.images.identity import FileState, ImageIdentity, identify
from RILContourLib.images.nifti import (
    read_frames,
    read_header,
    read_pixels,
    read_pixels_and_identity,
    read_stored_pixels,
)
from Testing.Lib.odd_images import READABLE, SCAN, counted, truncated, with_byte_flipped, with_dim, write_nifti


class Remembered(dict):
    """Identities by file state, as plainly as possible."""

    def find(self, state: FileState) -> ImageIdentity | None:
        return self.get(state)

    def remember(self, state: FileState, identity: ImageIdentity) -> None:
        self[state] = identity


@pytest.fixture(params=["isal", "zlib"])
def either_gzip(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "isal":
        pytest.importorskip("isal")
    else:
        monkeypatch.setattr(fast_gzip, "isal_zlib", lambda: None)


def as_nibabel_reads(path: Path) -> np.ndarray:
    """(ni, nj, nk, frames) or (ni, nj, nk, samples, frames) of the same file by nibabel."""
    array = np.asanyarray(nib.load(path).dataobj)
    array = array.reshape((*array.shape, 1, 1)[:4])
    if array.dtype.names:
        return np.stack([array[name] for name in array.dtype.names], axis=3)
    return array


@pytest.mark.usefixtures("either_gzip")
@pytest.mark.parametrize("ending", [".nii", ".nii.gz"])
@pytest.mark.parametrize("kind", READABLE)
def test_pixels_are_those_that_nibabel_reads(kind: str, ending: str, tmp_path: Path) -> None:
    path = READABLE[kind](tmp_path / f"scan{ending}")
    expected = as_nibabel_reads(path)
    info = read_header(path)
    for frame, pixels in enumerate(read_frames(path)):
        for found in (pixels, read_pixels(path, frame), read_pixels_and_identity(info, frame)[0]):
            assert np.array_equal(found, expected[..., frame], equal_nan=found.dtype.kind == "f")
            assert found.dtype == info.pixel_dtype == expected.dtype.newbyteorder("=")
            assert found.dtype.isnative
            assert found.flags.writeable
    assert frame == info.geometry.frames - 1


@pytest.mark.parametrize("kind", ["plain", "4D", "slope"])
def test_pixels_lie_in_memory_as_in_the_file(kind: str, tmp_path: Path) -> None:
    assert read_pixels(READABLE[kind](tmp_path / "scan.nii.gz")).flags.f_contiguous


def test_stored_numbers_are_had_without_scaling(tmp_path: Path) -> None:
    path = READABLE["slope"](tmp_path / "scan.nii.gz")
    assert np.array_equal(read_stored_pixels(path), SCAN)
    assert read_stored_pixels(path).dtype == np.int16


def test_colours_are_not_scaled(tmp_path: Path) -> None:
    path = READABLE["RGB"](tmp_path / "scan.nii")
    before = read_pixels(path)
    content = bytearray(path.read_bytes())
    content[112:120] = np.array([2.5, 7], "<f4").tobytes()  # scl_slope, scl_inter
    path.write_bytes(content)
    assert np.array_equal(read_pixels(path), before)


def test_a_frame_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = READABLE["4D"](tmp_path / "scan.nii")
    for frame in (-1, 6):
        with pytest.raises(ImageError, match="its frames are 0 to 5"):
            read_pixels(path, frame)


@pytest.mark.usefixtures("either_gzip")
@pytest.mark.parametrize("keep", [0.5, 0.9, 0.999])
def test_a_truncated_compressed_file_is_refused(keep: float, tmp_path: Path) -> None:
    path = truncated(write_nifti(tmp_path / "scan.nii.gz", counted((64, 64, 20))), keep)
    with pytest.raises(ImageError, match=r"scan\.nii\.gz is truncated"):
        read_pixels(path)


@pytest.mark.usefixtures("either_gzip")
def test_a_stream_that_ends_before_the_last_voxel_is_refused(tmp_path: Path) -> None:
    path = write_nifti(tmp_path / "scan.nii.gz", SCAN, edit=with_dim(3, 4))
    with pytest.raises(ImageError, match=r"dim and datatype ask for 512 bytes"):
        read_pixels(path)


@pytest.mark.usefixtures("either_gzip")
@pytest.mark.parametrize("position", [-6, -2, 300], ids=["checksum", "length", "content"])
def test_a_damaged_compressed_file_is_refused(position: int, tmp_path: Path) -> None:
    noise = np.random.default_rng(5).integers(0, 9999, (20, 20, 20)).astype(np.int16)
    path = with_byte_flipped(write_nifti(tmp_path / "scan.nii.gz", noise), position)
    with pytest.raises(ImageError, match=r"scan\.nii\.gz is (damaged|truncated)"):
        read_pixels(path)


@pytest.mark.usefixtures("either_gzip")
def test_a_file_of_several_gzip_members_is_read_whole(tmp_path: Path) -> None:
    whole = write_nifti(tmp_path / "scan.nii", SCAN).read_bytes()
    path = tmp_path / "scan.nii.gz"
    path.write_bytes(b"".join(gzip.compress(whole[start : start + 100]) for start in range(0, len(whole), 100)))
    assert np.array_equal(read_pixels(path), SCAN)


@pytest.mark.usefixtures("either_gzip")
def test_padding_after_the_compressed_data_is_ignored(tmp_path: Path) -> None:
    path = write_nifti(tmp_path / "scan.nii.gz", SCAN)
    path.write_bytes(path.read_bytes() + bytes(700))
    assert np.array_equal(read_pixels(path), SCAN)


@pytest.mark.usefixtures("either_gzip")
def test_other_bytes_after_the_compressed_data_are_refused(tmp_path: Path) -> None:
    path = write_nifti(tmp_path / "scan.nii.gz", SCAN)
    path.write_bytes(path.read_bytes() + b"no further part of the file")
    with pytest.raises(ImageError, match=r"scan\.nii\.gz is damaged"):
        read_pixels(path)


@pytest.mark.usefixtures("either_gzip")
@pytest.mark.parametrize("kind", ["plain", "4D", "trailing bytes", "slope", "RGB"])
@pytest.mark.parametrize("ending", [".nii", ".nii.gz"])
def test_the_identity_that_comes_with_pixels_is_that_of_the_whole_file(kind: str, ending: str, tmp_path: Path) -> None:
    path = READABLE[kind](tmp_path / f"scan{ending}")
    assert read_pixels_and_identity(path)[1] == identify(path)


def test_a_file_whose_identity_is_known_is_not_hashed_again(tmp_path: Path) -> None:
    path = READABLE["plain"](tmp_path / "scan.nii.gz")
    known = Remembered()
    first, identity = read_pixels_and_identity(path, known=known)
    assert known == {FileState.of(path): identity}
    known[FileState.of(path)] = ImageIdentity(5, "from memory")
    again, remembered = read_pixels_and_identity(path, known=known)
    assert remembered.sha256 == "from memory"
    assert np.array_equal(first, again)


@pytest.mark.parametrize("ending", [".nii", ".nii.gz"])
def test_a_file_replaced_after_its_header_was_read_is_noticed(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"scan{ending}"
    info = read_header(READABLE["plain"](path))
    READABLE["left handed"](path)
    with pytest.raises(ImageChanged, match="was changed by another program"):
        read_pixels(info)


def test_a_file_that_is_gone_is_an_error_that_names_it(tmp_path: Path) -> None:
    info = read_header(READABLE["plain"](tmp_path / "scan.nii"))
    info.path.unlink()
    for read in (read_pixels, read_pixels_and_identity):
        with pytest.raises(ImageError, match=r"scan\.nii does not exist"):
            read(info)


def test_an_error_while_hashing_and_decompressing_ends_the_thread(tmp_path: Path) -> None:
    import threading

    path = truncated(write_nifti(tmp_path / "scan.nii.gz", counted((64, 64, 20))), 0.5)
    before = threading.active_count()
    with pytest.raises(ImageError, match="truncated"):
        read_pixels_and_identity(path)
    assert threading.active_count() == before


@pytest.mark.parametrize("scaled", [False, True])
def test_opening_takes_the_images_own_memory_and_little_more(scaled: bool, tmp_path: Path) -> None:
    noise = np.random.default_rng(5).integers(0, 2000, (256, 256, 100)).astype(np.int16)
    path = write_nifti(tmp_path / "scan.nii.gz", noise, edit=halving if scaled else None)
    info = read_header(path)
    tracemalloc.start()
    pixels, _ = read_pixels_and_identity(info)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < pixels.nbytes + 12e6


def halving(header: nib.Nifti1Header) -> None:
    header["scl_slope"] = 0.5


@pytest.mark.skipif(os.name == "nt", reason="limits of memory are POSIX")
def test_an_image_that_does_not_fit_in_memory_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "scan.nii"
    write_nifti(path, SCAN, edit=lambda header: header["dim"].__setitem__(slice(1, 4), 1500))
    with path.open("r+b") as file:
        file.truncate(7_000_000_000)  # a hole: no disk is used
    script = (
        "import resource, sys; from pathlib import Path\n"
        "from RILContourLib.images.nifti import read_pixels; from RILContourLib.errors import ImageError\n"
        "import nibabel.nifti2\n"
        "resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))\n"
        "try: read_pixels(Path(sys.argv[1]))\n"
        "except ImageError as error: sys.stdout.write(str(error))\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    assert "too large for this computer's memory" in done.stdout


@pytest.mark.parametrize("ending", [".nii", ".nii.gz"])
def test_reading_leaves_the_file_as_it_was(ending: str, tmp_path: Path) -> None:
    path = write_nifti(tmp_path / f"scan{ending}", SCAN)
    path.chmod(0o640)
    os.utime(path, ns=(10**18, 10**18 + 7))
    before = path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode, path.stat().st_ino
    pixels, _ = read_pixels_and_identity(path)
    pixels[:] = 0
    read_pixels(path)
    identify(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode, path.stat().st_ino) == before
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
