"""States of the module RIL-Contour that are seen seldom, and have to be right then."""

from __future__ import annotations

import errno
import os
from unittest import mock

import slicer
from picture_stage import Stage, pictured

ALL = ("Series", "ROI", "Text", "Slices", "Views", "Statistics", "History", "Dataset", "Template")
LONG = "Superior segment of the right lower lobe with its bronchus and vessels"
# Greek, Arabic (right to left), Chinese, combining marks; and a word without any place to break.
FOREIGN = ("Αορτή και κλάδοι", "الرئة اليمنى", "右肺下葉", "Vaisseaux œsophagiens", "Sternocleidomastoideusansatzsehne")


# Nothing there


@pictured
def no_project(stage: Stage) -> None:
    stage.shoot("Module")


@pictured
def new_project(stage: Stage) -> None:
    ui = stage.ui("Project")
    ui.newButton.click()
    stage.shoot("Module", name="names")
    ui.sourceKindBox.setCurrentIndex(1)
    stage.shoot("Module", name="list")
    ui.createButton.click()
    stage.shoot("Module", name="refused")


@pictured
def no_such_project(stage: Stage) -> None:
    ui = stage.ui("Project")
    ui.pathBox.setEditText("/data/studies/chest-ct-of-the-year-2026/second-reading")
    ui.openButton.click()
    stage.shoot("Module")


@pictured
def no_series_open(stage: Stage) -> None:
    stage.project(("a/chest.nii.gz", "b/chest.nii.gz"), open_first=False)
    stage.shoot("Module", "Browser")


@pictured
def empty_folder(stage: Stage) -> None:
    stage.project(())
    stage.shoot("Series", "Dataset", "Browser")


@pictured
def no_template(stage: Stage) -> None:
    stage.project(rois=[])
    stage.shoot("Series", "ROI", "Text", "Slices", "Statistics", "History", "Template")


@pictured
def nothing_found(stage: Stage) -> None:
    stage.project()
    stage.ui("Browser").filterEdit.setText("no series is called that")
    stage.ui("Template").searchEdit.setText("no ROI is called that")
    stage.shoot("Browser", "Dataset", "Template")


# Reading only


@pictured
def open_at_somebody_elses(stage: Stage) -> None:
    from RILContourLib import Project

    stage.project(open_first=False)
    store = Project.open(stage.folder / "study", user="ben").store
    lease = store.acquire("a/chest.nii.gz", "ben")
    stage.reopen("a/chest.nii.gz")
    stage.models.browser.poll()
    stage.shoot(*ALL, "Browser")
    store.release(lease)


@pictured
def damaged(stage: Stage) -> None:
    stage.project(("patient-01/2026-03-04/chest.nii.gz",))
    for first in (4, 8):
        stage.mark("right-lung", first, first + 6)
        stage.models.workspace.save("First reading")
        stage.desk.wait()
    stage.desk.closeProject()
    newest = max(stage.folder.rglob("*.mask"), key=lambda path: path.stat().st_mtime_ns)
    newest.chmod(0o644)
    newest.write_bytes(newest.read_bytes()[:-1])
    stage.reopen("patient-01/2026-03-04/chest.nii.gz")
    stage.shoot("Series", "ROI", "Text", "History", "Statistics")


@pictured
def image_changed(stage: Stage) -> None:
    stage.project()
    stage.mark("right-lung")
    stage.models.workspace.save()
    stage.desk.closeProject()
    stage.images(("a/chest.nii.gz",), (32, 32, 21))
    stage.reopen("a/chest.nii.gz")
    stage.shoot("Series", "Browser")


# What goes wrong


@pictured
def folder_lost(stage: Stage) -> None:
    """As if a network drive went away."""
    stage.project()
    study, away = stage.folder / "study", stage.folder / "away"
    study.rename(away)
    stage.mark("right-lung")
    stage.shoot("Series", "Browser", name="after-a-stroke")
    stage.models.workspace.save()
    stage.shoot("Series", name="after-saving")
    stage.desk.closeProject()
    stage.shoot("Module", name="closed")
    away.rename(study)


@pictured
def disk_full(stage: Stage) -> None:
    stage.project()
    stage.mark("right-lung")
    with mock.patch("os.link", side_effect=OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))):
        stage.models.workspace.save()
        stage.desk.wait()
    stage.shoot("Series")


@pictured
def forbidden_change(stage: Stage) -> None:
    stage.project()
    stage.models.rois.set_locked(True, "right-lung")
    stage.desk.wait()
    segmentation = stage.desk.series.segmentationNode.GetSegmentation()
    segmentation.RemoveSegment("right-lung")
    stage.shoot("Series")


@pictured
def template_in_use(stage: Stage) -> None:
    stage.project()
    stage.mark("right-lung")
    stage.models.workspace.save()
    stage.desk.wait()
    stage.models.rois.choose("right-lung")
    stage.desk.wait()
    stage.ui("Template").removeButton.click()
    stage.ui("Template").searchEdit.setText("lung")
    stage.shoot("Template")


# Much, and long


