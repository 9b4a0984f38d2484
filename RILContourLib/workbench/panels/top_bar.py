"""The line on top: what is open, how safe the edits are, and the way to the next series."""

from __future__ import annotations

from ...panels.translation import _
from ...panels.workspace import Workspace
from ..drawn import Drawn
from ..elements import button, element, icon, icon_button, literal


class TopBar(Drawn[Workspace]):
    name = "workspace"

    def draw(self) -> None:
        with element("header", classes="bar", data_region="bar", aria_label=_("Series and saving")):
            icon_button("dock-left", _("Series and ROI"), "drawer = drawer === 'left' ? '' : 'left'", classes=_NARROW)
            self._draw_names()
            self._draw_steps()
            element("span", classes="rule")
            self._draw_edits()
            self._draw_saving()
            element("span", classes="gap")
            self._draw_page()
            icon_button("dock-right", _("Questions"), "drawer = drawer === 'right' ? '' : 'right'", classes=_NARROW)

    def _draw_names(self) -> None:
        with element("div", classes="names"):
            element("span", "{{ workspace.project }}", classes="muted not-narrow", title=("workspace.project",))
            none = literal(_("no series open"))
            end = "workspace.series.lastIndexOf('/') + 1"
            with element("strong", classes="path", title=("workspace.series",), dir="auto"):
                above = f"{{{{ workspace.series.slice(0, {end}) }}}}"
                element("span", above, v_if="workspace.series", classes="above ellipsis")
                element("span", f"{{{{ workspace.series ? workspace.series.slice({end}) : {none} }}}}", classes="label")

    def _draw_steps(self) -> None:
        model = self.model
        icon_button("chevron-left", _("Previous series"), (model.open_neighbour, "[-1]"), keys="Ctrl+Left")
        icon_button("chevron-right", _("Next series"), (model.open_neighbour, "[1]"), keys="Ctrl+Right")
        icon_button("chevron-double-right", _("Next unseen series"), self.open_unseen, keys="Ctrl+Shift+Right")
        close = _("Save and close the series")
        icon_button("close", close, model.close_series, disabled=("!workspace.series",))

    def _draw_edits(self) -> None:
        model = self.model
        icon_button("undo", _("Undo"), model.undo, keys="Ctrl+Z", disabled=("!workspace.can_undo",))
        icon_button("redo", _("Redo"), model.redo, keys="Ctrl+Y", disabled=("!workspace.can_redo",))

    def _draw_saving(self) -> None:
        with element(
            "span",
            v_if="workspace.saving.text",
            classes=("'saving ' + workspace.saving.severity",),
            title=("workspace.saving.detail",),
            role="status",
            data_saving=True,
        ):
            icon(("{info: 'check-circle', warning: 'alert', error: 'alert-octagon'}[workspace.saving.severity]",))
            element("span", "{{ workspace.saving.text }}")
        element(
            "span",
            "{{ workspace.mode === 'editing' ? '' : " + literal(_("reading only")) + " }}",
            v_if="workspace.series && !workspace.saving.text",
            classes="saving warning",
            title=("workspace.reason",),
            role="status",
        )

    def _draw_page(self) -> None:
        with button(
            None, "theme = theme === 'dark' ? 'light' : 'dark'", classes="btn sign", title=_("Dark or light"),
            aria_label=_("Dark or light"),
        ):  # fmt: skip
            icon(("theme === 'dark' ? 'weather-sunny' : 'weather-night'",))
        icon_button("help-circle-outline", _("All shortcuts"), "help = !help", keys="F1")

    def edit(self) -> None:
        """Open the series that is open to be read once more, to be edited."""
        if self.model.opened:
            self.model.open(self.model.opened.name)

    def open_unseen(self) -> None:
        self.model.open_neighbour(1, unseen=True)


_NARROW = "btn sign only-narrow"
