"""An open series in a scene: its image, its ROI and points as far as the session lets them change, its companion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from ..annotation.annotation import Annotation
from ..project.definitions import Definitions
from ..session.edit_session import EditSession
from .display import forget_colour_maps
from .frame_pixels import FramePixels
from .guard import Guard
from .image_node import ImageNode
from .kept_nodes import KeptNodes
from .later_views import LaterViews
from .nodes import NOT_LISTED, add_node, remove_with_displays
from .overlay import lay_over, opacity_of, show_image, take_off
from .point_nodes import PointNodes
from .requirements import slicer
from .roi_segmentation import ROISegmentation
from .waking import Defer

_READING = "The series is open for reading only."


@dataclass(frozen=True, eq=False)
class SeriesContents:
    """What is annotated in a series, as it is open; without a session nothing may change, and `reason` says why."""

    name: str
    definitions: Definitions
    annotation: Annotation
    session: EditSession | None = None
    reason: str = _READING


class SeriesScene:
    """One series in a scene, from the constructor to `close`; nodes of others are left alone, and none of ours stays.

    image, segments, points, companion : the parts, for whoever shows them or works with tools in them
    guard : what a shell tells about the tool in use

    All methods are for the thread of the scene. `defer(callback)` runs a callback once the program is back in its event
    loop, whichever thread gave it; `on_refused(sentence)` tells the user what was put back. `on_put_back()` that
    somebody took nodes out of the scene, which are there again: whoever shows them has to choose them anew.
    `on_views_made(views)` tells of slice views (composite nodes) that came later and show the series by now.
    """

    def __init__(
        self,
        scene: Any,
        contents: SeriesContents,
        pixels: FramePixels,
        *,
        defer: Defer,
        on_refused: Callable[[str], object],
        on_put_back: Callable[[], object] = lambda: None,
        on_views_made: Callable[[Sequence[Any]], object] = lambda views: None,
        draggable_points: bool = True,
    ) -> None:
        """Show a frame that `read_frame` read.

        draggable_points : whether Slicer's own mouse handling may drag points, in 3D, too

        ImageError if the scene has not what was read, UnknownROI if the annotation is of another template; then nothing
        is shown.
        """
        self._scene = scene
        self._defer = defer
        self._on_refused = on_refused
        self._on_put_back = on_put_back
        self._on_views_made = on_views_made
        self._draggable_points = draggable_points
        self.contents = contents
        self.pixels = pixels
        self.companion: ImageNode | None = None
        with ExitStack() as undoing:
            self.image = ImageNode(scene, pixels, contents.name)
            undoing.callback(self.image.remove)
            segmentation_node = self._new_segmentation_node()
            undoing.callback(remove_with_displays, scene, segmentation_node)
            self.segments = self._segments_in(segmentation_node)
            self.guard, self.points, self._kept = self._watch()
            undoing.pop_all()
        show_image(scene, self.image.node)
        self._later_views = LaterViews(scene, defer=defer, on_views=self._show_in)
        self._observation: int | None = scene.AddObserver(slicer.vtkMRMLScene.StartCloseEvent, self._on_scene_closed)

    @property
    def closed(self) -> bool:
        """Whether it was closed, or the scene was."""
        return self._observation is None

    def settle(self) -> None:
        """Make edits of what was just done: before undo, saving, handing on."""
        if not self.closed:
            self.guard.settle()
            self.points.settle()

    def show_frame(self, pixels: FramePixels) -> None:
        """Show another frame of the image, and what is annotated on it. ImageError, and the one before stays."""
        self.settle()
        self.image.show(pixels)
        self.pixels = pixels
        self._show_annotation()

    def show_contents(self, contents: SeriesContents) -> None:
        """Show another version of the same series, or that the right to edit it came or went."""
        self.settle()
        before, self.contents = self.contents, contents
        redefined = contents.definitions != before.definitions
        if not redefined and contents.session is before.session and contents.reason == before.reason:
            self._show_annotation()
            return
        self._stop_watching()
        if redefined:
            remove_with_displays(self._scene, self.segments.node)
            self.segments = self._segments_in(self._new_segmentation_node())
        else:
            self.segments.show(contents.annotation, self.image.frame)
        self.guard, self.points, self._kept = self._watch()

    def lay_over(self, pixels: FramePixels | None, name: str = "", opacity: float = 0.5) -> None:
        """Lay another image over this one, resampled by its own place; None takes it off. ImageError."""
        before, self.companion = self.companion, None
        if before:
            take_off(self._scene, before.node)
            before.remove()
        if pixels:
            self.companion = ImageNode(self._scene, pixels, name)
            lay_over(self._scene, self.companion.node, opacity)

    def close(self) -> None:
        """Look a last time at what was done, and take all that is ours out of the scene; a second call does nothing."""
        if self._observation is None:
            return
        self.settle()
        self._scene.RemoveObserver(self._observation)
        self._observation = None
        self._later_views.close()
        self._stop_watching()
        remove_with_displays(self._scene, self.segments.node)
        self.lay_over(None)
        take_off(self._scene, self.image.node)
        self.image.remove()
        forget_colour_maps(self._scene)

    def _on_scene_closed(self, *_event: object) -> None:
        self.close()

    def _show_annotation(self) -> None:
        self.guard.show(self.contents.annotation, self.image.frame)
        self.points.show(self.contents.annotation, self.image.frame)

    def _new_segmentation_node(self) -> Any:
        node = slicer.vtkMRMLSegmentationNode()
        node.SetName(self.contents.name)
        # Hidden only once it is there: what the application does with each change of a segment needs the item of its
        # list of data, which hidden nodes do not get. The list itself leaves it out.
        node.SetAttribute(NOT_LISTED, "1")
        add_node(self._scene, node)
        node.SetHideFromEditors(True)  # ROI are chosen in the ROI panel
        node.CreateDefaultDisplayNodes()
        node.GetDisplayNode().SetSaveWithScene(False)
        return node

    def _segments_in(self, node: Any) -> ROISegmentation:
        image, contents = self.image, self.contents
        found = node, image.node, image.display, contents.definitions, contents.annotation
        return ROISegmentation(*found, frame=image.frame)

    def _watch(self) -> tuple[Guard, PointNodes, KeptNodes]:
        contents = self.contents
        told: dict[str, Any] = {"defer": self._defer, "on_refused": self._on_refused}
        kept = KeptNodes(self._scene, self.image, self.segments.node, on_put_back=self._show_again, **told)
        told["reason"] = contents.reason
        points = PointNodes(
            self._scene,
            self.image.display,
            contents.definitions,
            contents.annotation,
            contents.session,
            frame=self.image.frame,
            draggable=self._draggable_points,
            **told,
        )
        return Guard(self.segments, contents.session, **told), points, kept

    def _stop_watching(self) -> None:
        self.guard.close()
        self.points.close()
        self._kept.close()

    def _show_again(self) -> None:
        show_image(self._scene, self.image.node)
        self._on_put_back()

    def _show_in(self, views: Sequence[Any]) -> None:
        show_image(self._scene, self.image.node, views)
        if self.companion:
            opacity = opacity_of(self._scene, self.companion.node)
            lay_over(self._scene, self.companion.node, 0.5 if opacity is None else opacity, views)
        self._on_views_made(views)
