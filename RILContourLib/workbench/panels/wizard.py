"""The wizard on the page: a sheet beside the image, a step at a time."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from trame_server import Server

from ...panels.translation import _
from ...panels.wizard_panel import WizardPanel
from ...panels.workspace import Workspace
from ..drawn import Drawn
from ..elements import button, element, icon, icon_button
from ..event_loop import EventLoop
from ..grey_png import data_address
from .file_box import FileBox
from .models_code import draw_code
from .wizard_fields import draw_field

ENDINGS = (".keras", ".h5", ".hdf5", ".model")


class Wizard(Drawn[WizardPanel]):
    """State of the page: `wizard_asked` shows the sheet, with the choice of a file until there is one."""

    name = "wizard"

    def __init__(self, server: Server, loop: EventLoop, model: WizardPanel, workspace: Workspace) -> None:
        folder = workspace.project.folder.absolute()
        self._network = FileBox(server, "network_file", None, ENDINGS)
        self._architecture = FileBox(server, "network_architecture", None, (".json", ".py"), optional=True)
        for box in (self._network, self._architecture):
            box.start_in(folder)
        server.state.update({"wizard_asked": False, "wizard_keep": True, "wizard_picture": self._no_picture()})
        self._published = ""
        super().__init__(server, loop, model)
        model.previewed.subscribe(lambda: loop.once((self, "picture"), self._show_picture))

    def plain(self) -> dict[str, Any]:
        state = self.model.state
        plain = asdict(state)
        ids = [each[0] for each in state.steps]
        at = ids.index(state.current) if state.current in ids else 0
        return plain | {"first": at == 0, "last": at == len(ids) - 1}

    def show(self) -> None:
        super().show()
        before = self._published
        published, self._published = self.shown["published"], self.shown["published"] or self._published
        if published and published != before:
            with self.server.state as state:
                state["wizard_asked"] = False

    def draw(self) -> None:
        with element(
            "section",
            v_if="wizard_asked || wizard.open",
            v_bind_class="{sheet: true, wizard: true, slim: wizard.current === 'trial' || !wizard.open, "
            "pictured: wizard.step && wizard.step.preview}",
            aria_label=_("Add a network"),
            data_region="wizard",
            data_wizard=("wizard.current",),
        ):
            with element("div", classes="row"):
                element("h2", _("Add a network"), style="flex: 1")
                element("span", "{{ wizard.busy_with }} …", v_if="wizard.busy_with", classes="muted", role="status")
                icon_button("close", _("Close; what was entered is forgotten"), self._close)
            element("p", "{{ wizard.error }}", v_if="wizard.error", classes="error", role="alert")
            with element("template", v_if="!wizard.open"):
                self._draw_files()
            with element("div", v_else=True, classes="wizard-body"):
                self._draw_steps()
                pictured = "{'wizard-step': true, pictured: wizard.step && wizard.step.preview}"
                with element("div", v_bind_class=pictured):
                    self._draw_step()
            self._draw_feet()

    def _draw_files(self) -> None:
        words = _(
            "Choose the file of a trained Keras network. Nothing in it is run to look at it. Of a RIL-Contour pair, "
            "NAME.model and NAME.hdf5, choose either."
        )
        element("p", words, classes="muted")
        self._network.draw(_("Network (.keras, .h5, .hdf5)"))
        with element("details"):
            element("summary", _("The file has weights only"))
            self._architecture.draw(_("Its architecture (.json, or a model.py)"))
        off = ("!network_file.path || network_file.bad || network_architecture.bad || !!wizard.busy_with",)
        button(_("Look at it"), self._begin, classes="btn main", disabled=off, data_look=True)

    def _draw_steps(self) -> None:
        with element("nav", classes="wizard-steps", aria_label=_("Steps")):
            current = "wizard.current === each[0]"
            with button(
                None,
                (self.model.go, "[each[0]]"),
                v_for="(each, n) in wizard.steps",
                key="each[0]",
                classes="btn",
                aria_current=(f"{current} ? 'step' : null",),
                aria_pressed=(current,),
                data_step=("each[0]",),
            ):
                element("span", "{{ n + 1 }}. {{ each[1] }}", style="flex: 1; text-align: left")
                icon("alert", v_if="each[2]", classes="warning", title=_("Something is to be mended here"))

    def _draw_step(self) -> None:
        element("p", "{{ wizard.step.words }}", v_if="wizard.step", classes="wizard-words")
        with element("div", v_if="wizard.step", classes="wizard-questions"):
            with element("template", v_if="wizard.current === 'name'"):
                self._draw_facts()
            with element(
                "div", v_for="(group, g) in wizard.step.groups", key="wizard.current + g", classes="wizard-group"
            ):
                element("h3", "{{ group.title }}", v_if="group.title")
                with element(
                    "div",
                    v_for="field in group.fields",
                    key="field.id",
                    classes="wizard-field",
                    data_field=("field.id",),
                ):
                    draw_field(self.model.put)
                with element("div", v_if="group.actions.length", classes="row", style="flex-wrap: wrap"):
                    act = (self.model.act, "[action[0]]")
                    button(
                        "{{ action[1] }}", act, v_for="action in group.actions", key="action[0]", classes="btn framed"
                    )
        with element("div", v_if="wizard.step && wizard.step.preview", classes="wizard-preview"):
            self._draw_preview()
        with element("template", v_if="wizard.current === 'trial'"):
            self._draw_trial()
        element("p", "{{ wizard.problem }}", v_if="wizard.problem", classes="error", role="alert")

    def _draw_facts(self) -> None:
        element("p", "{{ wizard.remark }}", v_if="wizard.remark", classes="warning")
        with element("table", classes="numbers"), element("tr", v_for="fact in wizard.facts", key="fact[0]"):
            element("th", "{{ fact[0] }}", scope="row")
            element("td", "{{ fact[1] }}", style="overflow-wrap: anywhere")
        with element("template", v_if="wizard.code.length"):
            draw_code("wizard.code", self.model.approve)

    def _draw_preview(self) -> None:
        element("h3", _("As the network will see it"))
        element("p", "{{ wizard_picture.problem }}", v_if="wizard_picture.problem", classes="muted")
        with element("template", v_if="wizard_picture.address"):
            with element("div", classes="picture"):
                for place, side in enumerate(("left", "right", "top", "bottom")):
                    element("span", f"{{{{ wizard_picture.letters[{place}] }}}}", classes=f"side {side}")
                element("img", src=("wizard_picture.address",), alt=_("A slice as the network will see it"))
            with element("label", classes="row", v_if="wizard_picture.count > 1"):
                element("span", "{{ wizard_picture.number + 1 }} / {{ wizard_picture.count }}", style="min-width: 70px")
                change = (self.model.show_slice, "[Number($event.target.value)]")
                ends = {"min": "0", "max": ("wizard_picture.count - 1",), "step": "1"}
                element(
                    "input",
                    type="range",
                    value=("wizard_picture.number",),
                    change=change,
                    aria_label=_("Slice"),
                    **ends,
                )
            element("p", "{{ wizard_picture.words }}", classes="muted")

    def _draw_trial(self) -> None:
        words = _(
            "Run it on the open series. Its ROI are shown hatched in the image; nothing is kept until you publish, and "
            "then only if you say so. Wrong side, upside down, wrong ROI? Go back to the step that says so."
        )
        element("p", words, classes="wizard-words")
        running = "wizard.trial.status === 'running'"
        with button(
            None,
            self.model.try_it,
            v_if=f"!({running})",
            classes="btn main",
            disabled=("!wizard.can_publish",),
            data_try=True,
        ):
            icon("play")
            element("span", _("Try it on this series"))
        with element("div", v_if=running):
            with element("div", classes="bar-of", role="progressbar", aria_valuenow=("wizard.trial.percent",)):
                element("div", style=("`width: ${wizard.trial.percent}%`",))
            element("p", "{{ wizard.trial.words }}", classes="muted")
            button(_("Stop"), self.model.stop_trial, classes="btn framed")
        element("p", "{{ wizard.trial.error }}", v_if="wizard.trial.error", classes="error", role="alert")
        element("p", _("The model found nothing."), v_if="wizard.trial.status === 'done' && !wizard.trial.rows.length")
        with (
            element("table", v_if="wizard.trial.rows.length", classes="numbers", data_trial=True),
            element("tr", v_for="row in wizard.trial.rows", key="row[0]"),
        ):
            element("th", "{{ row[0] }}", scope="row", dir="auto")
            element("td", "{{ row[1] }}")
        with element("label", v_if="wizard.trial.status === 'done'", classes="check"):
            element("input", type="checkbox", checked=("wizard_keep",), change="wizard_keep = $event.target.checked")
            element("span", _("Keep this as the series' draft"))

    def _draw_feet(self) -> None:
        with element("div", classes="row wizard-feet", v_if="wizard.open"):
            button(_("Back"), (self.model.turn, "[-1]"), classes="btn framed", disabled=("wizard.first",))
            element("span", classes="gap")
            button(_("Next"), (self.model.turn, "[1]"), v_if="!wizard.last", classes="btn main", data_next_step=True)
            button(
                _("Publish"),
                self._publish,
                v_if="wizard.last",
                classes="btn main",
                disabled=("!wizard.can_publish",),
                data_publish=True,
            )

    # What is done in it

    def _begin(self) -> None:
        if self._network.path:
            self.model.begin(self._network.path, self._architecture.path)

    def _publish(self) -> None:
        done = self.model.state.trial.status == "done"
        self.model.publish(keep_draft=done and bool(self.server.state["wizard_keep"]))

    def _close(self) -> None:
        self.model.close_wizard()
        with self.server.state as state:
            state["wizard_asked"] = False

    def _show_picture(self) -> None:
        seen = self.model.preview
        with self.server.state as state:
            state["wizard_picture"] = self._no_picture() | {"problem": self.model.preview_problem}
            if seen is not None:
                told = {"number": seen.number, "count": seen.count, "letters": list(seen.letters), "words": seen.words}
                state["wizard_picture"] = {"address": data_address(seen.pixels), "problem": "", **told}

    @staticmethod
    def _no_picture() -> dict[str, Any]:
        return {"address": "", "problem": "", "number": 0, "count": 0, "letters": ["", "", "", ""], "words": ""}
