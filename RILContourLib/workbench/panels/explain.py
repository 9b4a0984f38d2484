"""Why a model says what it says: what is asked, and how the map is laid over the image."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from trame_server import Server

from ...panels.explain_choices import method_words
from ...panels.explain_panel import ExplainPanel
from ...panels.translation import _
from ...panels.views_panel import ViewsPanel
from ...panels.workspace import Workspace
from ..drawn import Drawn
from ..elements import button, element, icon, icon_button
from ..event_loop import EventLoop
from .folder_box import FolderBox

SETTLED_AFTER_S = 0.4
"""Another slice is explained once it stayed in view for so long."""


class Explain(Drawn[ExplainPanel]):
    """Follows the slice that is seen as long as the page shows it (state `right` is `explain`)."""

    name = "explain"

    def __init__(
        self, server: Server, loop: EventLoop, model: ExplainPanel, workspace: Workspace, looking: ViewsPanel
    ) -> None:
        folder = workspace.project.folder.absolute()
        self._messages = workspace.messages
        self._folder = FolderBox(server, "map_folder", folder.parent / f"{folder.name}-maps", must_exist=False)
        self._waiting = 0
        super().__init__(server, loop, model)
        looking.subscribe(lambda: loop.once((self, "follow"), self._follow_later))
        server.state.change("right")(lambda right, **_others: model.set_shown(right == "explain"))

    def plain(self) -> dict[str, Any]:
        state = self.model.state
        plain = asdict(replace(state, map=None)) | {"file": self.model.suggested_name}
        plain["words"] = method_words()[state.asked.method]
        plain["percent"] = round(100 * state.done / state.total) if state.total else 0
        if state.map:
            plain["map"] = asdict(replace(state.map, slices=())) | {"slices": len(state.map.slices)}
        return plain

    def draw(self) -> None:
        with element("section", v_if="right === 'explain'", classes="panel scrolls", aria_label=_("Explain")):
            with element("div", v_if="!workspace.series", classes="hint"):
                icon("head-question-outline")
                element("p", _("Open a series, and see on its slices what a model looks at."))
            with element("template", v_else=True):
                self._draw_question()
                self._draw_start()
                with element("template", v_if="explain.map"):
                    self._draw_map()
                    self._draw_saving()

    # What is asked

    def _draw_question(self) -> None:
        with element("div", classes="block"):
            _choice(_("Model"), "models", "explain.asked.model", (self._try, _CHOSEN.format("model")))
            _choice(_("Explain"), "targets", "explain.asked.target", (self._try, _CHOSEN.format("target")))
            _choice(
                _("Score of"),
                "regions",
                "explain.asked.within || ''",
                (self._try, _CHOSEN.format("within")),
                first=_("what the model marks itself"),
                then=_("all that is annotated as {name}").format(name="{{ each.label }}"),
            )
            _choice(_("Method"), "methods", "explain.asked.method", (self._try, _CHOSEN.format("method")))
            element("p", "{{ explain.words }}", classes="muted")
            closed = "each in explain.methods.filter(each => each.why_not)"
            element("p", "{{ each.why_not }}", v_for=closed, key="each.id", classes="muted")
            _choice(
                _("Layer"),
                "layers",
                "explain.asked.layer || ''",
                (self._try, _CHOSEN.format("layer")),
                first=_("the usual one, {name}").format(name="{{ explain.usual_layer }}"),
            )

    def _draw_start(self) -> None:
        with element("div", classes="block"):
            # Not before the questions above are all there: they would push it from under the pointer.
            with element("div", v_if="explain.ready", classes="row", style="flex-wrap: wrap"):
                off = ("!explain.ready || !!explain.total",)
                with button(None, self.model.explain, classes="btn main", disabled=off, data_explain=True):
                    icon("eye-outline")
                    element("span", _("Explain this slice"))
                whole = (self.model.explain, "[]", "{whole: true}")
                button(_("Whole series"), whole, classes="btn framed", disabled=off)
            with element("label", classes="check"):
                change = (self.model.set_follows, "[$event.target.checked]")
                element("input", type="checkbox", checked=("explain.follows",), change=change)
                element("span", _("Go on with each slice that I look at"))
            with element("div", v_if="explain.busy_with", classes="row", role="status"):
                element("span", "{{ explain.busy_with }} …", classes="muted ellipsis", style="flex: 1")
                with button(None, self.model.cancel, classes="btn framed", v_if="explain.total > 1"):
                    icon("stop")
                    element("span", _("Stop"))
            with element("div", v_if="explain.total > 1", classes="bar-of", role="progressbar"):
                element("div", style=("`width: ${explain.percent}%`",))
            element("p", "{{ explain.hint }}", v_if="explain.hint", classes="warning", role="alert")

    # The map

    def _draw_map(self) -> None:
        with element("div", classes="block", data_map=True):
            with element("div", classes="row"):
                element("strong", "{{ explain.map.title }}", style="flex: 1; overflow-wrap: anywhere", dir="auto")
                with element("label", classes="check"):
                    change = (self.model.set_look, "[]", "{shown: $event.target.checked}")
                    element("input", type="checkbox", checked=("explain.look.shown",), change=change)
                    element("span", _("Show"))
                icon_button("close", _("Take the map away"), self.model.clear, classes="btn sign small")
            with element("div", classes="segments", role="radiogroup", aria_label=_("Colours")):
                for colours, words in (("rainbow", _("Rainbow")), ("perceptual", _("Even brightness"))):
                    checked = (f"explain.look.colours === '{colours}'",)
                    chosen = (self.model.set_look, "[]", f"{{colours: '{colours}'}}")
                    button(words, chosen, role="radio", aria_checked=checked)
            element("div", v_bind_class="['ramp', explain.look.colours]", aria_hidden="true")
            with element("div", classes="row muted"):
                element("span", "{{ Number(explain.map.lowest.toPrecision(3)) }}")
                element("span", classes="gap")
                element("span", "{{ Number(explain.map.highest.toPrecision(3)) }}")
            self._draw_threshold()
            _slider(
                _("Opacity"), "explain.look.opacity", "0", "1", (self.model.set_look, "[]", _GIVEN.format("opacity"))
            )
            element(
                "p",
                _("{percent} % of the map is shown.").format(percent="{{ explain.map.percent.toFixed(1) }}"),
                classes="muted",
            )

    def _draw_threshold(self) -> None:
        low, high = ("explain.map.lowest",), ("explain.map.highest",)
        changed = (self.model.set_look, "[]", _GIVEN.format("threshold"))
        _slider(_("Threshold"), "explain.map.threshold", low, high, changed)
        with element("label", classes="check"):
            threshold = "threshold: explain.map.otsu"
            change = (self.model.set_look, "[]", f"$event.target.checked ? {{automatic: true}} : {{{threshold}}}")
            element("input", type="checkbox", checked=("explain.look.threshold === null",), change=change)
            element("span", _("automatic (Otsu)"))

    def _draw_saving(self) -> None:
        with element("details", classes="block"):
            element("summary", _("Save the map as NIfTI"))
            self._folder.draw(_("To this folder"))
            element("p", "{{ explain.file }}", classes="muted", style="overflow-wrap: anywhere")
            off = ("map_folder.bad",)
            button(_("Save"), self._save, classes="btn framed", disabled=off, data_save=True)

    # What is done in it

    def _try(self, what: str, chosen: str) -> None:
        """Choose something; what cannot be chosen is a message."""
        choose = {
            "model": self.model.choose_model,
            "target": self.model.choose_target,
            "within": self.model.choose_within,
            "method": self.model.choose_method,
            "layer": self.model.choose_layer,
        }.get(what)
        if choose:
            self._messages.attempt(lambda: choose(str(chosen)))
            self.show()

    def _save(self) -> None:
        folder = self._folder.path
        if folder is None or not self.model.suggested_name:
            self._messages.say(_("Choose a folder first."), "warning")
            return
        self.model.save(folder / self.model.suggested_name)

    def _follow_later(self) -> None:
        self._waiting += 1
        number = self._waiting
        self.loop.later(SETTLED_AFTER_S, lambda: self.model.follow() if number == self._waiting else None)


_CHOSEN = "['{}', $event.target.value]"
_GIVEN = "{{{}: Number($event.target.value)}}"


def _choice(
    label: str, options: str, value: str, change: Any, *, first: str = "", then: str = "{{ each.label }}"
) -> None:
    """A list to choose from; left out where there is nothing. first : what stands for no choice."""
    with element("label", v_if=f"explain.{options}.length"):
        element("span", label, classes="muted")
        with element("select", value=(value,), change=change):
            if first:
                element("option", first, value="")
            element(
                "option",
                then,
                v_for=f"each in explain.{options}",
                key="each.id",
                value=("each.id",),
                disabled=("!!each.why_not",),
                title=("each.why_not || null",),
            )


def _slider(label: str, value: str, low: Any, high: Any, change: Any) -> None:
    with element("label", classes="row", style="gap: 8px"):
        element("span", label, style="flex: 1")
        element(
            "input",
            type="range",
            min=low,
            max=high,
            step="any",
            value=(value,),
            input=change,
            aria_label=label,
            style="width: 160px; padding: 0",
        )
