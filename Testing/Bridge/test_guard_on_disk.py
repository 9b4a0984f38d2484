"""A guarded series in a real project: journal, version, restoring, takeover, and what a crash leaves."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
from guarded_scene import LEFT_HANDED, LIVER, TUMOUR, GuardedScene, box, intensities, marked

from RILContourLib.errors import EditRefused, LeaseLost
from RILContourLib.session.project import Project
from RILContourLib.slicerbridge.editable_range import EditableRange
from RILContourLib.slicerbridge.frame_pixels import read_frame

SERIES = "scan.nii.gz"
LIVER_BOX = box((4, 12), (4, 12), (2, 6))
CORNER = box((0, 3), (0, 3), (0, 2))


@pytest.fixture
def series(tmp_path):
    nib.save(nib.Nifti1Image(intensities(), LEFT_HANDED), tmp_path / SERIES)
    names = ("Liver", "Spleen", "Tumour", "Aorta")
    project = Project.create(tmp_path, name="Study", rois=[{"name": name} for name in names], user="ana")
    with project[SERIES].edit() as session:
        session[LIVER].mask = marked(LIVER_BOX)
    return project[SERIES]


def guarded_over(scene, series):
    session = series.edit()
    project = series.project
    return GuardedScene(scene, series.image.geometry, project.definitions, session.annotation, session)


def test_strokes_are_in_the_journal_at_once_and_in_a_version_after_closing(scene, series):
    guarded = guarded_over(scene, series)
    guarded.stroke(TUMOUR, CORNER)
    guarded.stroke(LIVER, LIVER_BOX, "Remove")
    guarded.check()
    assert len(guarded.journalled()) == 2
    guarded.close()
    assert np.array_equal(series.annotation.mask(TUMOUR).to_array(), marked(CORNER))
    assert series.annotation.mask(LIVER).count == 0


def test_the_range_of_a_files_own_intensities(scene, series):
    guarded = guarded_over(scene, series)
    guarded.guard.editable_range = EditableRange.over(read_frame(series.image.path), 250, 600)
    guarded.stroke(TUMOUR, box((0, 24), (0, 20), (0, 10)))
    assert np.array_equal(guarded.accepted(TUMOUR), (series.pixels() >= 250) & (series.pixels() <= 600))
    guarded.close()


def test_colours_have_no_range(tmp_path):
    colours = np.zeros((4, 4, 2), dtype=[("R", "u1"), ("G", "u1"), ("B", "u1")])
    nib.save(nib.Nifti1Image(colours, np.eye(4)), tmp_path / "photo.nii.gz")
    with pytest.raises(EditRefused, match=r"photo\.nii\.gz has colours"):
        EditableRange.over(read_frame(tmp_path / "photo.nii.gz"), 0, 10)


def test_a_restored_version_is_shown(scene, series):
    guarded = guarded_over(scene, series)
    guarded.stroke(LIVER, LIVER_BOX, "Remove")
    guarded.session.restore(1)
    guarded.loop.run_until_idle()
    assert np.array_equal(guarded.shown(LIVER), marked(LIVER_BOX))
    guarded.close()


def test_after_somebody_took_the_series_over_nothing_more_is_accepted(scene, series):
    guarded = guarded_over(scene, series)
    ben = Project.open(series.project.folder, user="ben")[SERIES].edit(force=True)
    with pytest.raises(LeaseLost):
        guarded.session.store.heartbeat(guarded.session.lease)
    guarded.stroke(LIVER, LIVER_BOX, "Remove")
    assert np.array_equal(guarded.shown(LIVER), marked(LIVER_BOX))
    assert len(guarded.refused) == 1
    assert "ben" in guarded.refused[0]
    guarded.guard.close()
    ben.close()


KILLED = """
import os, signal, sys
sys.path[:0] = {paths!r}
import slicer
from guarded_scene import GuardedScene, TUMOUR, box
from RILContourLib.session.project import Project
series = Project.open({folder!r})["scan.nii.gz"]
session = series.edit()
template = series.project.definitions
guarded = GuardedScene(slicer.vtkMRMLScene(), series.image.geometry, template, session.annotation, session)
guarded.stroke(TUMOUR, box((0, 3), (0, 3), (0, 2)))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_a_stroke_survives_the_end_of_the_process(series):
    here = Path(__file__).resolve()
    paths = [str(here.parent), str(here.parents[2])]
    code = KILLED.format(paths=paths, folder=str(series.project.folder))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    with series.edit(wait_s=5) as session:
        assert session.lease.recovered.edits == 1
        assert np.array_equal(session.annotation.mask(TUMOUR).to_array(), marked(CORNER))
