"""The pictures of the documentation, of the panels as they are: `python Testing/Desktop/docs_pictures.py FOLDER`.

FOLDER is Resources/Screenshots. All of them are of the demonstration, its CT and what networks that were trained on it
say; the curves are those of the training that is run for them. Takes ten minutes or so, and the extras aid and demo;
`--project FOLDER` of a demonstration with models that there is (`rilcontour demo FOLDER --models`), some minutes less.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from aid_pictures import demonstration, walk
from picture_taking import arguments_of, begin, keep_apart, widen

WIDTH_PX = 320
SERIES = "chest/CTChest4.nii.gz"
SLICE = 17
USER = "ana"  # whoever runs this is nobody's business
Sheet = tuple[tuple[tuple[str, str], ...], ...]
# Columns of (title, picture), by the picture that they become.
PANELS: Sheet = (
    (("RIL-Contour", "Project"), ("", "Series"), ("ROI", "ROI"), ("Tools (Slicer's segment editor)", "Editor"))
    + (("Dataset", "Dataset"),),
    (("Text", "Text"), ("Slices", "Slices"), ("Views", "Views")),
    (("Statistics", "Statistics"), ("History", "History")),
    (("Browser (a window of its own)", "Browser"), ("Axial view", "slice"), ("ROI of the project", "Template")),
)
NETWORKS: Sheet = (
    (("Run", "run"), ("Drafts", "part"), ("Models", "models")),
    (("Explain", "explain"), ("Add a network", "wizard-begin")),
    (("Metrics", "metrics"),),
    (("Train", "train"),),
)
# Those that stand alone: by their names in the documentation, what `aid_pictures` calls them.
ALONE = {
    "desktop-aid-wizard": "wizard-intensity-320",
    "desktop-aid-trial": "trial-320",
    "desktop-aid-drafts": "part-320",
    "desktop-aid-drafts-slice": "part-slice",
    "desktop-aid-explain": "explain-320",
    "desktop-aid-explain-slice": "explain-slice",
    "desktop-aid-metrics": "metrics-320",
    "desktop-aid-train": "train-320",
}


def main(arguments: list[str]) -> None:
    parser = arguments_of(__doc__)
    parser.add_argument("--project", type=Path, help="a demonstration with models, of which copies are used")
    asked = parser.parse_args(arguments)
    os.environ["LOGNAME"] = USER
    begin(asked)
    with tempfile.TemporaryDirectory(prefix="study-") as made:
        work = Path(made)
        keep_apart(work)
        original = asked.project or demonstration(work / "original")
        shots = work / "shots"
        shots.mkdir()
        take_panels(shots, Path(shutil.copytree(original, work / "demo")))
        compose(PANELS, shots, "{}").save(str(asked.folder / "desktop-panels.png"))
        walk(shots, Path(shutil.copytree(original, work / "networks" / "demo")))
        compose(NETWORKS, shots, "aid-{}-320").save(str(asked.folder / "desktop-aid.png"))
        for name, shot in ALONE.items():
            shutil.copyfile(shots / f"aid-{shot}.png", asked.folder / f"{name}.png")


def take_panels(shots: Path, project: Path) -> None:
    """A picture of each panel of RIL-Contour, and of the axial view, while the demonstration's CT is worked on."""
    import slicer
    from slice_pictures import save_slice

    slicer.util.selectModule("RILContour")
    module = slicer.util.getModuleWidget("RILContour")
    _work(module.desk, project)
    for section in module.panel.sections.values():
        section.setProperty("collapsed", False)
    panels = {"Project": module.panel.projectPanel, **module.panel.panels}
    history = panels["History"]
    history.ui.versionTable.setCurrentIndex(history.versions.index(0, 0))
    module.desk.wait()
    widen(module.parent, WIDTH_PX)
    widen(panels["Browser"].widget, WIDTH_PX)
    for name, panel in panels.items():
        panel.widget.grab().save(str(shots / f"{name}.png"))
    save_slice(shots / "slice.png", size_px=WIDTH_PX)
    module.desk.closeProject()


def _work(desk: Any, project: Path) -> None:
    """What somebody does on a series: look, answer, correct, finish, measure, and export."""
    desk.openProject(project)
    desk.wait()
    models = desk.models
    models.workspace.open(SERIES)
    desk.wait()
    models.views.show_slice(2, SLICE)
    desk.session.text["quality"] = "good"
    models.workspace.save("First reading")
    desk.wait()
    with desk.session.using(tool="erase"):
        mask = desk.session["left-lung"].mask
        for k in range(SLICE - 1, SLICE + 2):  # one voxel less at both sides
            lung = mask[:, :, k]
            mask[1:-1, :, k] = lung[1:-1] & lung[2:] & lung[:-2]
    models.workspace.save("Left lung corrected")
    desk.wait()
    desk.session["right-lung"].status = "complete"
    models.rois.choose("right-lung")
    models.rois.count_voxels()
    models.statistics.compute("right-lung")
    models.dataset.export_tables(project.parent / "tables")
    desk.wait()
    models.browser.poll()
    desk.wait()


def compose(columns: Sheet, shots: Path, pattern: str) -> Any:
    """The pictures under each other and beside each other, as one."""
    import qt

    sheet = qt.QWidget()
    beside = qt.QHBoxLayout(sheet)
    beside.setSpacing(24)
    for column in columns:
        below = qt.QVBoxLayout()
        below.setSpacing(8)
        for title, name in column:
            if title:
                heading = qt.QLabel(f"<b>{title}</b>")
                heading.setSizePolicy(qt.QSizePolicy.Preferred, qt.QSizePolicy.Fixed)
                below.addWidget(heading)
            picture = qt.QLabel()
            picture.setPixmap(qt.QPixmap(str(shots / f"{pattern.format(name)}.png")))
            below.addWidget(picture)
        below.addStretch(1)
        beside.addLayout(below)
    sheet.resize(sheet.property("sizeHint"))
    return sheet.grab()


if __name__ == "__main__":
    main(sys.argv[1:])
