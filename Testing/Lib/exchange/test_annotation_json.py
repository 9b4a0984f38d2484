"""Annotations as JSON: nothing is lost on the way, nothing hostile gets in."""

from __future__ import annotations

import base64
import copy
import json
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from RILContourLib.annotation.answers import Answer, Subject
from RILContourLib.annotation.content import BlobReference, content_to_json
from RILContourLib.annotation.makers import SliceMakers
from RILContourLib.annotation.mask import Mask
from RILContourLib.annotation.points import Point
from RILContourLib.errors import ExchangeError, GeometryMismatch
from RILContourLib.exchange.annotation_json import annotation_from_json, read_annotation, write_annotation
from RILContourLib.exchange.annotations_out import export_annotations
from RILContourLib.exchange.mask_bits import mask_from_json, mask_to_json
from Testing.Lib.exchange.export_examples import (
    KIDNEY,
    LIVER,
    SHAPE,
    annotate,
    files_below,
    project_in,
    scan_below,
    source_of,
)


@pytest.fixture
def rich(root):
    """A series with everything that an annotation can hold."""
    item = annotate(
        scan_below(root, shape=(*SHAPE, 2)),
        {("liver", 0): LIVER, ("liver", 1): KIDNEY, ("kidney", 1): KIDNEY},
        status={"liver": "complete", "kidney": "in progress", "vessels": "absent"},
        points={"carina": (Point("1", (0.1, 2.0, 1e-7), 1, 'ridge "é肝"', "unet@3"), Point("x", (5.0, 4.0, 3.0)))},
    )
    held = item.annotation
    held.slice_axis = 0
    held.held("kidney").locked = True
    held.held("liver").makers[0] = SliceMakers({"human": [0, 1, 5], "imported:reference": [2]})
    held.answers.put(Subject.series(), "quality", Answer("good\nor so", "human"))
    held.answers.put(Subject.series(), "count", Answer(3, "human"))
    held.answers.put(Subject.slice(4, 1), "seen", Answer(False, "unet@3"))
    held.answers.put(Subject.roi("liver"), "sure", Answer(-0.1, "human"))
    held.answers.put(Subject.point("carina", "x/y"), "kinds", Answer(("a", "b"), "human"))
    return item


@pytest.fixture
def document(rich, root, tmp_path):
    write_annotation(rich, project_in(root), tmp_path / "a.json")
    return json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))


def content_of(annotation):
    """All of it as plain data; masks by the digest of their voxels."""
    return content_to_json(annotation, lambda roi, frame, mask: BlobReference(mask.digest, 0, ""), np.eye(4))


def test_everything_comes_back(rich, root, tmp_path):
    write_annotation(rich, project_in(root), tmp_path / "a.json")
    read = read_annotation(tmp_path / "a.json", rich.image)
    assert content_of(read.annotation) == content_of(rich.annotation)
    assert (read.series, read.track, read.image_sha256, read.definitions) == (
        "a/scan.nii.gz",
        "main",
        "e" * 64,
        "d" * 64,
    )


def test_a_reader_with_nothing_but_the_documentation_finds_the_voxels(document):
    mask = next(mask for mask in document["rois"]["liver"]["masks"] if mask["frame"] == 1)
    (i0, i1), (j0, j1), (k0, k1) = mask["extent"]
    bits = np.unpackbits(np.frombuffer(zlib.decompress(base64.b64decode(mask["bits"])), np.uint8))
    box = bits[: (i1 - i0 + 1) * (j1 - j0 + 1) * (k1 - k0 + 1)].reshape(k1 - k0 + 1, j1 - j0 + 1, i1 - i0 + 1).T
    array = np.zeros(SHAPE, bool)
    array[i0 : i1 + 1, j0 : j1 + 1, k0 : k1 + 1] = box
    assert np.array_equal(array, KIDNEY)
    assert mask["voxels"] == KIDNEY.sum()
    assert [roi["id"] for roi in document["template"]] == ["liver", "kidney", "vessels", "carina"]


@settings(max_examples=60)
@given(st.integers(1, 2**60 - 1), st.sampled_from([(3, 4, 5), (60, 1, 1), (1, 1, 60), (1, 60, 1)]))
def test_any_mask_comes_back(bits, shape):
    array = np.array([bool(bits >> n & 1) for n in range(60)]).reshape(shape)
    mask = Mask.from_array(array)
    assert mask_from_json(json.loads(json.dumps(mask_to_json(mask))), shape).same_as(mask)


def test_an_image_of_another_shape_is_refused(document, rich, root):
    other = scan_below(root, "b/other.nii.gz").image
    with pytest.raises(GeometryMismatch, match=r"a\.json was made on an image of .*other\.nii\.gz has"):
        annotation_from_json(json.dumps(document), other, "a.json")


def _set(path, value):
    def change(document):
        *parents, last = path
        for key in parents:
            document = document[key]
        document[last] = value

    return change


def _delete(*path):
    def change(document):
        *parents, last = path
        for key in parents:
            document = document[key]
        del document[last]

    return change


