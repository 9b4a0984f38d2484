"""Slicer's own layouts of views that suit annotation."""

from __future__ import annotations

import slicer
from slicer.i18n import tr as _


def layoutNames() -> list[str]:
    """In the order of `chooseLayout`."""
    return [_("Four alike"), _("3D and planes"), _("Axial only"), _("Sagittal only"), _("Coronal only"), _("3D only")]


def chooseLayout(number: int) -> None:
    """Lay the application's views out; does nothing where it has none."""
    layouts = slicer.vtkMRMLLayoutNode
    wanted = (
        layouts.SlicerLayoutFourUpView,
        layouts.SlicerLayoutConventionalWidescreenView,
        layouts.SlicerLayoutOneUpRedSliceView,
        layouts.SlicerLayoutOneUpYellowSliceView,
        layouts.SlicerLayoutOneUpGreenSliceView,
        layouts.SlicerLayoutOneUp3DView,
    )
    manager = slicer.app.layoutManager()
    if manager:
        manager.setLayout(wanted[number])
