"""Slicer segmentations: real files against slicerio's own reading, and layouts made for the purpose."""

from __future__ import annotations

import bz2
import gzip
import tracemalloc
from pathlib import Path

import nibabel
import numpy as np
import pytest

from RILContourLib.errors import ExchangeError, GeometryMismatch
from RILContourLib.exchange import nrrd_file
from RILContourLib.exchange.nrrd_to_nifti import nrrd_to_nifti
from RILContourLib.exchange.seg_nrrd import read_seg_nrrd
from RILContourLib.exchange.seg_nrrd_in import import_segmentation, template_from_segments
from RILContourLib.images.nifti import ImageInfo, read_header
from RILContourLib.project.roi import Code

nrrd = pytest.importorskip("nrrd")

SEGMENT_FIELDS = {
    "Segment0_ID": "first",
    "Segment0_Name": "Liver",
    "Segment0_LabelValue": "1",
    "Segment0_Layer": "0",
    "Segment0_Color": "1 0.5 0",
    "Segment1_ID": "second",
    "Segment1_Name": "Left kidney",
    "Segment1_LabelValue": "1",
    "Segment1_Layer": "1",
}
# Image: 6 x 5 x 4 voxels of 2 x 3 x 4 mm in RAS order, first voxel at (10, 20, 30).
IMAGE_AFFINE = np.array([[2.0, 0, 0, 10], [0, 3, 0, 20], [0, 0, 4, 30], [0, 0, 0, 1]])


@pytest.fixture
def image(tmp_path: Path) -> ImageInfo:
    path = tmp_path / "scan.nii.gz"
    nibabel.save(nibabel.Nifti1Image(np.zeros((6, 5, 4), np.int16), IMAGE_AFFINE), path)
    return read_header(path)


def write_segmentation(path: Path, layers: np.ndarray, affine_ras: np.ndarray, **fields: str) -> Path:
    """`layers` is (layer, i, j, k); written in LPS as Slicer does."""
    lps = np.diag([-1.0, -1, 1, 1]) @ affine_ras
    header = {
        "space": "left-posterior-superior",
        "kinds": ["list", "domain", "domain", "domain"],
        "space directions": np.vstack([[np.nan] * 3, lps[:3, :3].T]),
        "space origin": lps[:3, 3],
        "encoding": "gzip",
    }
    nrrd.write(str(path), layers, header | SEGMENT_FIELDS | fields)
    return path


@pytest.mark.parametrize("name", ["Segmentation.seg.nrrd", "SegmentationOverlapping.seg.nrrd"])
def test_every_segment_of_the_real_files_is_what_slicerio_reads(slicerio_data, name):
    import slicerio

    ours, peer = read_seg_nrrd(slicerio_data / name), slicerio.read_segmentation(str(slicerio_data / name))
    assert [segment.id for segment in ours.segments] == [segment["id"] for segment in peer["segments"]]
    assert np.array_equal(np.diag([-1, -1, 1, 1]) @ ours.affine_ijk_to_ras, peer["ijkToLPS"])
    for segment, expected in zip(ours.segments, peer["segments"], strict=True):
        assert np.array_equal(ours.voxels(segment), slicerio.segment_mask(peer, expected))
        assert segment.name == expected["name"]
        assert segment.color == "#" + "".join(f"{round(255 * part):02X}" for part in expected["color"])
        term = segment.terminology.type
        assert [term.scheme, term.value, term.meaning] == expected["terminology"]["type"]
        assert segment.tags["Segmentation.Status"] == expected["status"]


def test_the_real_segmentation_lies_on_the_real_ct(slicerio_data, tmp_path):
    nrrd_to_nifti(slicerio_data / "CTChest4.nrrd", tmp_path / "ct.nii.gz")
    segmentation = read_seg_nrrd(slicerio_data / "SegmentationOverlapping.seg.nrrd")
    rois = template_from_segments(segmentation.segments, powers_of_two=True)
    assert [roi.value for roi in rois] == [1, 2, 4, 8, 16, 32, 64, 128]
    assert rois[4].id == "right-lung"
    assert rois[4].codes == (Code("SCT", "39607008", "Lung"), Code("SCT", "24028007", "Right"))
    imported = import_segmentation(segmentation.path, read_header(tmp_path / "ct.nii.gz"), rois)
    assert imported.findings == ()
    for roi, segment in zip(rois, segmentation.segments, strict=True):
        assert np.array_equal(imported.masks[roi.id, 0].to_array(), segmentation.voxels(segment))
    pixels = nibabel.load(tmp_path / "ct.nii.gz").get_fdata()
    # The mean of the lungs is that of lung tissue: nothing is mirrored or shifted.
    assert -900 < pixels[imported.masks["right-lung", 0].to_array()].mean() < -600


