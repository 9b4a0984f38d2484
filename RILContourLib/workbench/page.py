"""The page: where each panel stands."""

from __future__ import annotations

from trame.ui.vuetify3 import VAppLayout
from trame_server import Server

from ..panels.commands import commands
from ..panels.question_scope import QuestionScope
from ..panels.translation import _
from ..panels.view_commands import draft_commands, tool_commands, view_commands
from . import assets
from .elements import button, element, icon
from .event_loop import EventLoop
from .in_turn import InTurn
from .keyboard import Keyboard, ShellCommands
from .models import Models
from .panels.answering import Answering
from .panels.banners import draw_banners
from .panels.browser import Opening, SeriesBrowser
from .panels.dataset import Dataset
from .panels.drafts import Drafts
from .panels.drafts_strip import DraftStrip
from .panels.explain import Explain
from .panels.help import draw_help
from .panels.history import History
from .panels.message_line import MessageLine
from .panels.metrics import Metrics
from .panels.models import ModelsLibrary
from .panels.numbers import Numbers
from .panels.points import Points
from .panels.question_head import QuestionHead
from .panels.roi import ROIs
from .panels.run import Run
from .panels.slices import SlicesStrip
from .panels.template import Template
from .panels.text import Questions
from .panels.top_bar import TopBar
from .panels.train import Train
from .panels.wizard import Wizard
from .viewing.views import Views


