"""Folders of a dataset with many series: ten images in each patient's folder, a hundred patients in each site's."""

from __future__ import annotations

from pathlib import Path

IMAGES_PER_PATIENT, PATIENTS_PER_SITE = 10, 100


def make_series_tree(root: Path, count: int) -> None:
    """Make `count` images below `root`; they are empty, for a listing opens none."""
    for number in range(0, count, IMAGES_PER_PATIENT):
        patient = number // IMAGES_PER_PATIENT
        folder = root / f"site-{patient // PATIENTS_PER_SITE:03d}" / f"patient-{patient:05d}"
        folder.mkdir(parents=True)
        for image in range(min(IMAGES_PER_PATIENT, count - number)):
            (folder / f"series-{image:02d}.nii.gz").touch()
