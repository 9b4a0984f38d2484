"""Ctrl-C during an export: what is finished stays, whole."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import nibabel as nib
import pytest
from rilcontour_process import COMMAND, Rilcontour

from RILContourLib import Project

SERIES = 40


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to a whole console, this test's process included")
def test_ctrl_c_keeps_the_series_that_are_exported_and_none_of_them_is_half(
    rilcontour: Rilcontour, study: Project
) -> None:
    source = study["a/scan.nii.gz"].path.read_bytes()
    for number in range(SERIES):
        (study.folder / "a" / f"copy{number:02}.nii.gz").write_bytes(source)
    study.refresh()
    for name in study.names:
        with study[name].edit() as annotation:
            annotation["liver"].mask[2:6, 3:6, 1:3] = True
    out = study.folder.parent / "out"
    words = [*COMMAND, "export", "masks", "study", "out", "--series", "a/copy*"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen(words, cwd=study.folder.parent, env=rilcontour.environment, **pipes)
    wait_for(out / "a" / "copy01_rois.json")
    process.send_signal(signal.SIGINT)
    told, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert error.splitlines()[-1] == "rilcontour: Stopped on request; what was finished before is kept."
    report = json.loads((out / "export.json").read_text())
    assert 0 < report["counts"]["not reached"] < SERIES
    assert report["counts"]["done"] + report["counts"]["not reached"] == SERIES
    counts = report["counts"]
    assert f"{counts['done']} series exported to {out} ({counts['not reached']} not reached)." in told
    assert len(list(out.rglob("*.nii.gz"))) == report["counts"]["done"]
    for path in out.rglob("*.nii.gz"):
        assert nib.load(path).get_fdata().sum() == 24
    assert not list(out.rglob("*.tmp"))


def wait_for(path: Path) -> None:
    for _ in range(6000):
        if path.exists():
            return
        time.sleep(0.005)
    raise AssertionError(path)
