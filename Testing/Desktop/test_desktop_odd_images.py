"""Images of every odd kind: each is shown and annotated in the file's own grid, or refused with a sentence."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import nibabel
import numpy as np
from desktop_case import DesktopCase

SMALL = (9, 8, 7)
PLAIN = np.diag([2.0, 2.0, 5.0, 1.0])
NUMBERS = np.arange(np.prod(SMALL), dtype=np.int16).reshape(SMALL)
TURN = np.array([[0.8, -0.6, 0.0], [0.6, 0.8, 0.0], [0.0, 0.0, 1.0]])


def _image(pixels: np.ndarray, affine: np.ndarray | None = None, **header: object) -> nibabel.Nifti1Image:
    image = nibabel.Nifti1Image(pixels, PLAIN if affine is None else affine, dtype=pixels.dtype)
    for field, value in header.items():
        image.header[field] = value
    return image


def _with_affine(matrix: np.ndarray) -> nibabel.Nifti1Image:
    affine = np.eye(4)
    affine[:3, :3], affine[:3, 3] = matrix, (10, -20, 30)
    return _image(NUMBERS, affine)


def _colours(samples: int) -> nibabel.Nifti1Image:
    names = [(name, np.uint8) for name in "RGBA"[:samples]]
    pixels = np.zeros(SMALL, names)
    pixels["R"] = NUMBERS % 251
    return nibabel.Nifti1Image(pixels, PLAIN)


def _in_metres() -> nibabel.Nifti1Image:
    image = _image(NUMBERS, np.diag([0.002, 0.002, 0.005, 1.0]))
    image.header.set_xyzt_units("meter")
    return image


def _without_place() -> nibabel.Nifti1Image:
    image = _image(NUMBERS)
    image.header["sform_code"] = image.header["qform_code"] = 0
    return image


def _with_holes() -> nibabel.Nifti1Image:
    pixels = NUMBERS.astype(np.float64)
    pixels[0], pixels[1, 0] = np.nan, (np.inf,)
    return _image(pixels)


# Each can be shown: what is painted is at these voxels of the file.
SHOWN: dict[str, Callable[[], nibabel.Nifti1Image]] = {
    "oblique": lambda: _with_affine(TURN @ np.diag([2.0, 2.0, 5.0])),
    "left-handed": lambda: _with_affine(np.diag([-2.0, 2.0, 5.0])),
    "other-order": lambda: _with_affine(np.array([[0, 0, 5.0], [2.0, 0, 0], [0, -2.0, 0]])),
    "sheared": lambda: _with_affine(np.array([[2.0, 0.4, 0], [0, 2.0, 0], [0, 0, 5.0]])),
    "rgb": lambda: _colours(3),
    "rgba": lambda: _colours(4),
    "metres": _in_metres,
    "no-place": _without_place,
    "one-slice": lambda: _image(NUMBERS[:, :, :1]),
    "two-dimensional": lambda: _image(NUMBERS[:, :, 0]),
    "one-voxel": lambda: _image(NUMBERS[:1, :1, :1]),
    "one-column": lambda: _image(NUMBERS[:1, :1, :]),
    "not-numbers": _with_holes,
    "no-number-at-all": lambda: _image(np.full(SMALL, np.nan)),
    "constant": lambda: _image(np.full(SMALL, 7, np.uint8)),
    "int64": lambda: _image(NUMBERS.astype(np.int64) + 2**40),
    "uint64": lambda: _image(NUMBERS.astype(np.uint64) + np.uint64(2**63)),
    "int8": lambda: _image((NUMBERS % 100 - 50).astype(np.int8)),
    "uint32": lambda: _image(NUMBERS.astype(np.uint32) + np.uint32(2**31)),
    "huge-numbers": lambda: _image(NUMBERS.astype(np.float64) * 1e300),
    "huge-spacing": lambda: _image(NUMBERS, np.diag([1e5, 1e5, 1e6, 1.0])),
    "tiny-spacing": lambda: _image(NUMBERS, np.diag([1e-4, 1e-4, 1e-3, 1.0])),
    "big-endian": lambda: nibabel.Nifti1Image(NUMBERS, PLAIN, nibabel.Nifti1Header(endianness=">")),
    "one-frame": lambda: _image(NUMBERS[..., None]),
    "five-dimensions-of-one": lambda: _image(NUMBERS[..., None, None]),
    "far-away": lambda: _image(NUMBERS, np.array([[2.0, 0, 0, 1e7], [0, 2, 0, -1e7], [0, 0, 5, 1e7], [0, 0, 0, 1]])),
}


def _torn(path: Path) -> None:
    rng = np.random.default_rng(0)
    nibabel.save(_image(rng.integers(0, 999, (40, 40, 40), np.int16)), path)
    path.write_bytes(path.read_bytes()[:20_000])


def _header_only(path: Path) -> None:
    path.write_bytes(gzip.compress(_image(NUMBERS).header.binaryblock + bytes(4)))


def _of_dimensions(*dim: int) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        header = _image(NUMBERS).header
        header.structarr["dim"] = (*dim, *[1] * (8 - len(dim)))
        path.write_bytes(gzip.compress(header.binaryblock + bytes(4) + NUMBERS.tobytes()))

    return write


def _with_field(field: str, value: object) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        header = _image(NUMBERS).header
        header.structarr[field] = value
        path.write_bytes(gzip.compress(header.binaryblock + bytes(4) + NUMBERS.tobytes(order="F")))

    return write


# None can be shown; a sentence names the file.
REFUSED: dict[str, Callable[[Path], None]] = {
    "empty-file": lambda path: path.write_bytes(b""),
    "no-image": lambda path: path.write_bytes(b"not an image at all" * 40),
    "torn": _torn,
    "header-only": _header_only,
    "zero-size": _of_dimensions(3, 0, 8, 7),
    "negative-size": _of_dimensions(3, 9, -8, 7),
    "no-dimensions": _of_dimensions(0, 9, 8, 7),
    "nine-dimensions": _of_dimensions(9, 9, 8, 7),
    "enormous": _of_dimensions(3, 32767, 32767, 32767),
    "no-affine": _with_field("srow_x", (np.nan, 0, 0, 0)),
    "flat-affine": _with_field("srow_x", (0, 0, 0, 0)),
    "unknown-type": _with_field("datatype", 999),
    "complex": lambda path: nibabel.save(_image(NUMBERS.astype(np.complex64)), path),
    "vectors": lambda path: nibabel.save(_image(np.zeros((4, 4, 4, 1, 3), np.float32)), path),
    "a-folder": lambda path: path.mkdir(),
}


class OddImages(DesktopCase):
    def open_images(self, kinds: dict[str, Callable[[Path], object]]) -> None:
        from RILContourLib import Project

        study = self.folder / "study"
        study.mkdir()
        for kind, write in kinds.items():
            write(study / f"{kind}.nii.gz")
        rois = [{"name": "Liver"}, {"name": "Apex", "kind": "point"}]
        Project.create(study, name="Odd", rois=rois)
        self.desk.openProject(study)
        self.settle()

    def message(self) -> str:
        return self.ui("Series").messageLabel.property("text")

    def test_each_kind_that_can_be_shown_is_annotated_in_the_files_own_grid(self) -> None:
        def saving(make: Callable[[], nibabel.Nifti1Image]) -> Callable[[Path], object]:
            return lambda path: nibabel.save(make(), path)

        self.open_images({kind: saving(make) for kind, make in SHOWN.items()})
        for kind in SHOWN:
            with self.subTest(kind):
                self.open_series(f"{kind}.nii.gz")
                self.assertIsNotNone(self.desk.series.current, self.message())
                self.assertEqual(self.models.workspace.opened.name, f"{kind}.nii.gz")
                self.annotate_a_corner()

    def annotate_a_corner(self) -> None:
        """Paint a voxel and put a point at the file's first voxel, wherever the node has it."""
        current = self.desk.series.current
        display, shape = current.image.display, current.image.info.geometry.shape
        x, y, z = display.ijk_to_ras_mm(np.zeros(3)).tolist()
        current.points.node("apex").AddControlPoint(x, y, z, "first")
        at = display.node_extent(_first_voxel()).start
        self.paint("liver", tuple(at))
        held = self.models.workspace.opened.annotation
        self.assertEqual(np.argwhere(held.mask("liver").to_array()).tolist(), [[0, 0, 0]], shape)
        (point,) = held.roi("apex").points
        np.testing.assert_allclose(point.ijk, (0, 0, 0), atol=1e-2)
        self.assertEqual(self.shown_voxels("liver"), 1)

    def test_each_kind_that_cannot_be_shown_is_refused_by_its_name_and_what_is_open_stays(self) -> None:
        self.open_images({"plain": lambda path: nibabel.save(_image(NUMBERS), path), **REFUSED})
        self.open_series("plain.nii.gz")
        self.paint("liver", (1, 1, 1))
        for kind in REFUSED:
            with self.subTest(kind):
                name = f"{kind}.nii.gz"
                if name not in self.desk.project.names:
                    continue
                self.open_series(name)
                self.assertIn(name, self.message())
                self.assertNotIn("Traceback", self.message())
                self.open_series("plain.nii.gz")
                self.assertEqual(self.shown_voxels("liver"), 1)


def _first_voxel() -> object:
    from RILContourLib.annotation.extent import Extent

    return Extent((0, 0, 0), (1, 1, 1))


if __name__ == "__main__":
    import unittest

    unittest.main()
