"""Which pixel of the 3D view shows a voxel, and what lies behind a pixel, as the camera stands now."""

from __future__ import annotations

import numpy as np
from trame_slicer.views import ThreeDView

from ...slicerbridge.geometry import DisplayGeometry
from ...slicerbridge.vtk_data import affine_of

XY = tuple[float, float]
"""A place in a view, in pixels from bottom left."""


def ijk_to_xyw(view: ThreeDView, display: DisplayGeometry) -> np.ndarray:
    """(3, 4): homogeneous continuous file ijk to (x w, y w, w), x and y in the view's pixels from bottom left.

    As the camera sees it now; w <= 0 is behind it.
    """
    x, y, _depth, w = _ras_to_clip(view) @ display.affine_ijk_to_ras
    width, height = view.render_window().GetSize()
    return np.stack([(x + w) * (width / 2), (y + w) * (height / 2), w])


def line_behind(view: ThreeDView, display: DisplayGeometry, xy: XY) -> tuple[np.ndarray, np.ndarray]:
    """What is seen in a place of the view: from the near to the far end of what the camera shows, as (3,) file ijk."""
    width, height = view.render_window().GetSize()
    at = 2 * xy[0] / width - 1, 2 * xy[1] / height - 1
    clip = np.array([[*at, -1.0, 1.0], [*at, 1.0, 1.0]])
    near, far = clip @ np.linalg.inv(_ras_to_clip(view) @ display.affine_ijk_to_ras).T
    return near[:3] / near[3], far[:3] / far[3]


def pixels_of_mm(view: ThreeDView, display: DisplayGeometry, ijk: np.ndarray, length_mm: float) -> float:
    """How long a length across the line of sight is seen at a place, continuous file ijk."""
    ras = display.affine_ijk_to_ras @ (*ijk, 1.0)
    up = np.array(view.renderer().GetActiveCamera().GetViewUp())
    both = np.stack([ras, ras + (*(up * length_mm), 0.0)]) @ _ras_to_clip(view).T
    seen = both[:, :2] / both[:, 3:] * np.array(view.render_window().GetSize()) / 2
    return float(np.hypot(*(seen[1] - seen[0])))


def _ras_to_clip(view: ThreeDView) -> np.ndarray:
    """(4, 4): display RAS in mm to x w, y w, z w, w; what is seen has x, y and z from -1 to 1."""
    renderer = view.renderer()
    camera = renderer.GetActiveCamera()
    return affine_of(camera.GetCompositeProjectionTransformMatrix(renderer.GetTiledAspectRatio(), -1, 1))
