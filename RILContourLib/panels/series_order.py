"""Which series comes after which."""

from __future__ import annotations

from bisect import bisect_left
from typing import Protocol

from ..errors import StoreError
from ..session.project import Project


class SeriesOrder(Protocol):
    """The order in which a person goes through the series."""

    def neighbour(self, name: str | None, step: int, *, unseen: bool = False) -> str | None:
        """The series after (`step` 1) or before (-1) that one, the first or last for None; None at the end.

        unseen : only series that nobody annotated so far
        """
        ...


class OrderOfNames:
    """All series of a project in the order of their names."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def neighbour(self, name: str | None, step: int, *, unseen: bool = False) -> str | None:
        names = self._project.names
        at = len(names) if name is None and step < 0 else -1
        if name is not None:
            found = bisect_left(names, name)
            at = found if found < len(names) and names[found] == name else found - (step > 0)
        while 0 <= (at := at + step) < len(names):
            if not unseen or self._is_unseen(names[at]):
                return names[at]
        return None

    def _is_unseen(self, name: str) -> bool:
        try:
            return self._project[name].status == "unseen"
        except StoreError:
            return False
