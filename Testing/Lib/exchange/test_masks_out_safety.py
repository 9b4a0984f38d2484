"""Exports leave alone what is not theirs, and nothing half-done behind."""

from __future__ import annotations

import json
import os
from dataclasses import replace

import numpy as np
import pytest

from RILContourLib.annotation.points import Point
from RILContourLib.errors import Cancelled, CorruptStore, ExchangeError, UsageError
from RILContourLib.exchange.items import SeriesSource
from RILContourLib.exchange.masks_out import MaskExportOptions, export_masks
from RILContourLib.progress import CancelToken
from Testing.Lib.exchange.export_examples import (
    KIDNEY,
    LIVER,
    annotate,
    export,
    files_below,
    pixels,
    project_in,
    scan_below,
    source_of,
)

ONE_A_ROI = MaskExportOptions(layout="one file a ROI")


def test_files_that_are_there_are_left_unless_overwriting_was_asked_for(liver_and_kidney, root, out):
    export(liver_and_kidney, out, root)
    before = {path: (out / path).read_bytes() for path in files_below(out)}
    changed = annotate(liver_and_kidney, {"vessels": LIVER})
    again = export(changed, out, root)
    assert again.outcome == "skipped"
    assert "scan_rois.nii.gz exists already" in again.reason
    assert {path: (out / path).read_bytes() for path in before} == before
    assert (out / "export-2.json").exists()
    assert export(changed, out, root, MaskExportOptions(overwrite=True)).outcome == "done"
    assert np.array_equal(pixels(out / "a" / "scan_rois.nii.gz"), LIVER * 4)


def test_overwriting_takes_away_files_that_no_longer_hold(liver_and_kidney, root, out):
    points = {"carina": (Point("1", (1.0, 1.0, 1.0)),)}
    export(annotate(liver_and_kidney, {"liver": LIVER, "kidney": KIDNEY}, points=points), out, root, ONE_A_ROI)
    again = annotate(liver_and_kidney, {"liver": LIVER})
    export(again, out, root, replace(ONE_A_ROI, overwrite=True))
    assert files_below(out / "a") == ["scan_rois.csv", "scan_rois.json", "scan_rois/liver.nii.gz"]


def test_one_bad_series_does_not_stop_the_others(liver_and_kidney, root, out):
    def broken():
        message = "The log of b/scan.nii.gz is damaged."
        raise CorruptStore(message)

    def too_large():
        raise MemoryError

    sources = [SeriesSource("b/scan.nii.gz", broken), source_of(liver_and_kidney), SeriesSource("../x.nii", broken)]
    sources.append(SeriesSource("c/scan.nii.gz", too_large))
    report = export_masks(sources, out, project_in(root))
    assert [each.outcome for each in report.series] == ["failed", "done", "failed", "failed"]
    assert "too little memory" in report.series[-1].reason
    told = json.loads((out / "export.json").read_text())
    assert told["counts"] == {"done": 1, "skipped": 0, "failed": 3, "not reached": 0}
    assert told["series"][0]["reason"] == "The log of b/scan.nii.gz is damaged."
    assert "is not the name of a series" in told["series"][2]["reason"]
    assert told["series"][1]["files"] == ["a/scan_rois.nii.gz", "a/scan_rois.csv", "a/scan_rois.json"]
    assert not report.complete


def test_stopping_keeps_finished_series_and_names_the_others(liver_and_kidney, root, out):
    cancel = CancelToken()
    heard = []

    def progress(done, total, label):
        heard.append((done, total, label))
        if done == 1:
            cancel.cancel()

    second = annotate(scan_below(root, "b/scan.nii.gz"), {"liver": LIVER})
    with pytest.raises(Cancelled) as stopped:
        export_masks(
            [source_of(liver_and_kidney), source_of(second)], out, project_in(root), progress=progress, cancel=cancel
        )
    report = stopped.value.report
    assert [(each.series, each.outcome) for each in report.series] == [
        ("a/scan.nii.gz", "done"),
        ("b/scan.nii.gz", "not reached"),
    ]
    assert report.path == out / "export.json"
    assert heard == [(0, 2, "a/scan.nii.gz"), (1, 2, "b/scan.nii.gz")]
    assert (out / "a" / "scan_rois.json").exists()
    assert not (out / "b").exists()
    assert [each["outcome"] for each in json.loads((out / "export.json").read_text())["series"]] == [
        "done",
        "not reached",
    ]


def test_stopping_in_the_middle_of_a_series_leaves_nothing_of_it(liver_and_kidney, root, out):
    cancel = CancelToken()
    options = replace(ONE_A_ROI, copy_images=True)

    class StopsAtTheThirdLook(CancelToken):
        looks = 0

        def check(self):
            self.looks += 1
            if self.looks == 3:
                self.cancel()
            super().check()

    cancel = StopsAtTheThirdLook()
    with pytest.raises(Cancelled):
        export_masks([source_of(liver_and_kidney)], out, project_in(root), options, cancel=cancel)
    assert files_below(out) == ["export.json"]


def test_series_that_would_share_a_file_are_told_apart(root, out):
    first = annotate(scan_below(root, "a/scan.nii.gz"), {"liver": LIVER})
    second = annotate(scan_below(root, "a/scan.nii"), {"kidney": KIDNEY})
    report = export_masks([source_of(first), source_of(second)], out, project_in(root))
    assert [each.outcome for each in report.series] == ["done", "failed"]
    assert "a/scan.nii and a/scan.nii.gz would both be exported" in report.series[1].reason