def test_values_of_a_template_are_the_label_values_where_these_are_unique(slicerio_data):
    plain = read_seg_nrrd(slicerio_data / "Segmentation.seg.nrrd").segments
    assert [roi.value for roi in template_from_segments(plain)] == [1, 2, 3, 4, 5, 6, 7]
    overlapping = read_seg_nrrd(slicerio_data / "SegmentationOverlapping.seg.nrrd").segments
    assert [roi.value for roi in template_from_segments(overlapping)] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_a_cropped_file_with_overlapping_layers_is_pasted_where_it_belongs(tmp_path, image, three_rois):
    layers = np.zeros((2, 2, 3, 2), np.uint8)
    layers[0, 0, 0, 0] = layers[1, 0, 0, 0] = layers[1, 1, 2, 1] = 1
    affine = IMAGE_AFFINE.copy()
    affine[:3, 3] = (10 + 2 * 3, 20 + 3 * 1, 30 + 4 * 2)
    path = write_segmentation(tmp_path / "a.seg.nrrd", layers, affine, Segmentation_ReferenceImageExtentOffset="3 1 2")
    imported = import_segmentation(path, image, three_rois)
    assert set(imported.masks) == {("liver", 0), ("kidney", 0)}
    assert np.argwhere(imported.masks["liver", 0].to_array()).tolist() == [[3, 1, 2]]
    assert np.argwhere(imported.masks["kidney", 0].to_array()).tolist() == [[3, 1, 2], [4, 3, 3]]
    assert imported.findings == ()


def test_a_file_with_other_axis_directions_is_reordered(tmp_path, image, three_rois):
    marked = np.zeros((6, 5, 4), np.uint8)
    marked[1, 2, 3] = 1
    flipped = np.stack([marked, np.zeros_like(marked)])[:, ::-1, :, ::-1].transpose(0, 3, 2, 1)
    affine = IMAGE_AFFINE @ np.array([[0, 0, -1, 5], [0, 1, 0, 0], [-1, 0, 0, 3], [0, 0, 0, 1.0]])
    imported = import_segmentation(write_segmentation(tmp_path / "a.seg.nrrd", flipped, affine), image, three_rois)
    assert np.argwhere(imported.masks["liver", 0].to_array()).tolist() == [[1, 2, 3]]
    assert imported.masks["kidney", 0].count == 0


def test_voxels_outside_the_image_are_counted(tmp_path, image, three_rois):
    layers = np.ones((2, 2, 2, 2), np.uint8)
    affine = IMAGE_AFFINE.copy()
    affine[:3, 3] = (10 - 2, 20, 30)
    imported = import_segmentation(write_segmentation(tmp_path / "a.seg.nrrd", layers, affine), image, three_rois)
    assert imported.masks["liver", 0].count == 4
    assert "4 voxels of 'Liver' lie outside the image" in imported.findings[0]


def test_another_grid_is_refused_naming_both_files(tmp_path, image, three_rois):
    affine = IMAGE_AFFINE.copy()
    affine[0, 3] += 1  # half a voxel
    path = write_segmentation(tmp_path / "a.seg.nrrd", np.ones((2, 6, 5, 4), np.uint8), affine)
    with pytest.raises(GeometryMismatch, match=r"a\.seg\.nrrd is not on the grid of .*scan\.nii\.gz: up to 1 mm apart"):
        import_segmentation(path, image, three_rois)


def test_segments_that_are_no_roi_are_listed_or_left_out_on_request(tmp_path, image, three_rois):
    path = write_segmentation(
        tmp_path / "a.seg.nrrd", np.ones((2, 6, 5, 4), np.uint8), IMAGE_AFFINE, Segment1_Name="Spleen"
    )
    with pytest.raises(ExchangeError, match="'Spleen'"):
        import_segmentation(path, image, three_rois)
    imported = import_segmentation(path, image, three_rois, leave_out_unknown=True)
    assert set(imported.masks) == {("liver", 0)}
    assert "'Spleen'" in imported.findings[0]
    mapped = import_segmentation(path, image, three_rois, mapping={"Spleen": "Hepatic vessels"})
    assert set(mapped.masks) == {("liver", 0), ("vessels", 0)}


def test_a_segment_is_found_by_its_coded_terms_when_its_name_is_another(tmp_path, image, three_rois):
    tags = "TerminologyEntry:Segmentation category and type~SCT^123037004^Anatomy~SCT^10200004^Liver~^^~~^^~^^|"
    path = write_segmentation(
        tmp_path / "a.seg.nrrd",
        np.ones((2, 6, 5, 4), np.uint8),
        IMAGE_AFFINE,
        Segment0_Name="Foie",
        Segment0_Tags=tags,
    )
    assert ("liver", 0) in import_segmentation(path, image, three_rois).masks


def test_a_file_of_one_voxel_has_segments_without_voxels(tmp_path, image, three_rois):
    path = write_segmentation(tmp_path / "a.seg.nrrd", np.zeros((2, 1, 1, 1), np.uint8), np.eye(4))
    imported = import_segmentation(path, image, three_rois)
    assert [mask.count for mask in imported.masks.values()] == [0, 0]
    assert "no voxels" in imported.findings[0]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"Segment0_Layer": "7"}, "layer 7"),
        ({"Segment0_LabelValue": "one"}, "Segment0_LabelValue is 'one'"),
        ({"Segment0_LabelValue": "0"}, "'Liver' has no label value above 0"),
        ({"Segment1_ID": "first"}, "no id of its own"),
    ],
)
def test_fields_that_cannot_be_are_named(tmp_path, image, three_rois, fields, sentence):
    path = write_segmentation(tmp_path / "a.seg.nrrd", np.ones((2, 6, 5, 4), np.uint8), IMAGE_AFFINE, **fields)
    with pytest.raises(ExchangeError, match=sentence):
        import_segmentation(path, image, three_rois)


