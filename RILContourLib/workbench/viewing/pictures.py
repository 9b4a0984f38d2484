"""Pictures of the views on their way to the page, and what the page's pointer does on its way to them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from trame_server import Server
from trame_slicer.core import ViewManager
from trame_slicer.rca_view import RemoteViewFactory
from trame_slicer.views import AbstractView, NoScheduleRendering, SliceView, ThreeDView, ViewType

from .events_in_order import EventsInOrder

DrawFrame = Callable[[Server, str, AbstractView], None]
FRAMES_PER_S = 30.0
UNWATCHED_FRAMES_PER_S = 15.0
MOVING_QUALITY = 60  # JPEG, while something moves; a still picture follows at 90
EVENT_EVERY_S = 0.015


def send_pictures(server: Server, views: ViewManager, slice_frame: DrawFrame, frame_3d: DrawFrame) -> None:
    """Have the views that are made from now on send their pictures to the page, with our frames drawn over them."""
    for kind, view_class, frame in (
        (ViewType.SLICE_VIEW, SliceView, slice_frame),
        (ViewType.THREE_D_VIEW, ThreeDView, frame_3d),
    ):
        views.register_factory(
            RemoteViewFactory(
                server,
                partial(_plain_view, view_class),
                kind,
                populate_view_ui_f=frame,
                target_fps=FRAMES_PER_S,
                blur_fps=UNWATCHED_FRAMES_PER_S,
                interactive_quality=MOVING_QUALITY,
                rca_event_throttle_s=EVENT_EVERY_S,
            )
        )


def _plain_view(view_class: type[AbstractView], **given: Any) -> AbstractView:
    """A view that is not drawn while it is made, once for each of its properties; afterwards the page's pace counts.

    Its edges are not smoothed by drawing each pixel eight times: software OpenGL would take eight times as long.
    """
    view: AbstractView = view_class(scheduled_render_strategy=NoScheduleRendering(), **given)
    view.render_window().SetMultiSamples(0)
    return view


def take_events_in_order(views: ViewManager, events: EventsInOrder) -> None:
    """Have what the page sends to the views that there are now go through one queue."""
    for factory in views._factories:  # there is no public way to what receives it
        for view in factory.get_views():
            name = view.get_singleton_tag()
            events.watch(name, factory.get_factory_view(name).view_adapter)
