"""Small real projects in folders, as panels are tried on."""

import os
import signal
import subprocess
import sys

import nibabel
import numpy as np

from RILContourLib import Project
from RILContourLib.project.text_field import DependsOn, TextField

SHAPE = (12, 10, 8)
AFFINE = np.array([[-2.0, 0, 0, 11], [0, 2, 0, -7], [0, 0, 4, 3], [0, 0, 0, 1]])
ROIS = ({"name": "Liver", "radlex": "RID58"}, {"name": "Spleen"}, {"name": "Tip", "kind": "point"})
TEXT = (
    TextField("quality", "Image quality", kind="choice", choices=("good", "motion"), required=True, help="Overall"),
    TextField("cause", "What moved", depends_on=DependsOn("quality", ("motion",)), max_length=20),
    TextField("contrast", "Contrast given", kind="boolean", required=True),
    TextField("signs", "Signs", kind="choices", choices=("ascites", "shunt", "varices")),
    TextField("age", "Age", kind="number", minimum=0, maximum=120, unit="y"),
    TextField("nodule", "Nodule visible", "slice", "boolean"),
    TextField("size", "Size", "roi", "number", rois=("liver",), minimum=0, maximum=30, unit="cm"),
    TextField("sure", "Sure", "point", "boolean"),
)
NAMES = ("p1/a.nii.gz", "p1/b.nii.gz", "p2/c.nii")


def save_image(path, seed=0, shape=SHAPE):
    """An image of noise on a grid of 2 x 2 x 4 mm."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(-1000, 1000, shape, np.int16)
    nibabel.save(nibabel.Nifti1Image(pixels, AFFINE), path)


def make_project(folder, names=NAMES, rois=ROIS, text=TEXT, user="ana", **more):
    for number, name in enumerate(names):
        save_image(folder / name, number)
    return Project.create(folder, name="Study", rois=rois, text=text, user=user, **more)


def opened_by(project, user):
    """The same project, as another person's process opens it."""
    return Project.open(project.folder, user=user)


def annotate(project, name, roi="liver", answer=None):
    """A version with 48 voxels in one ROI, and perhaps an answer."""
    with project[name].edit() as annotation:
        annotation[roi].mask[2:6, 2:6, 2:5] = True
        if answer:
            annotation.text["quality"] = answer


def edit_and_be_killed(project, name, user):
    """Another process marks three voxels as one edit and is killed: the edit is in no version."""
    script = f"""
from RILContourLib import Project
session = Project.open({str(project.folder)!r}, user={user!r})[{name!r}].edit()
session["liver"].mask[0:3, 0, 0] = True
print("painted", flush=True)
import time; time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "painted\n"
        os.kill(process.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        process.wait()