def test_a_header_that_points_to_another_file_is_refused(tmp_path):
    path = tmp_path / "a.seg.nrrd"
    (tmp_path / "secret").write_bytes(b"\1" * 8)
    path.write_text(
        "NRRD0004\ntype: uchar\ndimension: 3\nspace: LPS\nsizes: 2 2 2\nspace directions: (1,0,0) (0,1,0) (0,0,1)\n"
        "space origin: (0,0,0)\nencoding: raw\nSegment0_ID:=a\ndata file: secret\n\n"
    )
    with pytest.raises(ExchangeError, match="another file"):
        read_seg_nrrd(path)


@pytest.mark.parametrize("kept", [0, 3, 40, 300, 1500])
def test_truncated_files_are_refused_with_their_name(slicerio_data, tmp_path, kept):
    path = tmp_path / "cut.seg.nrrd"
    content = (slicerio_data / "Segmentation.seg.nrrd").read_bytes()
    path.write_bytes(content[:kept] if kept < 1500 else content[:-1500])
    with pytest.raises(ExchangeError, match=r"cut\.seg\.nrrd"):
        read_seg_nrrd(path)


def test_a_plain_volume_is_no_segmentation(slicerio_data):
    with pytest.raises(ExchangeError, match="describes no segments"):
        read_seg_nrrd(slicerio_data / "CTChest4.nrrd")


def write_header(path: Path, content: bytes, *fields: str, sizes: str = "2 2 2") -> Path:
    """A file of eight voxels whose header says what it likes."""
    common = ("type: uchar", "dimension: 3", "space: LPS", "space directions: (1,0,0) (0,1,0) (0,0,1)")
    lines = ("NRRD0004", *common, f"sizes: {sizes}", *fields, "Segment0_ID:=a", "", "")
    path.write_bytes("\n".join(lines).encode() + content)
    return path


@pytest.mark.parametrize(("encoding", "compressed"), [("gzip", gzip.compress), ("bzip2", bz2.compress)])
def test_what_is_compressed_is_not_unpacked_beyond_what_the_header_announces(tmp_path, encoding, compressed):
    content = compressed(b"\1" * (256 << 20))
    path = write_header(tmp_path / "a.seg.nrrd", content, f"encoding: {encoding}", "space origin: (0,0,0)")
    tracemalloc.start()
    try:
        with pytest.raises(ExchangeError, match="more than the 8 bytes"):
            read_seg_nrrd(path)
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()
    good = write_header(path, compressed(b"\1" * 8), f"encoding: {encoding}", "space origin: (0,0,0)")
    assert read_seg_nrrd(good).layers.sum() == 8


@pytest.mark.parametrize(
    ("fields", "sizes"),
    [
        (("line skip: 999999999",), "2 2 2"),
        (("byteskip: -1",), "2 2 2"),
        ((), "32767 32767 32767"),
        ((), "4294967296 4294967296 2"),
        ((), "-2 -2 2"),
        (("space origin: (inf,0,0)",), "2 2 2"),
    ],
)
def test_headers_that_make_readers_wait_or_allocate_are_refused(tmp_path, fields, sizes):
    origin = () if any("origin" in field for field in fields) else ("space origin: (0,0,0)",)
    content = gzip.compress(b"\1" * 8)
    path = write_header(tmp_path / "a.seg.nrrd", content, "encoding: gzip", *origin, *fields, sizes=sizes)
    with pytest.raises(ExchangeError, match=r"a\.seg\.nrrd"):
        read_seg_nrrd(path)


def test_what_would_not_fit_into_memory_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    content = gzip.compress(bytes(1 << 20))
    path = write_header(tmp_path / "a.seg.nrrd", content, "encoding: gzip", "space origin: (0,0,0)", sizes="128 128 64")
    monkeypatch.setattr(nrrd_file, "available_bytes", lambda: (1 << 20) - 1)
    with pytest.raises(ExchangeError, match="announces 1.0 MB"):
        read_seg_nrrd(path)
    monkeypatch.setattr(nrrd_file, "available_bytes", lambda: 1 << 20)
    assert read_seg_nrrd(path).layers.shape[-3:] == (128, 128, 64)


@pytest.mark.parametrize("size", [1, 2, 4, 8])
def test_the_size_of_every_type_that_a_header_may_name_is_known(size):
    types = {name: np.dtype(dtype).itemsize for name, dtype in nrrd.reader._TYPEMAP_NRRD2NUMPY.items()}
    for name in (name for name, itemsize in types.items() if itemsize == size):
        assert nrrd_file._sample_bytes(name) == size, name