class Page:
    def __init__(self, server: Server, models: Models, views: Views, loop: EventLoop) -> None:
        server.enable_module(assets)
        self._server = server
        self._views = views
        self._set_page_state()
        server.state["images_folder"] = str(models.workspace.project.images_root)
        looking = views.panel
        scope = QuestionScope(models.workspace, models.text, models.rois, looking)
        self._bar = TopBar(server, loop, models.workspace)
        self._messages = MessageLine(server, loop, models.workspace.messages)
        self._browser = SeriesBrowser(
            server, loop, models.browser, Opening(models.workspace, lambda: models.keyboard.state.on)
        )
        self._template = Template(server, loop, models.template, models.rois)
        self._points = Points(server, loop, views.points, models.rois, looking)
        self._rois = ROIs(server, loop, models.rois, self._template.edit, self._points.draw)
        self._questions = Questions(server, loop, models.text)
        self._asking = Answering(server, loop, models.keyboard, models.text)
        self._head = QuestionHead(server, loop, scope, self._asking.draw_switch)
        self._numbers = Numbers(server, loop, models.statistics, models.workspace, (models.rois, looking))
        self._history = History(server, loop, models.history)
        self._dataset = Dataset(server, loop, models.dataset, models.workspace)
        self._explain = Explain(server, loop, views.explaining.panel, models.workspace, looking)
        self._train = Train(server, loop, models.train, models.workspace)
        self._metrics = Metrics(server, loop, models.metrics, models.workspace, looking)
        self._slices = SlicesStrip(server, loop, models.slices, looking)
        self._shelf = ModelsLibrary(server, loop, models.shelf, models.workspace)
        self._wizard = Wizard(server, loop, models.wizard, models.workspace)
        self._run = Run(server, loop, models.run, models.shelf, models.workspace.project.folder.absolute())
        models.drafts.follow(looking)
        self._drafts = Drafts(server, loop, models.drafts)
        self._draft_strip = DraftStrip(server, loop, models.drafts, models.workspace, looking)
        own = ShellCommands(
            {
                **commands(models.workspace, models.rois, models.keyboard),
                **view_commands(views.panel),
                **tool_commands(views.tools, views.toolbox.put_down),
                **draft_commands(models.drafts),
                "view.reset": views.fit,
                "browser.find": self._find,
                "help.shortcuts": self._toggle_help,
            },
            {"tool.erase_while_held": views.tools.erase_while_held},
        )
        self._in_turn = InTurn(server, loop, views.events)
        self._keyboard = Keyboard(server, loop, models.keyboard, own)
        self._draw()

    def _set_page_state(self) -> None:
        """What belongs to the page alone; the page changes it without asking."""
        state = self._server.state
        state["trame__title"] = "RIL-Contour"
        state.update(
            {
                "theme": "dark",
                "left": "series",
                "right": "questions",
                "drawer": "",
                "wide_left": False,
                "help": False,
                "show_messages": False,
                "show_help": "",
                "shown_version": 0,
                "asked_version": 0,
                "cursor": {"into": "", "number": 0},
            }
        )

    def _draw(self) -> None:
        with VAppLayout(self._server) as layout:
            layout.root.theme = ("theme",)
            with element("div", classes="ril", data_theme=("theme",), data_drawer=("drawer",)):
                self._bar.draw()
                with element("div", classes="banners"):
                    draw_banners(self._bar.edit, self._bar.model.go_on_after_damage)
                    self._messages.draw_unseen()
                self._draw_left()
                self._draw_centre(layout)
                self._draw_right()
                self._messages.draw()
                self._wizard.draw()
                draw_help()

    def _draw_left(self) -> None:
        shown = "{left: true, column: true, wide: wide_left && left === 'series'}"
        with element("aside", v_bind_class=shown, data_region="left", aria_label=_("Series and ROI")):
            _tabs("left", {"series": _("Series"), "rois": _("ROI")})
            with element("template", v_if="left === 'series'"):
                self._browser.draw()
            with element("template", v_if="left === 'rois'"):
                self._rois.draw()
                self._template.draw()

    def _draw_centre(self, layout: VAppLayout) -> None:
        with element("main", classes="centre", data_region="views", aria_label=_("Image")):
            self._views.tool_controls.draw()
            with element("div", classes="views"):
                self._views.draw(layout)
                with element("div", v_if="!workspace.series", classes="welcome"), element("div", classes="hint"):
                    self._draw_welcome()
            self._slices.draw()
            self._draft_strip.draw()

    def _draw_welcome(self) -> None:
        """What to do while nothing is open."""
        icon("radiology-box-outline")
        with element("template", v_if="browser.total"):
            element("h2", _("Open a series"))
            element("p", _("Click one on the left, or begin with the first that nobody annotated yet."))
            next_unseen = _("Open the next unseen series")
            button(next_unseen, self._bar.open_unseen, v_if="!workspace.busy_with", classes="btn main")
        with element("template", v_else_if="!browser.busy_with"):
            element("h2", _("No images yet"))
            element("p", _("Put NIfTI files (.nii or .nii.gz) into {folder}, then look for new images.").format(
                folder="{{ images_folder }}"
            ))  # fmt: skip
            button(_("Look for new images"), self._browser.look_anew, classes="btn main")
        busy = "workspace.busy_with || browser.busy_with"
        element("p", "{{ " + busy + " }}…", v_if=busy, role="status")

    def _draw_right(self) -> None:
        with element(
            "aside",
            classes="right column",
            data_region="right",
            aria_label=_("Questions and more"),
        ):
            _tabs("right", _RIGHT)
            _tabs("right", _MODELS)
            with element("section", v_if="right === 'questions'", classes="panel"):
                self._head.draw()
                with element("template", v_if="!asking.on"):
                    self._questions.draw()
                self._asking.draw()

            with element("section", v_if="right === 'views'", classes="panel scrolls"):
                self._views.controls.draw()
            self._numbers.draw()
            self._history.draw()
            self._dataset.draw()
            self._shelf.draw()
            self._run.draw()
            self._drafts.draw()
            self._explain.draw()
            self._metrics.draw()
            self._train.draw()

    def _find(self) -> None:
        number = self._server.state["cursor"]["number"] + 1
        with self._server.state as state:
            state.update({"left": "series", "drawer": "left", "cursor": {"into": "[data-find]", "number": number}})

    def _toggle_help(self) -> None:
        with self._server.state as state:
            state["help"] = not state["help"]


_RIGHT = {
    "questions": _("Questions"),
    "views": _("View"),
    "numbers": _("Numbers"),
    "history": _("History"),
    "dataset": _("Dataset"),
}
_MODELS = {
    "models": _("Models"),
    "run": _("Run"),
    "drafts": _("Drafts"),
    "explain": _("Explain"),
    "metrics": _("Measure"),
    "train": _("Train"),
}


def _tabs(name: str, tabs: dict[str, str]) -> None:
    with element("div", classes="tabs", role="tablist"):
        for key, words in tabs.items():
            chosen = f"{name} === '{key}'"
            button(words, f"{name} = '{key}'", classes="btn", role="tab", aria_selected=(chosen,), data_tab=key)
