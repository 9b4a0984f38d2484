"""Slice views that a layout makes while something is shown: they know nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .overlay import slice_views
from .waking import Defer, Waker


class LaterViews:
    """Watches a scene for slice views that come into it, from the constructor to `close`.

    `on_views(views)` is called with their composite nodes once the program is back in its event loop, by when the
    views are complete; `defer(callback)` runs a callback then. All methods are for the thread of the scene.
    """

    def __init__(self, scene: Any, *, defer: Defer, on_views: Callable[[Sequence[Any]], object]) -> None:
        self._scene = scene
        self._waker = Waker(defer)
        self._on_views = on_views
        self._known = {views.GetID() for views in slice_views(scene)}
        self._observation: int | None = scene.AddObserver(scene.NodeAddedEvent, self._wake)

    def close(self) -> None:
        """Watch no more; a second call does nothing."""
        if self._observation is not None:
            self._scene.RemoveObserver(self._observation)
            self._observation = None

    def _wake(self, *_event: object) -> None:
        self._waker.wake(self._look)

    def _look(self) -> None:
        self._waker.rest()
        if self._observation is None or self._scene.IsClosing():
            return
        now = {views.GetID(): views for views in slice_views(self._scene)}
        made = [views for node_id, views in now.items() if node_id not in self._known]
        self._known = set(now)
        if made:
            self._on_views(made)
