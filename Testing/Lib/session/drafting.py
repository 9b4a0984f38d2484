"""A study and a model for tests of drafts; the network is a few lines of numpy, so that TensorFlow is not needed."""

from __future__ import annotations

import zipfile
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import nibabel as nib
import numpy as np

from RILContourLib import Project
from RILContourLib.inference.job import Job, ReadyNetworks
from RILContourLib.models.description import (
    ModelDescription,
    NetworkInput,
    NetworkOutput,
    OutputClass,
    Task,
    Weights,
)
from RILContourLib.progress import CancelToken, Progress, no_progress
from RILContourLib.project.text_field import TextField
from RILContourLib.session.model import Model

SHAPE = (12, 10, 6)
NAMES = ("a/scan.nii.gz", "b/scan.nii.gz")


def bright(number: int = 0) -> np.ndarray:
    """Where the images are bright, bool: in slices 1 to 4."""
    found = np.zeros(SHAPE, bool)
    found[2 + number : 8, 3:7, 1:5] = True
    return found


def make_study(folder: Path, **more: Any) -> Project:
    """Two series, with bright boxes in them."""
    for number, name in enumerate(NAMES):
        (folder / name).parent.mkdir(parents=True)
        pixels = np.where(bright(number), 100, 0).astype(np.int16)
        nib.save(nib.Nifti1Image(pixels, np.diag((1.0, 1.0, 3.0, 1.0))), folder / name)
    return Project.create(
        folder,
        name="Drafts",
        rois=[{"name": "Bright", "value": 1}, {"name": "Dark", "value": 2}],
        text=(
            TextField("quality", "Quality", kind="choice", choices=("good", "bad")),
            TextField("seen", "Seen", about="slice", kind="boolean"),
        ),
        user="ana",
        **more,
    )


class Thresholding:
    """Class 1, `bright`, is what is above 50; class 0 is the rest. It is 0.9 sure of either."""

    def __call__(self, batch: np.ndarray) -> np.ndarray:
        above = np.where(batch[..., 0] > 50, 0.9, 0.1).astype(np.float32)
        return np.stack([1 - above, above], axis=-1)

    def close(self) -> None: ...


class Rating:
    """For slices: class 0 `good` where nothing is bright, class 1 `bad`; class 2 is the yes of `seen`."""

    def __call__(self, batch: np.ndarray) -> np.ndarray:
        seen = (batch > 50).any(axis=(1, 2, 3)).astype(np.float32)
        return np.stack([0.8 - 0.6 * seen, 0.2 + 0.6 * seen, 0.1 + 0.8 * seen], axis=-1)

    def close(self) -> None: ...


class DirectRunner:
    """A runner without thread or process; `jobs` are those that it was given."""

    def __init__(self, network: Any = None) -> None:
        self._networks = ReadyNetworks(lambda version: network or Thresholding())
        self.jobs: list[Job] = []

    def submit(self, job: Job, *, progress: Progress = no_progress, cancel: CancelToken | None = None) -> Future:
        self.jobs.append(job)
        future: Future = Future()
        try:
            future.set_result(self._networks.perform(job, progress, cancel or CancelToken()))
        except Exception as error:  # noqa: BLE001 (a Future holds whatever was raised)
            future.set_exception(error)
        return future

    def close(self) -> None: ...


SEGMENTING = NetworkOutput("softmax", (OutputClass(0, roi="dark", threshold=0.95), OutputClass(1, roi="bright")))
BRIGHT_ONLY = NetworkOutput("softmax", (OutputClass(1, roi="bright"),))
RATING = NetworkOutput(
    "sigmoid",
    (
        OutputClass(0, field="quality", answer="good"),
        OutputClass(1, field="quality", answer="bad"),
        OutputClass(2, field="seen", answer=True),
    ),
    series_answer="max",
)


def publish(project: Project, output: NetworkOutput = BRIGHT_ONLY, name: str = "net", **more: Any) -> Model:
    """The next version of a model in the project's library; its file is none that Keras could read."""
    file = project.folder.parent / f"{name}.keras"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("config.json", "{}")
    task: Task = "classification" if output.classes[0].field else "segmentation"
    described = ModelDescription(name, name, task, Weights(file.name, "keras"), NetworkInput("slice"), output, **more)
    return project.models.publish(described, {file.name: file}, by="ana")
