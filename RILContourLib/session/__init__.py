"""Work on a project: the facade `Project`, sessions that edit one series, and the rules of editing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .edit_session import EditSession
    from .project import Project
    from .selection import Selection
    from .series import Series

__all__ = ["EditSession", "Project", "Selection", "Series"]

_HOMES = {"EditSession": "edit_session", "Project": "project", "Selection": "selection", "Series": "series"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
