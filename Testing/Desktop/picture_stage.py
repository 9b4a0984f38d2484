"""Where a state of the application is set up to be pictured: a folder of its own, and the modules as at their start."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import qt
import slicer
from picture_taking import WIDTHS_PX, widen

SHAPE = (32, 32, 20)
SPACING_MM = (2.0, 2.0, 5.0)
_KEPT_IN = ("RILCONTOUR_CACHE", "RILCONTOUR_STATE")
_RECENT = "RILContour/RecentProjects"


def pictured(state: Callable[[Stage], None]) -> Callable[[Stage], None]:
    """Marks a function that sets a state up, and has `Stage.shoot` take pictures of it."""
    state.isPictured = True
    return state


class Stage:
    """`folder` is the state's own; the lists of projects and the caches are of its own, too."""

    def __init__(self, pictures: Path, name: str) -> None:
        self._pictures, self._name = pictures, name
        self.folder = Path(tempfile.mkdtemp(prefix="study-"))

    def __enter__(self) -> Stage:
        self._environment = {name: os.environ.get(name) for name in _KEPT_IN}
        self._recent = qt.QSettings().value(_RECENT)
        qt.QSettings().setValue(_RECENT, "[]")
        os.environ.update({name: str(self.folder / name.lower()) for name in _KEPT_IN})
        self.select("RILContour")
        slicer.util.reloadScriptedModule("RILContour")  # nothing is left of what was written into fields before
        self.select("RILContour")
        return self

    def __exit__(self, *_error: object) -> None:
        self.desk.closeProject()
        qt.QSettings().setValue(_RECENT, self._recent)
        for name, value in self._environment.items():
            os.environ.pop(name)
            os.environ.update({name: value} if value else {})
        shutil.rmtree(self.folder, ignore_errors=True)

    # What there is

    def select(self, module: str) -> None:
        slicer.util.selectModule(module)
        self.widget = slicer.util.getModuleWidget(module)

    @property
    def desk(self) -> Any:
        return slicer.util.getModuleWidget("RILContour").desk

    @property
    def models(self) -> Any:
        return self.desk.models

    def ui(self, panel: str) -> Any:
        return self.panel(panel).ui

    def panel(self, name: str) -> Any:
        return self.widget.panel.projectPanel if name == "Project" else self.widget.panel.panels[name]

    # Setting it up

    def images(self, names: Sequence[str], shape: Sequence[int] = SHAPE) -> None:
        pixels = np.random.default_rng(1).normal(0, 300, shape).astype(np.int16)
        for name in names:
            path = self.folder / "study" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            image = nibabel.Nifti1Image(pixels, np.diag([*SPACING_MM, 1.0]))
            image.header.set_xyzt_units("mm")
            nibabel.save(image, path)

    def project(self, names: Sequence[str] = ("a/chest.nii.gz",), open_first: bool = True, **more: Any) -> None:
        """Make a project of images, open it, and its first series; `more` is what Project.create takes."""
        from RILContourLib import Project

        study = self.folder / "study"
        study.mkdir()
        self.images(names)
        defaults: dict[str, Any] = {"name": "Chest", "rois": [{"name": "Right lung"}, {"name": "Left lung"}]}
        Project.create(study, **{**defaults, **more})
        self.reopen(names[0] if names and open_first else None)

    def reopen(self, name: str | None = None) -> None:
        self.desk.openProject(self.folder / "study")
        self.desk.wait()
        if name:
            self.models.workspace.open(name)
            self.desk.wait()

    def mark(self, roi: str, first: int = 4, last: int = 12) -> None:
        self.desk.session[roi].mask[8:20, 8:20, first:last] = True
        self.desk.wait()

    # Pictures

    def shoot(self, *panels: str, name: str = "") -> None:
        """`Module` is all of it."""
        self.desk.wait()
        for section in self.widget.panel.sections.values():
            section.setProperty("collapsed", False)
        for width in WIDTHS_PX:
            widen(self.widget.parent, width)
            for panel in panels:
                shown = self.widget.parent if panel == "Module" else self.panel(panel).widget
                if panel == "Browser":
                    widen(shown, width)
                shown.grab().save(str(self.picture(name, panel, str(width))))

    def picture(self, *words: str) -> Path:
        """The file of a picture of this state."""
        return self._pictures / f"{'-'.join(filter(None, (self._name, *words)))}.png"
