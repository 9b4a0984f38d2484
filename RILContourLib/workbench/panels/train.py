"""Learning from accepted annotation: what from, one button, how it goes, and what was stopped."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from trame_server import Server

from ...panels.train_panel import TrainPanel
from ...panels.train_words import accept_names
from ...panels.translation import _
from ...panels.workspace import Workspace
from ..drawn import Drawn
from ..elements import button, element, icon
from ..event_loop import EventLoop


class Train(Drawn[TrainPanel]):
    """State of the page: `train`."""

    name = "train"

    def __init__(self, server: Server, loop: EventLoop, model: TrainPanel, workspace: Workspace) -> None:
        self._messages = workspace.messages
        super().__init__(server, loop, model)
        server.state.change("right")(lambda right, **_others: self._look(right == "train"))

    def plain(self) -> dict[str, Any]:
        return asdict(self.model.state) | {"plot": self.model.curves_plot()}

    def draw(self) -> None:
        with element("section", v_if="right === 'train'", classes="panel scrolls", aria_label=_("Train")):
            self._draw_kept()
            self._draw_run()
            self._draw_choices()
            self._draw_survey()
            self._draw_start()

    # What was begun

    def _draw_kept(self) -> None:
        with element("div", v_for="kept in train.kept", key="kept.model", classes="block", data_kept=True):
            element("strong", "{{ kept.model }}", dir="auto")
            element("p", "{{ kept.words }}", classes="muted")
            with element("div", classes="row"):
                button(_("Go on"), (self._try, "['resume', kept.model]"), classes="btn main")
                off = ("!kept.can_publish",)
                button(
                    _("Publish its best"), (self._try, "['publish', kept.model]"), classes="btn framed", disabled=off
                )
                button(_("Throw away"), (self._try, "['discard', kept.model]"), classes="btn framed")

    def _draw_run(self) -> None:
        with element("div", v_if="train.run", classes="block", aria_live="polite", data_training=("train.run.phase",)):
            element("h3", "{{ train.run.model }}: {{ train.run.words }}", dir="auto")
            with element("template", v_if="!train.run.ended"):
                with element("div", classes="bar-of", role="progressbar", aria_valuenow=("train.run.percent",)):
                    element("div", style=("`width: ${train.run.percent}%`",))
                with button(None, self.model.cancel, classes="btn framed", disabled=("train.run.stopping",)):
                    icon("stop")
                    element("span", "{{ train.run.stopping ? " + _STOPPING + " }}")
            told = "[train.run.facts, train.run.left].filter(Boolean).join(' · ')"
            element("p", "{{ " + told + " }}", classes="muted")
            failed = "train.run.phase === 'failed' ? 'error' : ''"
            element("p", "{{ train.run.message }}", v_if="train.run.message", v_bind_class=failed)
            element("div", v_html="train.plot", v_if="train.plot", classes="plot")

    # What is learned

    def _draw_choices(self) -> None:
        with element("div", classes="block"):
            with element("label"):
                element("span", _("Name of the model"), classes="muted")
                written = (self._try, "['model', $event]")
                element("ril-box", value=("train.asked.model",), maxlength="60", v_on_commit=written)
            goes_on = _("It goes on from the newest version of this name.")
            known = "train.names.includes(train.asked.model) && !train.asked.from_scratch"
            element("p", goes_on, v_if=known, classes="muted")
            with element("label", v_if="train.fields.length"):
                element("span", _("It learns"), classes="muted")
                change = (self._try, "['what', $event.target.value]")
                with element("select", value=("train.asked.what",), change=change):
                    element("option", _("to draw ROI"), value="rois")
                    answer = _("to answer: {question}").format(question="{{ each.label }}")
                    element("option", answer, v_for="each in train.fields", key="each.id", value=("each.id",))
            with element("details"):
                element("summary", _("More"))
                self._draw_more()

    def _draw_more(self) -> None:
        with element("div", v_if="train.asked.what === 'rois'", role="group", aria_label=_("ROI")):
            element("p", _("Only these ROI; all that are annotated if none is chosen:"), classes="muted")
            rows = "each in train.rois"
            with element("label", v_for=rows, key="each.id", classes="check", style="display: flex"):
                checked = ("train.asked.rois.includes(each.id)",)
                element("input", type="checkbox", checked=checked, change=(self._try, "['roi', each.id]"))
                element("span", "{{ each.label }}", dir="auto")
        with element("label"):
            element("span", _("Learn from"), classes="muted")
            change = (self._try, "['accept', $event.target.value]")
            with element("select", value=("train.asked.accept",), change=change):
                for accept, words in accept_names().items():
                    element("option", words, value=accept)
        self._draw_number("epochs", _("Rounds through all slices (epochs)"), "1")
        self._draw_number("draft_next", _("Series to draft with it afterwards"), "0")
        with element("label", classes="check"):
            forgetting = (self.model.set_from_scratch, "[$event.target.checked]")
            element("input", type="checkbox", checked=("train.asked.from_scratch",), change=forgetting)
            element("span", _("forget what earlier versions learned"))

    def _draw_number(self, name: str, label: str, least: str) -> None:
        with element("label", classes="row"):
            element("span", label, style="flex: 1")
            element(
                "ril-box",
                type="number",
                min=least,
                style="width: 70px; flex: none",
                value=(f"train.asked.{name}",),
                v_on_commit=(self._try, f"['{name}', $event]"),
            )

    def _draw_survey(self) -> None:
        with element("div", v_if="train.survey", classes="block", data_survey=True):
            element("h3", _("Learned from"))
            element("p", "{{ train.survey.words }}")
            with element("table", classes="numbers"):
                with element("tr"):
                    for words in ("", _("Series"), _("Slices")):
                        element("th", words, scope="col", classes="muted")
                with element("tr", v_for="row in train.survey.targets", key="row.name"):
                    element("th", "{{ row.name }}", scope="row", dir="auto")
                    element("td", "{{ row.series }}")
                    element("td", "{{ row.slices }}")
            element("p", "{{ train.survey.validation }}", classes="muted")
            with element("details"):
                element("summary", _("These series ({count})").format(count="{{ train.survey.series.length }}"))
                element(
                    "p", "{{ name }}", v_for="name in train.survey.series", key="name", classes="ellipsis", dir="auto"
                )
            with element("template", v_if="train.survey.left_out.length"):
                element("h3", _("Not learned from"))
                with element("div", v_for="row in train.survey.left_out", key="row.reason"):
                    element("p", "{{ row.count }} " + _("series") + ": {{ row.reason }}")
                    examples = "row.examples.join(', ') + (row.count > row.examples.length ? ', …' : '')"
                    element("p", "{{ " + examples + " }}", classes="muted", style="overflow-wrap: anywhere", dir="auto")

    def _draw_start(self) -> None:
        with element("div", classes="block"):
            off = ("!!train.reason || train.looking",)
            with button(None, self.model.start, classes="btn main", disabled=off, data_train=True):
                icon("school-outline")
                element("span", _("Train"))
            element("p", "{{ train.reason }}", v_if="train.reason && !train.looking", classes="warning")
            button(_("Install it under Run …"), "right = 'run'", v_if="!run.engine.ready", classes="btn framed")
            element("p", _("Looking at the annotations …"), v_if="train.looking", classes="muted", role="status")
            then = _("Then the new version is published, and the next {count} series are drafted with it.").format(
                count="{{ train.asked.draft_next }}"
            )
            element("p", then, v_if="!train.reason && train.asked.draft_next", classes="muted")

    # What is done in it

    def _try(self, what: str, value: Any) -> None:
        """A choice, or what becomes of a training that was stopped; what cannot be done is a message."""
        model = self.model
        do = {
            "model": lambda: model.set_model(str(value)),
            "what": lambda: model.set_what(str(value)),
            "roi": lambda: model.toggle_roi(str(value)),
            "accept": lambda: model.set_accept(str(value)),
            "epochs": lambda: model.set_epochs(_whole(value, model.state.asked.epochs)),
            "draft_next": lambda: model.set_draft_next(_whole(value, model.state.asked.draft_next)),
            "resume": lambda: model.resume(str(value)),
            "publish": lambda: model.publish(str(value)),
            "discard": lambda: model.discard(str(value)),
        }.get(str(what))
        if do:
            self._messages.attempt(do)
            self.show()

    def _look(self, shown: bool) -> None:
        if shown:
            self.model.refresh()


def _whole(value: Any, otherwise: int) -> int:
    """A whole number as it was written; what is none changes nothing."""
    try:
        return int(float(value))
    except (TypeError, ValueError, OverflowError):
        return otherwise


_STOPPING = f"'{_('Stopping …')}' : '{_('Stop; what was learned is kept')}'"
