"""The queue of runs with a real network in a real child process, which is killed in the middle."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
from small_networks import SHAPE, a_bright_blob, described, thresholding

from RILContourLib import Project
from RILContourLib.inference.child_runner import ChildRunner
from RILContourLib.panels.run_queue import UNDER_WAY, RunQueue

LONGEST_S = 120.0


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Two series with a bright blob, and a network that marks it."""
    folder = tmp_path / "study"
    folder.mkdir()
    for name in ("a.nii.gz", "b.nii.gz"):
        nib.save(nib.Nifti1Image(a_bright_blob(), np.diag((2.0, 2.0, 3.0, 1.0))), folder / name)
    made = Project.create(folder, name="Queue", rois=[{"name": "Bright"}], user="ana")
    file = tmp_path / "bright.keras"
    thresholding().save(file)
    made.models.publish(described(), {file.name: file}, by="ana")
    return made


def test_a_child_that_is_killed_fails_its_series_and_the_next_one_is_drafted_by_another(project: Project) -> None:
    runner = ChildRunner()
    with ThreadPoolExecutor(1) as thread:
        queue = RunQueue(thread, lambda: runner)
        queue.add(project.models["bright"], list(project))
        latest = time.monotonic() + LONGEST_S
        while runner.process_id is None and time.monotonic() < latest:
            time.sleep(0.005)
        assert runner._child
        runner._child.process.kill()
        while any(row.status in UNDER_WAY for row in queue.rows) and time.monotonic() < latest:
            time.sleep(0.02)
    first, second = queue.rows
    queue.close()
    assert (first.status, second.status) == ("failed", "drafted")
    assert "ended (signal SIGKILL), perhaps for want of memory; nothing was drafted" in first.words
    assert project["a.nii.gz"].drafts == []
    (draft,) = project["b.nii.gz"].drafts
    assert draft.annotation.mask("bright").count == np.count_nonzero(a_bright_blob())
    assert draft.annotation.shape == SHAPE


def test_memory_that_is_exhausted_is_a_sentence_and_ends_the_series_only(project: Project) -> None:
    """A child that may take less memory than TensorFlow needs to be loaded."""
    runner = ChildRunner(memory_limit_bytes=80_000_000)
    with ThreadPoolExecutor(1) as thread:
        queue = RunQueue(thread, lambda: runner)
        queue.add(project.models["bright"], list(project))
    rows = queue.rows
    queue.close()
    assert [row.status for row in rows] == ["failed", "failed"]
    assert all("emory" in row.words for row in rows)
