"""States of the module RIL-Contour AID that are seen seldom, and have to be right then."""

from __future__ import annotations

from unittest import mock

from picture_stage import Stage, pictured

ALL = ("Series", "Run", "Drafts", "Explain", "Metrics", "Models", "Wizard", "Train")
_MISSING = "RILContourLib.inference.installing.missing_packages"


@pictured
def aid_no_project(stage: Stage) -> None:
    stage.select("RILContourAID")
    stage.shoot("Module")


@pictured
def aid_no_model(stage: Stage) -> None:
    """Nor a series that is open."""
    with mock.patch(_MISSING, return_value=()):
        stage.project(("a/chest.nii.gz", "b/chest.nii.gz"), open_first=False)
        stage.select("RILContourAID")
        stage.shoot("Module")
        stage.models.workspace.open("a/chest.nii.gz")
        stage.shoot(*ALL, name="series-open")


@pictured
def aid_many_long_names(stage: Stage) -> None:
    from RILContourLib.models.description import NetworkOutput, OutputClass
    from Testing.Lib.session.drafting import DirectRunner, publish

    long = "Superior segment of the right lower lobe with its bronchus"
    rois = [{"name": f"{long} {n + 1}", "id": f"segment-{n + 1}"} for n in range(20)]
    with mock.patch(_MISSING, return_value=()):
        stage.project(("patient-with-a-long-identifier-7f3a91/study-of-2026-03-04/chest.nii.gz",), rois=rois)
        classes = (OutputClass(1, roi="segment-1"), OutputClass(0, roi="segment-2", threshold=0.95))
        for n in range(12):
            name = f"lung-segments-of-both-lungs-variant-{n + 1}"
            model = publish(stage.desk.project, NetworkOutput("softmax", classes), name)
        model.predict(stage.desk.project[stage.desk.project.names[0]], runner=DirectRunner())
        stage.select("RILContourAID")
        stage.widget.panel.models.refresh()
        stage.desk.wait()
        stage.widget.panel.models.shelf.choose(name)
        stage.ui("Run").roisButton.click()
        stage.ui("Train").roisButton.click()
        stage.shoot(*ALL)


@pictured
def aid_somebody_elses_series(stage: Stage) -> None:
    """A draft can be looked at then, and not be accepted."""
    from RILContourLib import Project
    from RILContourLib.models.description import NetworkOutput, OutputClass
    from Testing.Lib.session.drafting import DirectRunner, publish

    with mock.patch(_MISSING, return_value=()):
        stage.project(open_first=False)
        classes = (OutputClass(1, roi="right-lung"), OutputClass(0, roi="left-lung", threshold=0.95))
        model = publish(stage.desk.project, NetworkOutput("softmax", classes), "lungs")
        model.predict(stage.desk.project["a/chest.nii.gz"], runner=DirectRunner())
        store = Project.open(stage.folder / "study", user="ben").store
        lease = store.acquire("a/chest.nii.gz", "ben")
        stage.reopen("a/chest.nii.gz")
        stage.select("RILContourAID")
        stage.shoot("Series", "Run", "Drafts", "Train")
        store.release(lease)
