"""Exports in processes of their own that are killed, or run out of room."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import nibabel
import numpy as np
import pytest

from RILContourLib.errors import ExchangeError
from RILContourLib.exchange.masks_out import MaskExportOptions, export_masks
from RILContourLib.exchange.tables import export_tables
from Testing.Lib.exchange.export_examples import (
    LIVER,
    annotate,
    files_below,
    project_in,
    scan_below,
    source_of,
    unannotated,
)

ROOT = Path(__file__).resolve().parents[3]
SERIES = 25
NOISE = np.random.default_rng(0).random((90, 90, 40)) < 0.5
ONE_A_ROI = MaskExportOptions(layout="one file a ROI")

# Exports noise, which takes its time to compress, from as many series as it is told.
EXPORT = """
import sys
from pathlib import Path
import numpy as np
from RILContourLib.exchange.masks_out import MaskExportOptions, export_masks
from Testing.Lib.exchange.export_examples import annotate, project_in, scan_below, source_of

root, out, count = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
noise = np.random.default_rng(0).random((90, 90, 40)) < 0.5
items = (scan_below(root, f"{number}/scan.nii", (90, 90, 40)) for number in range(count))
sources = [source_of(annotate(item, {"liver": noise, "kidney": ~noise})) for item in items]
print("ready", flush=True)
export_masks(sources, out, project_in(root), MaskExportOptions(layout="one file a ROI"))
"""

# Exports with room for files of so many bytes only.
WITHOUT_ROOM = """
import resource, sys
from pathlib import Path
import numpy as np
from RILContourLib.exchange.masks_out import export_masks
from Testing.Lib.exchange.export_examples import annotate, project_in, scan_below, source_of

root, out = Path(sys.argv[1]), Path(sys.argv[2])
noise = np.random.default_rng(0).random((90, 90, 40)) < 0.5
large = annotate(scan_below(root, "large.nii", (90, 90, 40)), {"liver": noise})
small = annotate(scan_below(root, "small.nii"), {"liver": np.ones((6, 5, 4), bool)})
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
report = export_masks([source_of(large), source_of(small)], out, project_in(root))
print([each.outcome for each in report.series], report.series[0].reason)
"""


def python(program: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX")
def test_a_killed_export_leaves_only_whole_files_and_can_be_run_again(root, out):
    process = python(EXPORT, root, out, SERIES)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    while not list(out.glob("*/scan_rois.json")) and process.poll() is None:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    described = list(out.glob("*/scan_rois.json"))
    assert 0 < len(described) < SERIES
    for mask in out.glob("*/scan_rois/*.nii.gz"):
        assert np.asanyarray(nibabel.load(mask).dataobj).any()
    for path in described:
        told = json.loads(path.read_text())
        assert all((path.parent / file["file"]).exists() for file in told["masks"]["files"])
    sources = [
        source_of(annotate(unannotated(root / str(number) / "scan.nii", f"{number}/scan.nii"), {"liver": NOISE}))
        for number in range(SERIES)
    ]
    again = export_masks(sources, out, project_in(root), ONE_A_ROI)
    assert len(again.of("skipped")) == len(described)
    assert len(again.of("done")) + len(again.of("failed")) == SERIES - len(described)
    assert all("as after an interrupted export" in each.reason for each in again.of("failed"))
    assert export_masks(sources, out, project_in(root), replace(ONE_A_ROI, overwrite=True)).complete
    assert len(list(out.glob("*/scan_rois/liver.nii.gz"))) == len(list(out.glob("*/scan_rois.json"))) == SERIES


@pytest.mark.skipif(sys.platform != "linux", reason="limits of file sizes differ elsewhere")
def test_a_series_for_which_there_is_no_room_fails_alone_and_leaves_nothing(root, out):
    process = python(WITHOUT_ROOM, root, out)
    told, _ = process.communicate(timeout=120)
    assert told.startswith("['failed', 'done']")
    assert "File too large" in told
    assert files_below(out) == ["export.json", "small_rois.csv", "small_rois.json", "small_rois.nii.gz"]


@pytest.mark.parametrize("run", [export_masks, export_tables])
def test_a_folder_that_cannot_be_made_is_named(run, root, tmp_path):
    (tmp_path / "file").write_text("in the way")
    item = annotate(scan_below(root), {"liver": LIVER})
    with pytest.raises(ExchangeError, match=r"file[/\\]out"):
        run([source_of(item)], tmp_path / "file" / "out", project_in(root))
    assert (tmp_path / "file").read_text() == "in the way"