MASK = ("rois", "liver", "masks", 0)
BOMB = base64.b64encode(zlib.compress(bytes(50_000_000), 9)).decode()
HOSTILE = {
    "not this kind": _set(["what"], "masks"),
    "a later schema": _set(["schema"], 2),
    "no image": _delete("image"),
    "no rois": _delete("rois"),
    "rois a list": _set(["rois"], []),
    "a text instead of an object": _set(["rois", "liver"], "x"),
    "an unknown status": _set(["rois", "liver", "status"], "done"),
    "locked is a number": _set(["rois", "liver", "locked"], 1),
    "an unknown maker": _set(["rois", "liver", "makers", "0"], {"nobody": [[0, 1]]}),
    "a range of a million million slices": _set(["rois", "liver", "makers", "0"], {"human": [[0, 10**12]]}),
    "a range with three ends": _set(["rois", "liver", "makers", "0"], {"human": [[0, 1, 2]]}),
    "a slice outside": _set(["rois", "liver", "makers", "0"], {"human": [[6, 6]]}),
    "a frame outside": _set([*MASK, "frame"], 2),
    "a negative frame": _set([*MASK, "frame"], -1),
    "a frame that is a truth value": _set([*MASK, "frame"], True),
    "two masks of one frame": _set([*MASK, "frame"], 1),
    "an extent outside": _set([*MASK, "extent"], [[0, 2], [0, 2], [1, 4]]),
    "a negative extent": _set([*MASK, "extent"], [[-1, 2], [0, 2], [1, 2]]),
    "an extent that ends before it begins": _set([*MASK, "extent"], [[2, 0], [0, 2], [1, 2]]),
    "a huge extent": _set([*MASK, "extent"], [[0, 10**9], [0, 10**9], [0, 10**9]]),
    "an extent of texts": _set([*MASK, "extent"], [["0", "2"], ["0", "2"], ["1", "2"]]),
    "another number of voxels": _set([*MASK, "voxels"], 17),
    "no base64": _set([*MASK, "bits"], "!!!"),
    "bits that are no text": _set([*MASK, "bits"], 7),
    "no zlib": _set([*MASK, "bits"], base64.b64encode(b"nothing").decode()),
    "too few bits": _set([*MASK, "bits"], base64.b64encode(zlib.compress(b"\xff")).decode()),
    "a bomb": _set([*MASK, "bits"], BOMB),
    "a point that is nowhere": _set(["points", "carina", 0, "ijk"], [0, 1, 1e999]),
    "a point of two numbers": _set(["points", "carina", 0, "ijk"], [0, 1]),
    "two points of one id": _set(["points", "carina", 0, "id"], "x"),
    "a point with an unknown maker": _set(["points", "carina", 0, "maker"], "\x00"),
    "half a character": _set(["points", "carina", 0, "label"], "\ud800"),
    "answers about the weather": _set(["answers", "weather"], {}),
    "an answer about no slice": _set(["answers", "slices", "x"], {}),
    "an answer about a slice outside": _set(["answers", "slices", "0/99"], {}),
    "an answer that is an object": _set(["answers", "series", "quality", "value"], {"a": 1}),
    "an answer that is infinite": _set(["answers", "series", "count", "value"], 1e999),
    "an answer without a maker": _delete("answers", "series", "quality", "maker"),
    "a slice axis that is none": _set(["slice_axis"], 3),
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_documents_are_refused_with_the_files_name(change, document, rich):
    hostile = copy.deepcopy(document)
    change(hostile)
    text = json.dumps(hostile).replace("Infinity", "1e999")
    with pytest.raises(ExchangeError, match=r"^a\.json is not an annotation that this version reads: "):
        annotation_from_json(text, rich.image, "a.json")


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"what": "annotation", "what": "annotation"}',
        b'{"what": "annotation", "schema": NaN}',
        b'{"schema": ' + b"9" * 10_000 + b"}",
    ],
)
def test_what_is_no_json_object_of_ours_is_refused(text, rich):
    with pytest.raises(ExchangeError, match="is not an annotation"):
        annotation_from_json(text, rich.image, "a.json")


def test_a_file_that_is_not_there_is_named(tmp_path, rich):
    with pytest.raises(ExchangeError, match=r"gone\.json cannot be read"):
        read_annotation(tmp_path / "gone.json", rich.image)


def test_many_series_are_written_in_folders_that_mirror_the_images(rich, root, out):
    other = scan_below(root, "b/c/other.nii")
    sources = [source_of(rich), source_of(other)]
    report = export_annotations(sources, out, project_in(root))
    assert files_below(out) == ["a/scan_annotation.json", "b/c/other_annotation.json", "export.json"]
    assert [each.files for each in report.series] == [("a/scan_annotation.json",), ("b/c/other_annotation.json",)]
    read = read_annotation(out / "a" / "scan_annotation.json", rich.image)
    assert content_of(read.annotation) == content_of(rich.annotation)
    again = export_annotations(sources, out, project_in(root))
    assert [each.outcome for each in again.series] == ["skipped", "skipped"]
    assert export_annotations(sources, out, project_in(root), overwrite=True).complete
