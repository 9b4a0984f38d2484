"""What the slice views show: the image, and another one of the exam laid over it.

MRML resamples each of the two into a slice by its own place in the patient.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .nodes import OURS

# On a view's node: the id of the volume that we show in it, a space, and of that which it showed before.
_BEFORE = f"{OURS}.Before"


def show_image(scene: Any, volume_node: Any, in_views: Iterable[Any] | None = None) -> None:
    """Show a volume in the slice views, all of them unless some are given, until `take_off`."""
    ours = volume_node.GetID()
    for views in slice_views(scene) if in_views is None else in_views:
        now, (held, _space, before) = views.GetBackgroundVolumeID(), (views.GetAttribute(_BEFORE) or "").partition(" ")
        if now and now not in (held, ours):  # also where a scene that was saved says what was ours
            before = now
        views.SetAttribute(_BEFORE, f"{ours} {before}")
        views.SetBackgroundVolumeID(ours)


def lay_over(scene: Any, volume_node: Any, opacity: float, in_views: Iterable[Any] | None = None) -> None:
    """Lay a volume over the one that is shown in the slice views; opacity from 0 (not to be seen) to 1.

    In all of them unless some are given.
    """
    for views in slice_views(scene) if in_views is None else in_views:
        views.SetForegroundVolumeID(volume_node.GetID())
        views.SetForegroundOpacity(opacity)


def opacity_of(scene: Any, volume_node: Any) -> float | None:
    """How much a volume that lies over another is seen, 0 to 1; None where no slice view shows it."""
    over = (views for views in slice_views(scene) if views.GetForegroundVolumeID() == volume_node.GetID())
    return next((views.GetForegroundOpacity() for views in over), None)


def take_off(scene: Any, volume_node: Any) -> None:
    """Show a volume no more: nothing lies over the image, and where it was the image, what was there before is again.

    Views that show another volume by now are left alone.
    """
    node_id = volume_node.GetID()
    for views in slice_views(scene):
        if views.GetForegroundVolumeID() == node_id:
            views.SetForegroundVolumeID(None)
            views.SetForegroundOpacity(0)
        shown, _space, before = (views.GetAttribute(_BEFORE) or "").partition(" ")
        if shown == node_id:
            views.SetAttribute(_BEFORE, None)
        if views.GetBackgroundVolumeID() == node_id:
            views.SetBackgroundVolumeID(before if before and scene.GetNodeByID(before) else None)


def slice_views(scene: Any) -> Iterator[Any]:
    """The composite node of each slice view: it says which volumes are shown."""
    for n in range(scene.GetNumberOfNodesByClass("vtkMRMLSliceCompositeNode")):
        yield scene.GetNthNodeByClass(n, "vtkMRMLSliceCompositeNode")
