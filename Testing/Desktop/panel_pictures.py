"""Pictures of all panels of the module, at two widths: `python Testing/Desktop/panel_pictures.py FOLDER`.

In 3D Slicer: `Slicer --python-script Testing/Desktop/panel_pictures.py FOLDER`. They are of a project with many ROI and
questions, so that what is cramped is seen. More options in `picture_taking`; what is seen seldom has
`state_pictures`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from picture_taking import HERE, WIDTHS_PX, arguments_of, begin, widen

ORGANS = ("Right lung", "Left lung", "Liver", "Spleen", "Pancreas", "Gallbladder", "Right kidney", "Left kidney")
ORGANS += ("Right adrenal gland", "Left adrenal gland", "Aorta", "Urinary bladder", "Trachea", "Thyroid gland")


def main(arguments: list[str]) -> None:
    asked = arguments_of(__doc__).parse_args(arguments)
    begin(asked)
    import slicer

    folder = asked.folder
    slicer.util.selectModule("RILContour")
    widget = slicer.util.getModuleWidget("RILContour")
    with tempfile.TemporaryDirectory() as study:
        _fill(widget.desk, Path(study))
        for section in widget.panel.sections.values():
            section.setProperty("collapsed", False)
        for width in WIDTHS_PX:
            widen(widget.parent, width)
            widen(widget.panel.panels["Browser"].widget, width)
            for name, panel in {"Project": widget.panel.projectPanel, **widget.panel.panels}.items():
                panel.widget.grab().save(str(folder / f"{name}-{width}.png"))
            widget.parent.grab().save(str(folder / f"Module-{width}.png"))
        _networks(folder, widget.desk)
        widget.desk.closeProject()


def _networks(folder: Path, desk: Any) -> None:
    """The panels of RIL-Contour AID, with a model without weights, as no network is at hand, and a draft of it."""
    sys.path.insert(0, str(HERE.parents[1]))
    import slicer
    from test_desktop_aid import network_file

    from RILContourLib.models.description import NetworkOutput, OutputClass
    from Testing.Lib.session.drafting import DirectRunner, publish

    slicer.util.selectModule("RILContourAID")
    module = slicer.util.getModuleWidget("RILContourAID")
    classes = (OutputClass(1, roi="liver"), OutputClass(0, roi="spleen", threshold=0.95))
    model = publish(desk.project, NetworkOutput("softmax", classes), "organs")
    model.predict(desk.project["patient-01/chest.nii.gz"], runner=DirectRunner())
    network_file(model.version.folder / "organs.keras")
    module.panel.models.refresh()
    desk.wait()
    module.panel.models.shelf.choose("organs")
    desk.wait()
    for section in module.panel.sections.values():
        section.setProperty("collapsed", False)
    for width in WIDTHS_PX:
        widen(module.parent, width)
        for name, panel in module.panel.panels.items():
            panel.widget.grab().save(str(folder / f"AID-{name}-{width}.png"))
        module.parent.grab().save(str(folder / f"AID-{width}.png"))


def _fill(desk: Any, study: Path) -> None:
    """A project in which something of everything was done."""
    import nibabel
    import numpy as np

    from RILContourLib import Project
    from RILContourLib.project.text_field import TextField

    pixels = np.random.default_rng(1).normal(0, 300, (64, 64, 40)).astype(np.int16)
    for name in ("patient-01/chest.nii.gz", "patient-01/abdomen.nii.gz", "patient-02/chest.nii.gz", "phantom.nii.gz"):
        (study / name).parent.mkdir(exist_ok=True)
        image = nibabel.Nifti1Image(pixels, np.diag([2.0, 2.0, 5.0, 1.0]))
        image.header.set_xyzt_units("mm")
        nibabel.save(image, study / name)
    questions = (
        TextField("quality", "Image quality", kind="choice", choices=("good", "motion", "unusable"), required=True),
        TextField("contrast", "Contrast agent given", kind="boolean", required=True),
        TextField("findings", "Findings", kind="choices", choices=("nodule", "effusion", "fracture", "atelectasis")),
        TextField("dose", "Dose length product", kind="number", unit="mGy cm", minimum=0),
        TextField("remark", "Remarks", kind="text", help="Whatever the others should know"),
    )
    rois = [{"name": name} for name in ORGANS] + [{"name": "Carina", "kind": "point"}]
    Project.create(study, name="Chest and abdomen", rois=rois, text=questions, user="ana")
    desk.openProject(study)
    desk.wait()
    models = desk.models
    models.workspace.open("patient-01/chest.nii.gz")
    desk.wait()
    with desk.session.using(tool="paint"):
        for number, roi in enumerate(("right-lung", "left-lung", "liver", "aorta")):
            desk.session[roi].mask[5 : 30 + number, 10:40, 4 * number : 4 * number + 14] = True
    desk.session["carina"].add_point((30, 30, 20), label="Carina")
    desk.session.text["quality"] = "good"
    models.rois.choose("left-lung")
    models.rois.set_status("complete", "right-lung")
    models.rois.set_locked(True, "aorta")
    models.workspace.save("First look")
    models.workspace.save()
    models.rois.count_voxels()
    models.statistics.compute("right-lung")
    models.history.compare(1)
    models.dataset.export_tables(study / "tables")
    desk.wait()
    models.browser.poll()
    desk.wait()


if __name__ == "__main__":
    main(sys.argv[1:])
