"""What the questions are about, and the switch to answering by keyboard."""

from __future__ import annotations

from collections.abc import Callable

from trame_server import Server

from ...panels.question_scope import QuestionScope
from ...panels.translation import _
from ..drawn import Drawn
from ..elements import button, element, icon
from ..event_loop import EventLoop

_KINDS = {"series": _("Series"), "slice": _("Slice"), "roi": _("ROI"), "point": _("Point")}


class QuestionHead(Drawn[QuestionScope]):
    """`draw_switch` puts the switch to answering by keyboard beside it."""

    name = "scope"

    def __init__(
        self, server: Server, loop: EventLoop, model: QuestionScope, draw_switch: Callable[[], object]
    ) -> None:
        self._draw_switch = draw_switch
        super().__init__(server, loop, model)

    def draw(self) -> None:
        with element("div", classes="row", style="padding: 4px 8px"):
            with element("div", classes="segments", role="radiogroup", aria_label=_("Questions about")):
                for about, words in _KINDS.items():
                    button(
                        words,
                        (self.model.choose, f"['{about}']"),
                        v_if=f"scope.kinds.includes('{about}')",
                        role="radio",
                        aria_checked=(f"scope.about === '{about}'",),
                    )
            element("span", classes="gap")
            self._draw_switch()
        words = "scope.words && answers.fields.length"
        element("p", "{{ scope.words }}", v_if=words, classes="ellipsis", style="padding: 0 8px", dir="auto")
        with element(
            "select",
            v_if="scope.points.length",
            aria_label=_("Point"),
            style="margin: 0 8px 4px; width: auto",
            value=("scope.point",),
            change=(self.model.choose_point, "[$event.target.value]"),
        ):
            element("option", "{{ point.words }}", v_for="point in scope.points", value=("point.id",))
        with element("div", v_if="scope.hint", classes="hint"):
            icon("comment-question-outline")
            element("p", "{{ scope.hint }}")
