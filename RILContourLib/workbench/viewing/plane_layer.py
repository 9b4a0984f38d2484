"""What is drawn over the image in a plane's view, beside the ROI."""

from __future__ import annotations

from typing import Protocol

from .slice_plane import SlicePlane


class PlaneLayer(Protocol):
    """Of one view; drawn again whenever the plane was moved or what it shows is another."""

    def draw(self, plane: SlicePlane, frame: int) -> None: ...

    def hide(self) -> None: ...
