"""Where the pointer is, for tools."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from .feedback import Feedback
from .slice_plane import SlicePlane


@dataclass(frozen=True, eq=False)
class Spot:
    """A pixel of a plane's view, `xy` from bottom left, and the continuous file ijk below it."""

    plane: SlicePlane
    feedback: Feedback
    xy: tuple[float, float]
    ijk: np.ndarray

    @property
    def axis(self) -> int:
        """The image axis at right angles to the plane."""
        return self.plane.plane.axis

    @property
    def voxel(self) -> tuple[int, int, int]:
        """The voxel below; may lie outside of the image."""
        i, j, k = (round(float(at)) for at in self.ijk)
        return i, j, k


class MouseTool(Protocol):
    """What the left button does in the planes; the other buttons and the wheel always do the same."""

    def press(self, spot: Spot, *, double: bool) -> None: ...

    def drag(self, spot: Spot) -> None:
        """Moved while the button is down."""

    def hover(self, spot: Spot) -> None:
        """Moved while it is not."""

    def release(self, spot: Spot) -> None: ...

    def key(self, name: str) -> None:
        """A key was pressed over the plane, by VTK's name of it: `Return`, `Delete`."""

    def settle(self) -> None:
        """Make an edit now of what would be one if the button were let go."""

    def drop(self) -> None:
        """Forget what was begun: another tool, another series, Escape."""


class Idle:
    """Does nothing of it all; tools override what they need."""

    def press(self, spot: Spot, *, double: bool) -> None:
        pass

    def drag(self, spot: Spot) -> None:
        pass

    def hover(self, spot: Spot) -> None:
        pass

    def release(self, spot: Spot) -> None:
        pass

    def key(self, name: str) -> None:
        pass

    def settle(self) -> None:
        pass

    def drop(self) -> None:
        pass
