"""Glob patterns over series names: ``*`` and ``?`` stay within a folder, ``**`` crosses folders."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from .characters import composed

_SET = re.compile(r"\[(!?)(\]?[^\]]*)\]")


class GlobSet:
    """Several patterns looked up at once.

    A pattern is matched against the whole name, a path with ``/`` from the images' root: ``a/*.nii`` is not
    ``b/a/x.nii``; ``**/x.nii`` is also ``x.nii``; ``a/**`` is everything below ``a``.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        self.patterns = tuple(patterns)
        joined = "|".join(glob_expression(composed(pattern)) for pattern in self.patterns)
        self._expression = re.compile(joined) if self.patterns else None

    def matches(self, name: str) -> bool:
        """Whether any of the patterns is this series' name."""
        return self._expression is not None and self._expression.fullmatch(composed(name)) is not None


@lru_cache(maxsize=512)
def glob_expression(pattern: str) -> str:
    """The regular expression that says the same as `pattern`, for a full match.

    Raises ValueError, with a sentence about what is wrong, for a pattern that no name of a series can match.
    """
    problem = glob_problem(pattern)
    if problem:
        raise ValueError(problem)
    parts = pattern.split("/")
    expression = ""
    for number, part in enumerate(parts):
        last = number == len(parts) - 1
        if part == "**":
            expression += ".+" if last else "(?:[^/]+/)*"
        else:
            expression += _part_expression(part) + ("" if last else "/")
    return f"(?s:{expression})"


def glob_problem(pattern: str) -> str | None:
    """What is wrong with a pattern, as the end of a sentence that begins with it; None if nothing is."""
    if pattern.startswith("/") or re.match(r"[A-Za-z]:", pattern):
        return "is absolute; patterns are relative to the images' folder"
    if "\\" in pattern:
        return "has a backslash; separate folders with /"
    parts = pattern.split("/")
    if ".." in parts or "." in parts:
        return "has . or .. as a folder; patterns stay below the images' folder"
    if "" in parts:
        return "has an empty part between or beside slashes (for all that is in a folder, end it with /**)"
    if any("**" in part and part != "**" for part in parts):
        return "has ** beside other characters; ** stands alone between slashes"
    if parts.count("**") > 4:
        return "has ** more than four times"
    try:
        for part in parts:
            re.compile(_part_expression(part))
    except re.error:
        return "has a [range] that cannot be understood"
    return None


def _part_expression(part: str) -> str:
    """One path component.

    What stands between two stars is looked for from the left and never tried again (an atomic group), as fnmatch does:
    so no pattern can make matching slow.
    """
    head, *between = _pieces(part)
    if not between:
        return head
    last = between.pop()
    return head + "".join(f"(?>[^/]*?{piece})" for piece in between if piece) + f"[^/]*{last}"


def _pieces(part: str) -> list[str]:
    """The expressions of what stands before, between and after the stars."""
    pieces, index = [""], 0
    while index < len(part):
        character = part[index]
        found = _SET.match(part, index) if character == "[" else None
        if found and found.group(2):
            pieces[-1] += _set_expression(found.group(1), found.group(2))
            index = found.end()
            continue
        if character == "*":
            pieces.append("")
        else:
            pieces[-1] += "[^/]" if character == "?" else re.escape(character)
        index += 1
    return pieces


def _set_expression(negated: str, members: str) -> str:
    escaped = re.sub(r"([\\\[\]^&~|])", r"\\\1", members)
    return f"(?!/)[{'^' if negated else ''}{escaped}]"