@pictured
def many(stage: Stage) -> None:
    """120 ROI of which half are marked, 100 versions, 300 series."""
    names = [f"patient-{n // 3:04d}/study-{n % 3}/chest.nii.gz" for n in range(300)]
    stage.project(names[:1], rois=[{"name": f"Structure {n + 1}"} for n in range(120)])
    for name in names[1:]:
        (stage.folder / "study" / name).parent.mkdir(parents=True, exist_ok=True)
        os.link(stage.folder / "study" / names[0], stage.folder / "study" / name)
    for n in range(60):
        stage.desk.session[f"structure-{n + 1}"].mask[8:20, 8:20, n % 20] = True
    for n in range(100):
        stage.desk.session["structure-1"].mask[0, n % 32, n // 32] = True
        stage.models.workspace.save_here(f"Round {n + 1}")
    stage.reopen(names[0])
    stage.models.browser.refresh()
    stage.desk.wait()
    stage.models.rois.choose("structure-115")
    stage.shoot("ROI", "Slices", "History", "Template", "Statistics", "Browser")


@pictured
def long_names(stage: Stage) -> None:
    from RILContourLib.project.text_field import TextField

    text = (
        TextField("quality", LONG, kind="choice", choices=("diagnostic quality", "motion artefacts", "not usable")),
        TextField("side", "Side", kind="choice", choices=("rechts", "links", "beidseits")),
        TextField("found", "Finding", kind="choices", choices=(LONG, *FOREIGN)),
        TextField("one", "Most important", kind="choice", choices=(LONG, *FOREIGN, "none of them")),
    )
    name = f"{'patient-with-a-long-identifier-' * 2}7f3a91/{LONG.lower().replace(' ', '-')}.nii.gz"
    rois = [{"name": each} for each in (LONG, f"{LONG}, left", *FOREIGN)]
    stage.project(
        (name, "右肺/胸部.nii.gz"), name=f"{LONG} 右肺", rois=rois, text=text, user="Zacharias.Papadimitropoulos"
    )
    for number, roi in enumerate(stage.models.definitions.rois):
        stage.mark(roi.id, number, number + 9)
    stage.models.workspace.save(f"{LONG}, second reading")
    stage.desk.wait()
    stage.mark(stage.models.definitions.rois[0].id, 2, 4)
    stage.models.rois.choose(stage.models.definitions.rois[0].id)
    stage.models.rois.count_voxels()
    stage.models.statistics.compute(stage.models.definitions.rois[0].id)
    stage.models.history.compare(1)
    stage.models.dataset.export_masks(stage.folder / "exported-masks")
    stage.shoot(*ALL, "Project", "Browser")


# What is asked, and how it is looked at


@pictured
def questions(stage: Stage) -> None:
    from RILContourLib.project.text_field import TextField

    text = (
        TextField("dose", "Dose length product", kind="number", unit="mGy cm", minimum=0, maximum=9000, required=True),
        TextField("seen", "Nodule visible", about="slice", kind="boolean"),
        TextField("margin", "Margin", about="roi", kind="choice", choices=("smooth", "lobulated", "spiculated")),
        TextField("side", "Side", about="point", kind="choice", choices=("right", "left")),
    )
    rois = [{"name": "Right lung"}, {"name": "Nodules", "kind": "point"}]
    stage.project(text=text, rois=rois)
    stage.models.text.answer("dose", "99999")
    stage.shoot("Text", name="refused")
    stage.models.keyboard.switch(True)
    stage.shoot("Text", name="keyboard")
    stage.models.keyboard.switch(False)
    stage.ui("Text").aboutBox.activated.emit(1)
    stage.shoot("Text", name="slice")
    stage.models.rois.choose("nodules")
    stage.desk.session["nodules"].add_point((10, 10, 10), label="1")
    stage.desk.wait()
    stage.ui("Text").aboutBox.activated.emit(3)
    stage.shoot("Text", "ROI", "Statistics", "Template", name="point")


@pictured
def frames_and_companion(stage: Stage) -> None:
    from RILContourLib.project.definitions import Companion

    stage.project(("a/perfusion.nii.gz",), open_first=False, companions=(Companion("flair", "{stem}_flair.nii.gz"),))
    stage.images(("a/perfusion.nii.gz",), (32, 32, 20, 6))
    stage.images(("a/perfusion_flair.nii.gz",))
    stage.reopen("a/perfusion.nii.gz")
    stage.shoot("Views", "Browser")


@pictured
def versions_compared(stage: Stage) -> None:
    stage.project()
    for last in (8, 12, 16):
        stage.mark("right-lung", 4, last)
        stage.models.workspace.save("Second look" if last == 12 else "")
        stage.desk.wait()
    stage.mark("left-lung", 6, 9)
    stage.models.history.compare(1)
    table = stage.ui("History").versionTable
    table.setCurrentIndex(stage.panel("History").versions.index(2, 0))
    stage.shoot("History", name="difference")
    stage.ui("History").overlayButton.click()
    stage.shoot("History", name="outlines")
    stage.ui("History").overlayButton.click()
    stage.ui("History").showButton.click()
    stage.shoot("History", "Series", "ROI", "Text", name="past")


@pictured
def unfolded(stage: Stage) -> None:
    """What is behind the buttons Filters and Options."""
    stage.project(("a/chest.nii.gz", "b/chest.nii.gz"))
    stage.ui("Browser").filtersButton.click()
    stage.ui("Dataset").optionsButton.click()
    stage.shoot("Browser", "Dataset")


@pictured
def import_report(stage: Stage) -> None:
    stage.project(("a/chest.nii.gz", "b/chest.nii.gz"))
    stage.models.dataset.import_masks(stage.folder / "no-such-folder")
    stage.shoot("Dataset", name="refused")
    (stage.folder / "masks").mkdir()
    stage.models.dataset.import_masks(stage.folder / "masks")
    stage.shoot("Dataset", name="nothing")


@pictured
def all_keys(stage: Stage) -> None:
    stage.project()
    stage.widget.panel.keys.press("F1")
    stage.desk.wait()
    window = next(each for each in slicer.util.mainWindow().children() if each.className() == "QTextBrowser")
    window.grab().save(str(stage.picture("window")))
