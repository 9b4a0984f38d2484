"""Series in folders as on disk, each folder looked into only when somebody opens it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_AFTER_SLASH = chr(ord("/") + 1)


@dataclass(frozen=True)
class TreeNode:
    """A folder (its path ends in `/`) or a series. `series` is how many series are below it, 1 for a series."""

    path: str
    label: str
    series: int
    is_folder: bool


def children(names: Sequence[str], folder: str = "") -> Iterator[TreeNode]:
    """What is directly in `folder` ("" or a path that ends in `/`), in the order of `names`, which are sorted.

    Takes time by how many children there are, not by how many series below them.
    """
    at = bisect_left(names, folder)
    end = bisect_left(names, folder[:-1] + _AFTER_SLASH) if folder else len(names)
    while at < end:
        label, slash, _ = names[at][len(folder) :].partition("/")
        if not slash:
            yield TreeNode(names[at], label, 1, False)
            at += 1
            continue
        path = f"{folder}{label}/"
        after = bisect_left(names, path[:-1] + _AFTER_SLASH, at, end)
        yield TreeNode(path, label, after - at, True)
        at = after


def folders_above(name: str) -> list[str]:
    """The folders that have to be open for a series to be seen, outermost first."""
    parts = name.split("/")[:-1]
    return ["/".join(parts[: depth + 1]) + "/" for depth in range(len(parts))]
