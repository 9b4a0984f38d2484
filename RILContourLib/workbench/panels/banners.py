"""Lines below the top bar that say what stands in the way: who holds the series, why it can only be read."""

from __future__ import annotations

from collections.abc import Callable

from ...panels.translation import _
from ..elements import button, element, icon, literal


def draw_banners(edit: Callable[[], object], go_on: Callable[[], object]) -> None:
    """Of the state `workspace`, which the top bar shows, too.

    edit : open the series again, to be edited; go_on : from the newest version that is whole, newer ones being damaged
    """
    shown = "workspace.series && workspace.mode !== 'editing'"
    with element("div", v_if=shown, classes="banner", role="status", data_banner=True):
        icon(("workspace.mode === 'busy' ? 'account-lock' : 'pencil-off'",))
        element("span", "{{ workspace.reason || " + literal(_("The series is open for reading only.")) + " }}")
        waiting = _("It can be edited here as soon as it is free; what the other person does is shown meanwhile.")
        element("span", waiting, v_if="workspace.mode === 'busy'", classes="muted not-narrow")
        words = f"workspace.mode === 'reading' ? {literal(_('Edit it'))} : {literal(_('Try again'))}"
        others = "workspace.mode !== 'busy' && !workspace.busy_with"
        button("{{ " + words + " }}", edit, v_if=others, classes="btn framed")
        button(
            _("Go on from version {number}").format(number="{{ workspace.whole_version }}"),
            go_on,
            v_if="workspace.whole_version && !workspace.busy_with",
            classes="btn framed",
            title=_("It becomes the newest version; what is damaged stays where it is."),
        )
    with element("div", v_if="workspace.saving.severity === 'error'", classes="banner error", role="alert"):
        icon("alert-octagon")
        element("span", "{{ workspace.saving.detail }}")
