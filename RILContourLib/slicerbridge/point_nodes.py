"""The point ROI of an open series as markups nodes, each change of which is an edit or is put back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any

from ..annotation.annotation import Annotation
from ..annotation.edit import Edit
from ..errors import EditRefused, RILContourError
from ..project.definitions import Definitions
from ..session.edit_session import EditSession
from .geometry import DisplayGeometry
from .point_changes import Labelled, Moved, Placed, PointChange, Removed
from .point_markups import PointMarkups
from .requirements import slicer
from .waking import Defer, Waker

_NUMBERING_EVENTS = ("PointAddedEvent", "PointRemovedEvent")
_EVENTS = (
    *("PointModifiedEvent", "PointPositionDefinedEvent", "PointPositionUndefinedEvent"),
    *("LockModifiedEvent", "TransformModifiedEvent", "ModifiedEvent"),
)
_NOT_REMOVABLE = "The node of {name} is needed while its series is open: delete points one by one."


class PointNodes:
    """Watches one node for each point ROI; with `session` None nothing may change, and `reason` says why.

    As with the guard, events only wake it: `defer(callback)` runs the callback once the program is back in its event
    loop, and then each change becomes an edit of the session or is put back, with a sentence to `on_refused`. A drag is
    one edit, made at its end. Edits that others make in the session are shown in the nodes.

    All methods are for the thread of the scene. `defer` must be callable from each thread on which the session is
    edited.
    """

    def __init__(
        self,
        scene: Any,
        display: DisplayGeometry,
        definitions: Definitions,
        annotation: Annotation,
        session: EditSession | None,
        *,
        frame: int = 0,
        defer: Defer,
        on_refused: Callable[[str], object],
        reason: str = "The series is open for reading only.",
        draggable: bool = True,
    ) -> None:
        """`draggable` False: Slicer's own mouse handling leaves points alone, for shells with tools of their own."""
        self._scene = scene
        self._draggable = draggable
        self._annotation = annotation
        self._session = session
        self._frame = frame
        self._waker = Waker(defer)
        self._on_refused = on_refused
        self._reason = reason
        rois = [roi for roi in definitions.rois if roi.kind == "point"]
        for roi in rois:
            annotation.roi(roi.id)  # UnknownROI before there is a node
        self._markups = {roi.id: PointMarkups(scene, roi, display) for roi in rois}
        self._awake: set[str] = set()
        self._settling = self._closed = False
        self._scene_thread = threading.get_ident()
        for markups in self._markups.values():
            self._show(markups)
        self._observations = [*self._observe_nodes(), *self._observe_scene()]
        self._unlisten: Callable[[], None] = session.listen(self._hear) if session else lambda: None
        if session:
            session.before_close(self._settle_before_closing)

    def node(self, roi: str) -> Any:
        """The vtkMRMLMarkupsFiducialNode of a point ROI. KeyError."""
        return self._markups[roi].node

    def point_id(self, roi: str, control_number: int) -> str | None:
        """Which point of an ROI the n-th control point of its node shows; None while it is none yet."""
        markups = self._markups[roi]
        return markups.point_id(markups.node.GetNthControlPointID(control_number))

    def show(self, annotation: Annotation, frame: int) -> None:
        """Show another version of the annotation, or another frame of it; of a session, only its own annotation."""
        self.settle()
        self._annotation, self._frame = annotation, frame
        self._settling = True
        try:
            for markups in self._markups.values():
                self._show(markups)
        finally:
            self._settling = False

    def close(self) -> None:
        """Look a last time, and take the nodes out of the scene."""
        if self._closed:
            return
        self.settle()
        self._closed = True
        for observed, observation in self._observations:
            observed.RemoveObserver(observation)
        self._observations = []
        self._unlisten()
        for markups in self._markups.values():
            markups.remove()

    # Waking

    def _observe_nodes(self) -> list[tuple[Any, int]]:
        return [
            (markups.node, markups.node.AddObserver(getattr(markups.node, event, event), callback))
            for markups in self._markups.values()
            for event, callback in self._callbacks(markups)
        ]

    def _callbacks(self, markups: PointMarkups) -> Iterator[tuple[str, Callable[..., None]]]:
        """Events of a node, and what is to be called then."""

        def wake(*_event: object) -> None:
            self._wake(markups.roi.id)

        def number(*_event: object) -> None:
            markups.keep_ids_apart()
            wake()

        def begin_drag(*_event: object) -> None:
            markups.dragging = True

        def end_drag(*_event: object) -> None:
            markups.dragging = False
            wake()

        yield from ((event, wake) for event in _EVENTS)
        yield from ((event, number) for event in _NUMBERING_EVENTS)
        yield "PointStartInteractionEvent", begin_drag
        yield "PointEndInteractionEvent", end_drag

    def _observe_scene(self) -> list[tuple[Any, int]]:
        removed = self._scene.AddObserver(slicer.vtkMRMLScene.NodeRemovedEvent, self._on_node_removed)
        return [(self._scene, removed)]

    def _on_node_removed(self, *_event: object) -> None:
        if self._scene.IsClosing():
            return
        for roi, markups in self._markups.items():
            if markups.is_gone:
                self._wake(roi)

    def _wake(self, roi: str) -> None:
        """Look at an ROI's node in the next turn of the event loop."""
        if self._closed or (self._settling and threading.get_ident() == self._scene_thread):
            return  # our own change, and the node is looked at right now
        self._awake.add(roi)
        self._waker.wake(self._settle_calmly)

    def _hear(self, edit: Edit) -> None:
        """Called by the session, on any thread."""
        for roi in edit.rois():
            if roi in self._markups:
                self._wake(roi)

    # Looking

    def settle(self) -> None:
        """Look now, at points that are being dragged, too: before undo, saving, closing, another series."""
        for markups in self._markups.values():
            markups.dragging = False
        self._settle_calmly()

    def _settle_calmly(self) -> None:
        """Look at what has changed; what is being dragged changes until it is let go of."""
        if self._settling or self._closed:
            return
        self._settling = True
        self._waker.rest()
        sentences: list[str] = []
        try:
            with self._session.exclusively() if self._session else nullcontext():
                for roi in [roi for roi in self._awake if not self._markups[roi].dragging]:
                    self._awake.discard(roi)
                    sentences += self._settle_one(self._markups[roi])
        finally:
            self._settling = False
            for sentence in dict.fromkeys(sentences):
                self._on_refused(sentence)

    def _settle_one(self, markups: PointMarkups) -> list[str]:
        """Sentences about what was refused."""
        sentences = []
        if markups.is_gone:
            if self._scene.IsClosing():
                return []
            markups.bring_back()
            sentences.append(_NOT_REMOVABLE.format(name=markups.roi.name))
        for change in markups.changes():
            try:
                self._ask(markups, change)
            except RILContourError as error:
                sentences.append(str(error))
        self._show(markups)
        return sentences

    def _ask(self, markups: PointMarkups, change: PointChange) -> None:
        """Have the session do what somebody did in the node. RILContourError if it refuses."""
        if self._session is None:
            raise EditRefused(self._reason)
        editor = self._session[markups.roi.id]
        match change:
            case Placed(ijk=ijk, label=label):
                point = editor.add_point(ijk, frame=self._frame, label=label)
                markups.adopt(change, point.id)
            case Moved(point_id=point_id, ijk=ijk):
                editor.move_point(point_id, ijk)
            case Labelled(point_id=point_id, label=label):
                editor.label_point(point_id, label)
            case Removed(point_id=point_id):
                editor.remove_point(point_id)

    def _show(self, markups: PointMarkups) -> None:
        held = self._annotation.roi(markups.roi.id)
        points = [point for point in held.points if point.frame == self._frame]
        markups.show(points, locked=held.locked or self._session is None or not self._draggable)

    def _settle_before_closing(self) -> None:
        if threading.get_ident() == self._scene_thread:
            self.settle()
