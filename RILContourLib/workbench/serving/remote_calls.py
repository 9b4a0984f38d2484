"""What the page may call in this process.

trame offers its client more than the page needs: to end the server, to call whatever is registered under `on_...`, to
set any state, the page's own scripts included. What is left is below; everything else is answered with an error.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

Call = Callable[..., Any]

NEEDED = {
    "trame.error.client",
    "trame.lifecycle.update",
    "trame.rca.drop",
    "trame.rca.event",
    "trame.rca.reset",
    "trame.rca.size",
    "trame.rca.video.codecs",
    "trame.rca.video.negotiate",
    "trame.state.get",
    "trame.state.update",
    "trame.trigger",
}
BY_A_PERSON = ("trame.rca.event", "trame.state.update", "trame.trigger")
LIFE_CYCLE = {"client_connected", "client_exited", "client_unmounted"}
NOT_FOR_THE_PAGE = "trame__"  # names of state that says which scripts and templates the page consists of
LONGEST_ERROR = 500

logger = logging.getLogger(__name__)


def only_what_the_page_needs(handler: Any, acted: Callable[[], object]) -> None:
    """Take from wslink's handler what the page does not need, and narrow the rest.

    `acted()` is called whenever a person does something on the page.
    """
    functions: dict[str, tuple[Any, Call]] = handler.functionMap
    for name in functions.keys() - NEEDED:
        del functions[name]
    narrowed = {
        "trame.lifecycle.update": _only_known_moments,
        "trame.state.update": _only_what_is_no_script,
        "trame.error.client": _logged_in_one_line,
    }
    for name, narrow in narrowed.items():
        owner, call = functions[name]
        functions[name] = owner, narrow(call)
    for name in BY_A_PERSON:
        owner, call = functions[name]
        functions[name] = owner, _heard(call, acted)


def _heard(call: Call, acted: Callable[[], object]) -> Call:
    def hear(*arguments: Any, **named: Any) -> Any:
        acted()
        return call(*arguments, **named)

    return hear


def _only_known_moments(call: Call) -> Call:
    def update(owner: Any, name: object) -> Any:
        return call(owner, name) if name in LIFE_CYCLE else None

    return update


def _only_what_is_no_script(call: Call) -> Call:
    def update(owner: Any, changes: object) -> Any:
        if not isinstance(changes, list):
            return None
        return call(owner, [change for change in changes if _may_be_set(change)])

    return update


def _may_be_set(change: object) -> bool:
    key = change.get("key") if isinstance(change, Mapping) else None
    return isinstance(key, str) and not key.startswith(NOT_FOR_THE_PAGE)


def _logged_in_one_line(call: Call) -> Call:
    def error(owner: Any, message: object) -> None:
        logger.error("The page reports: %r", str(message)[:LONGEST_ERROR])

    return error
