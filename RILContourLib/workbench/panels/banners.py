"""Lines below the top bar that say what stands in the way: who holds the series, why it can only be read."""

from __future__ import annotations

from ...panels.translation import _
from ..elements import element, icon


def draw_banners() -> None:
    """Of the state `workspace`, which the top bar shows, too."""
    with element("div", classes="banners"):
        shown = "workspace.series && workspace.mode !== 'editing' && workspace.reason"
        with element("div", v_if=shown, classes="banner", role="status", data_banner=True):
            icon(("workspace.mode === 'busy' ? 'account-lock' : 'pencil-off'",))
            element("span", "{{ workspace.reason }}")
            waiting = _("It can be edited here as soon as it is free; what the other person does is shown meanwhile.")
            element("span", waiting, v_if="workspace.mode === 'busy'", classes="muted not-narrow")
        with element("div", v_if="workspace.saving.severity === 'error'", classes="banner error", role="alert"):
            icon("alert-octagon")
            element("span", "{{ workspace.saving.detail }}")
