"""How intensities without a fixed unit are coloured in 3D."""

from __future__ import annotations

import pytest

pytest.importorskip("trame_slicer", reason='the workbench comes with pip install "rilcontour[workbench]"')

from vtkmodules.vtkRenderingCore import vtkVolumeProperty

from RILContourLib.panels.view_settings import Window
from RILContourLib.workbench.viewing.volume_look import _colour_by_window


def test_noise_is_not_seen_and_the_outer_surface_of_an_mri_hides_what_lies_behind_it() -> None:
    look = vtkVolumeProperty()
    window = Window(width=2000, level=1000)
    _colour_by_window(look, window)
    opacity = look.GetScalarOpacity()
    noise, skin, fat = (opacity.GetValue(window.lowest + share * window.width) for share in (0.15, 0.5, 0.9))
    assert noise == 0
    through_five_voxels = (1 - skin) ** 5
    assert through_five_voxels < 0.1
    assert fat > skin
    red, _green, blue = look.GetRGBTransferFunction().GetColor(window.level)
    assert red > blue
