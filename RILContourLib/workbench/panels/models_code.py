"""Code in a network's files: what it is, of which file, and a yes that is about that very file."""

from __future__ import annotations

from typing import Any

from ...panels.translation import _
from ..elements import button, element, icon


def draw_code(rows: str, approve: Any) -> None:
    """`rows`: an expression for `CodeRow`s; `approve`: what a yes does."""
    with element("div", classes="question", data_code=True):
        with element("div", classes="row"):
            icon("alert")
            element("strong", _("Code of its own"))
        with element("div", v_for=f"code in {rows}", key="code.sha256"):
            element("p", "{{ code.what.join(', ') }}")
            digest = _("sha256 of {file}:").format(file="{{ code.file }}")
            element("p", digest, classes="muted")
            element("p", "{{ code.sha256 }}", classes="digest")
        waits = f"{rows}.some(code => !code.approved)"
        with element("template", v_if=waits):
            words = _(
                "It runs with your rights on this computer, and could read or delete your files. Say yes only if you "
                "know where this file comes from. Another file under the same name is asked about again."
            )
            element("p", words)
            button(_("I trust it: it may run"), approve, classes="btn main")
        element("p", _("You approved this file; it may run."), v_else=True)
