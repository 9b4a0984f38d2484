"""The one way to hear of changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, ParamSpec

P = ParamSpec("P")


class Signal(Generic[P]):
    """Something that happens again and again, and who wants to hear of it.

    Listeners are called in the order in which they came, on the thread on which it happened. Shells that may only draw
    on one thread note that something changed, and look at the state when that thread is next free: so many changes
    become one picture.
    """

    def __init__(self) -> None:
        self._listeners: dict[object, Callable[P, object]] = {}

    def subscribe(self, listener: Callable[P, object]) -> Callable[[], None]:
        """Have `listener` called each time; returns what ends that, which may be called more than once."""
        ticket = object()
        self._listeners = {**self._listeners, ticket: listener}

        def unsubscribe() -> None:
            self._listeners = {key: held for key, held in self._listeners.items() if key is not ticket}

        return unsubscribe

    def tell(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Call the listeners. One that unsubscribes another meanwhile may be too late for this time."""
        for listener in self._listeners.values():
            listener(*args, **kwargs)


Unsubscribe = Callable[[], None]


class Panel:
    """What all view models have: `changed` tells that the state is to be looked at again; `close` ends listening."""

    def __init__(self) -> None:
        self.changed: Signal[[]] = Signal()
        self._subscriptions: list[Unsubscribe] = []

    def subscribe(self, listener: Callable[[], object]) -> Unsubscribe:
        """Have `listener()` called after each change of the state; returns what ends that."""
        return self.changed.subscribe(listener)

    def close(self) -> None:
        """Hear of nothing any more; for a shell that takes the panel away."""
        while self._subscriptions:
            self._subscriptions.pop()()