def test_the_naming_that_keeps_the_images_ending_keeps_its_compression(root, out):
    item = annotate(scan_below(root, "a/scan.nii"), {"liver": LIVER})
    export(item, out, root, MaskExportOptions(naming="ril-contour-prefix"))
    assert np.array_equal(pixels(out / "a" / "Multiple_ROI_Mask_scan.nii"), LIVER)


@pytest.mark.parametrize("inside", [".", "exports", "a"])
def test_a_folder_among_the_images_is_refused_before_anything_is_written(liver_and_kidney, root, inside):
    before = files_below(root)
    with pytest.raises(ExchangeError, match="would be taken for series"):
        export(liver_and_kidney, root / inside, root)
    with pytest.raises(ExchangeError, match="would be taken for series"):
        export(liver_and_kidney, root / inside, root, is_series=lambda name: not name.startswith("other/"))
    assert files_below(root) == before


def test_an_excluded_folder_below_the_images_is_allowed(liver_and_kidney, root):
    done = export(liver_and_kidney, root / "exports", root, is_series=lambda name: not name.startswith("exports/"))
    assert done.outcome == "done"
    assert (root / "exports" / "a" / "scan_rois.nii.gz").exists()


def test_a_folder_above_the_images_may_not_put_a_mask_among_them(root):
    item = annotate(scan_below(root, "images/a/scan.nii.gz"), {"liver": LIVER})
    done = export(item, root.parent, root)
    assert done.outcome == "failed"
    assert "would be taken for a series" in done.reason


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_into_the_images_is_seen_through(liver_and_kidney, root, tmp_path):
    (tmp_path / "link").symlink_to(root)
    with pytest.raises(ExchangeError, match="would be taken for series"):
        export(liver_and_kidney, tmp_path / "link" / "x", root)


def test_a_sidecar_is_no_place_for_exports(liver_and_kidney, root, tmp_path):
    with pytest.raises(ExchangeError, match="inside the annotations"):
        export(liver_and_kidney, tmp_path / "x.nii.gz.ril" / "out", root)


def test_copies_of_image_and_sidecar(liver_and_kidney, root, out):
    sidecar = root / "a" / "scan.nii.gz.ril" / "chest-ct-7f3a91"
    for name in ("main/log/0000000001.json", "main/live/beat-1", "masks/0a.mask", "main/log/x.tmp"):
        (sidecar / name).parent.mkdir(parents=True, exist_ok=True)
        (sidecar / name).write_text(name)
    options = MaskExportOptions(copy_images=True, copy_sidecars=True)
    done = export(replace(liver_and_kidney, sidecar=sidecar), out, root, options)
    image = root / "a" / "scan.nii.gz"
    assert (out / "a" / "scan.nii.gz").read_bytes() == image.read_bytes()
    assert (out / "a" / "scan.nii.gz").stat().st_mtime_ns == image.stat().st_mtime_ns
    copied = out / "a" / "scan.nii.gz.ril" / "chest-ct-7f3a91"
    assert files_below(copied) == ["main/log/0000000001.json", "masks/0a.mask"]
    assert list(done.files) == [
        *("a/scan_rois.nii.gz", "a/scan_rois.csv", "a/scan_rois.json", "a/scan.nii.gz"),
        *(f"a/scan.nii.gz.ril/chest-ct-7f3a91/{name}" for name in files_below(copied)),
    ]


def test_the_source_keeps_its_bytes_its_time_and_its_mode(liver_and_kidney, root, out):
    image = root / "a" / "scan.nii.gz"
    image.chmod(0o444)
    before = image.read_bytes(), image.stat().st_mtime_ns, image.stat().st_mode
    export(liver_and_kidney, out, root, MaskExportOptions(copy_images=True))
    assert (image.read_bytes(), image.stat().st_mtime_ns, image.stat().st_mode) == before


def test_a_name_that_is_too_long_fails_with_a_sentence(root, out):
    series = "a/" + "n" * 244 + ".nii.gz"
    item = annotate(scan_below(root, series), {"liver": LIVER})
    done = export(item, out, root)
    assert done.outcome == "failed"
    assert "long" in done.reason
    assert files_below(out) == ["export.json"]


@pytest.mark.parametrize(
    "options", [MaskExportOptions(layout="other"), replace(ONE_A_ROI, naming="ril-contour-suffix")]
)
def test_options_that_do_not_go_together_are_refused(liver_and_kidney, root, out, options):
    with pytest.raises(UsageError):
        export(liver_and_kidney, out, root, options)
    assert not out.exists()


def test_nothing_but_the_named_files_is_left_behind(liver_and_kidney, root, out):
    done = export(liver_and_kidney, out, root)
    assert files_below(out) == sorted([*done.files, "export.json"])


def test_files_without_their_description_are_not_taken_for_an_export(liver_and_kidney, root, out):
    (out / "a").mkdir(parents=True)
    (out / "a" / "scan_rois.nii.gz").write_text("not ours")
    done = export(liver_and_kidney, out, root)
    assert done.outcome == "failed"
    assert "exists without a description" in done.reason
    assert (out / "a" / "scan_rois.nii.gz").read_text() == "not ours"
