"""What the page may call in this process.

trame offers its client more than the page needs: to end the server, to call whatever is registered under `on_...`, to
set any state, the page's own scripts included. What is left is below; everything else is answered with an error.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb
from typing import Any

from .views_in import possible_event, possible_size

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
LARGEST_VALUE = 100_000  # characters of a value of state
LONGEST_ERROR = 500
LONGEST_NAME = 80

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
        "trame.state.update": _only_state_of_the_server,
        "trame.error.client": _logged_in_one_line,
        "trame.rca.drop": _only_limits,
        "trame.rca.event": _only_possible("event", possible_event),
        "trame.rca.size": _only_possible("size", possible_size),
    }
    for name, narrow in narrowed.items():
        owner, call = functions[name]
        functions[name] = owner, narrow(call)
    for name in BY_A_PERSON:
        owner, call = functions[name]
        functions[name] = owner, _heard(call, acted)
    for name, (owner, call) in list(functions.items()):
        functions[name] = owner, (_awaited if name == "trame.trigger" else _called)(name, call)
    _without_tracebacks(handler)


def _heard(call: Call, acted: Callable[[], object]) -> Call:
    def hear(*arguments: Any, **named: Any) -> Any:
        acted()
        return call(*arguments, **named)

    return hear


def _only_known_moments(call: Call) -> Call:
    def update(owner: Any, name: object) -> Any:
        return call(owner, name) if name in LIFE_CYCLE else None

    return update


def _only_state_of_the_server(call: Call) -> Call:
    def update(owner: Any, changes: object) -> Any:
        if not isinstance(changes, list):
            return None
        return call(owner, [change for change in changes if _may_be_set(owner.server.state, change)])

    return update


def _may_be_set(state: Any, change: object) -> bool:
    """Whether the server has such state, and the value is of a bearable size."""
    key = change.get("key") if isinstance(change, Mapping) else None
    if isinstance(change, Mapping) and isinstance(key, str):
        if key.startswith(NOT_FOR_THE_PAGE):
            return False
        if state.has(key) and _is_small(change.get("value")):
            return True
    logger.warning("The page's state was not taken: %r", key[:LONGEST_NAME] if isinstance(key, str) else type(key))
    return False


def _is_small(value: object) -> bool:
    try:
        return len(json.dumps(value, ensure_ascii=False)) <= LARGEST_VALUE
    except (TypeError, ValueError, RecursionError):
        return False


def _only_possible(what: str, possible: Callable[[object], object]) -> Callable[[Call], Call]:
    """Of calls for a view: those for a view that exists, with what it can use."""

    def narrow(call: Call) -> Call:
        def hand_on(owner: Any, area: object, origin: object, value: object) -> Any:
            usable = possible(value) if _is_area(owner, area) else None
            if usable is None:
                logger.warning("The page sent a view a wrong %s, which was not used.", what)
                return None
            return call(owner, area, origin, usable)

        return hand_on

    return narrow


def _only_limits(call: Call) -> Call:
    def limit(owner: Any, area: object, most: object) -> Any:
        return call(owner, area, most) if _is_area(owner, area) and isinstance(most, int) else None

    return limit


def _is_area(owner: Any, area: object) -> bool:
    return isinstance(area, str) and area in owner._area_adapters


def _called(name: str, call: Call) -> Call:
    def answer(*arguments: Any, **named: Any) -> Any:
        with _told_in_one_line(name):
            return call(*arguments, **named)

    return answer


def _awaited(name: str, call: Call) -> Call:
    async def answer(*arguments: Any, **named: Any) -> Any:
        with _told_in_one_line(name):
            return await call(*arguments, **named)

    return answer


@contextmanager
def _told_in_one_line(name: str) -> Iterator[None]:
    """What arguments were is not told: they may be about patients."""
    try:
        yield
    except Exception as error:
        last = extract_tb(error.__traceback__)[-1]
        where = f"{Path(last.filename).name}:{last.lineno}"
        logger.error("The page called %s in vain: %s in %s.", name, type(error).__name__, where)
        raise


def _without_tracebacks(handler: Any) -> None:
    """wslink prints and sends whole tracebacks; they are for whoever debugs, here."""
    if not logger.isEnabledFor(logging.DEBUG):
        logging.getLogger("wslink.protocol").setLevel(logging.CRITICAL)
    send = handler.sendWrappedError

    async def send_error(rpcid: str, code: int, message: str, data: object = None, **named: Any) -> None:
        short = data.get("method") if isinstance(data, Mapping) else data
        await send(rpcid, code, message, short, **named)

    handler.sendWrappedError = send_error


def _logged_in_one_line(call: Call) -> Call:
    def error(owner: Any, message: object) -> None:
        logger.error("The page reports: %r", str(message)[:LONGEST_ERROR])

    return error
