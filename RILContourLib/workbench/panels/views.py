"""Controls of the views: layout, window, colours, what is laid over the image."""

from __future__ import annotations

import math

from ...panels.choices import one_of
from ...panels.counting import index_words
from ...panels.translation import _
from ...panels.view_settings import colour_map_names, layout_names, preset_names
from ...panels.views_panel import ViewsPanel
from ..drawn import Drawn
from ..elements import element, icon_button

SMALL = "btn sign small"
_DIGITS = 5  # of the window's numbers: as many as the boxes have room for
_LAYOUT_SIGNS = {"large": "view-quilt", "quad": "view-grid", "single": "square-outline", "3d": "cube-outline"}
_SWITCHES = (
    ("rois_shown", "layers-outline", "H"),
    ("crosshair", "crosshairs", ""),
    ("inverted", "invert-colors", "I"),
    ("surfaces", "cube-scan", "S"),
)


class ViewControls(Drawn[ViewsPanel]):
    """Buttons for what is done often, a panel for the rest."""

    name = "views"

    def draw_buttons(self) -> None:
        """Layouts and switches."""
        names = layout_names()
        for layout, sign in _LAYOUT_SIGNS.items():
            pressed = (f"views.look.layout === '{layout}'",)
            icon_button(
                sign, names[layout], (self.model.set_layout, f"['{layout}']"), aria_pressed=pressed, classes=SMALL
            )
        element("span", classes="rule")
        words = {
            "rois_shown": _("Show the ROI"),
            "crosshair": _("Lines where the planes meet"),
            "inverted": _("Invert the grey scale"),
            "surfaces": _("Surfaces of the ROI in 3D"),
        }
        for what, sign, key in _SWITCHES:
            self._draw_switch(what, sign, words[what], key)
        icon_button(
            "tune",
            _("More about how it is shown"),
            "right = right === 'views' ? 'questions' : 'views'; drawer = 'right'",
            aria_pressed=("right === 'views'",),
            classes=SMALL,
        )

    def draw_window(self) -> None:
        """The intensities from black to white."""
        names = preset_names()
        with element(
            "select",
            aria_label=_("Window"),
            title=_("Window (Alt+1 to Alt+4)"),
            style="width: 104px; flex: none",
            value=("views.look.preset || ''",),
            change=(self.model.set_preset, "[$event.target.value]"),
        ):
            element("option", _("By hand"), value="", disabled=True)
            for preset, name in names.items():
                element("option", name, value=preset)
        with element("template", v_if="views.window"):
            self._draw_number("W", "width")
            self._draw_number("L", "level")

    def draw(self) -> None:
        """All that is not set every minute; call inside of the page's layout."""
        with element("div", classes="pad", style="display: flex; flex-direction: column; gap: 4px"):
            self._draw_colours()
            self._draw_share("rois", _("Fill of the ROI"), "views.look.roi_opacity")
            self._draw_check("outlines_only", _("Outlines only"))
            self._draw_check("interpolated", _("Smooth between voxels"))
            self._draw_check("volume_rendering", _("Volume rendering in 3D"))
            self._draw_companion()
            self._draw_frame()
            self._draw_rois()

    def _draw_switch(self, what: str, sign: str, words: str, key: str) -> None:
        pressed = (f"views.look.{what}",)
        icon_button(sign, words, (self.model.toggle, f"['{what}']"), keys=key, aria_pressed=pressed, classes=SMALL)

    def _draw_number(self, words: str, part: str) -> None:
        with element("label", classes="row"):
            element("span", words, classes="muted")
            element(
                "ril-box",
                type="number",
                step="any",
                style="width: 72px; flex: none",
                aria_label={"width": _("Width of the window"), "level": _("Level of the window")}[part],
                value=(f"Number(views.window.{part}.toPrecision({_DIGITS}))",),
                v_on_commit=(self._set_window, f"['{part}', $event]"),
            )

    def _set_window(self, part: str, written: str) -> None:
        """The page's own copy of the other number may be older than what was written there a moment before."""
        window = self.model.window
        try:
            number = float(written)
        except ValueError:  # an empty box
            number = math.nan
        if window and math.isfinite(number) and (number or part == "level"):
            numbers = {"width": window.width, "level": window.level} | {one_of(part, ("width", "level")): number}
            self.model.set_window(**numbers)
        else:
            self.show()

    def _draw_colours(self) -> None:
        with element("label", classes="row", style="gap: 8px; margin-top: 6px"):
            element("span", _("Colours"), style="flex: 1")
            change = (self.model.set_colour_map, "[$event.target.value]")
            with element("select", value=("views.look.colour_map",), change=change, style="width: 160px"):
                for colour_map, name in colour_map_names().items():
                    element("option", name, value=colour_map)

    def _draw_companion(self) -> None:
        with element("template", v_if="views.companions.length"):
            with element("label", classes="row", style="gap: 8px"):
                element("span", _("Companion image"), style="flex: 1")
                change = (self.model.set_companion, "[$event.target.value || null]")
                shown = ("views.look.companion_shown && views.companion || ''",)
                with element("select", value=shown, change=change, style="width: 160px", title=_("Show or hide: C")):
                    element("option", _("None"), value="")
                    element("option", "{{ name }}", v_for="name in views.companions", key="name", value=("name",))
            self._draw_share("companion", _("Its opacity"), "views.look.companion_opacity")

    def _draw_frame(self) -> None:
        with element("label", classes="row", style="gap: 8px", v_if="views.frames > 1"):
            element(
                "span",
                _("Frame {number} of {count}").format(number="{{ views.frame + 1 }}", count="{{ views.frames }}"),
                style="flex: 1",
                title=(f"`{index_words('${views.frame}')}`",),
            )
            element(
                "input",
                type="range",
                min="0",
                step="1",
                max=("views.frames - 1",),
                value=("views.frame",),
                change=(self.model.set_frame, "[Number($event.target.value)]"),
                style="width: 160px; padding: 0",
            )

    def _draw_rois(self) -> None:
        """Which ROI are seen; `rois` is the state of the ROI panel."""
        element("h3", _("ROI shown"), style="margin-top: 8px")
        with element("label", v_for="row in rois.rows", key="row.id", classes="check", style="display: flex"):
            change = (self.model.toggle_roi, "[row.id]")
            element("input", type="checkbox", checked=("!views.hidden.includes(row.id)",), change=change)
            element("span", classes=("'swatch ' + row.kind",), style=("`background: ${row.color}`",))
            element("span", "{{ row.name }}", classes="ellipsis", dir="auto")

    def _draw_share(self, what: str, words: str, value: str) -> None:
        with element("label", classes="row", style="gap: 8px"):
            element("span", words, style="flex: 1")
            element(
                "input",
                type="range",
                min="0",
                max="1",
                step="0.05",
                value=(value,),
                input=(self.model.set_opacities, "[]", f"{{{what}: Number($event.target.value)}}"),
                style="width: 160px; padding: 0",
            )

    def _draw_check(self, what: str, words: str) -> None:
        with element("label", classes="check", style="display: flex"):
            change = (self.model.toggle, f"['{what}']")
            element("input", type="checkbox", checked=(f"views.look.{what}",), change=change)
            element("span", words)
