"""From the names that a folder's listing gives to names of series: composed, unique, and fit to be shown and shared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from .characters import composed, refused_character


class FoundSeries(NamedTuple):
    """An image, or a folder of some.

    name: its path from the images' folder with slashes, in composed Unicode (NFC). file: the same as the disk has it,
    which differs where names are stored decomposed (NFD, from macOS).
    """

    name: str
    file: str


@dataclass(frozen=True)
class FindingProblem:
    """Something that is not listed because of its name, a link or missing rights, in one sentence."""

    path: str
    sentence: str

    @classmethod
    def of(cls, path: str, predicate: str) -> FindingProblem:
        """A sentence that begins with the path, its unprintable characters shown as escapes."""
        return cls(path, f"{printable(path)} {predicate}")


@dataclass(frozen=True)
class TwinNames(FindingProblem):
    """Names that some file systems cannot tell apart. `others`: the paths that `path` is confused with."""

    others: tuple[str, ...] = ()


def usable_names(folder: FoundSeries, names: Iterable[str], problems: list[FindingProblem]) -> list[FoundSeries]:
    """Of the names listed in `folder`, those that can name a series or a folder of some, in order; adds to `problems`.

    Refused are names that are not valid UTF-8 or hold control characters or backslashes, and of twins in other Unicode
    forms all but the composed one (or the first). Twins that differ in capitals stay, and are reported.
    """
    ordered = sorted(names)
    together = "/".join(ordered)
    plain = together.isascii() and together.isprintable() and "\\" not in together
    found = _of_plain_names(folder, ordered) if plain else _of_odd_names(folder, ordered, problems)
    if len({series.name.casefold() for series in found}) < len(found):
        problems += _case_twins(found)
    return found


def name_problem(name: str) -> str | None:
    """Why a file or folder of that name cannot be used, as the end of a sentence; None if it can."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return "has a name that is not valid UTF-8: rename it."
    refused = refused_character(name)
    if refused:
        return f"has the character {refused} in its name, which cannot be shown: rename it."
    if "\\" in name:
        return "has a backslash in its name, which separates folders on other systems: rename it."
    return None


def printable(path: str) -> str:
    r"""The path with what cannot be shown as escapes, such as `\x07`."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in path)


def below(folder: str, name: str) -> str:
    """The path of `name` in a folder that is itself named from the root ("" is the root)."""
    return f"{folder}/{name}" if folder else name


def _of_plain_names(folder: FoundSeries, names: list[str]) -> list[FoundSeries]:
    start, start_on_disk = below(folder.name, ""), below(folder.file, "")
    if start == start_on_disk:
        return [FoundSeries(path, path) for path in map(start.__add__, names)]
    return [FoundSeries(start + name, start_on_disk + name) for name in names]


def _of_odd_names(folder: FoundSeries, names: list[str], problems: list[FindingProblem]) -> list[FoundSeries]:
    found: dict[str, FoundSeries] = {}
    # Composed names first: of twins, the one stays that lies where its name says.
    for name in sorted(names, key=lambda name: (composed(name) != name, name)):
        path = below(folder.file, name)
        predicate = name_problem(name)
        if predicate:
            problems.append(FindingProblem.of(path, predicate))
            continue
        series = FoundSeries(below(folder.name, composed(name)), path)
        twin = found.setdefault(series.name, series)
        if twin is not series:
            sentence = f"{printable(path)} has the same name as another file, written in other Unicode characters."
            problems.append(TwinNames(path, f"{sentence} Rename one of them.", (twin.file,)))
    return sorted(found.values())


def _case_twins(found: list[FoundSeries]) -> list[TwinNames]:
    by_folded: dict[str, list[str]] = {}
    for series in found:
        by_folded.setdefault(series.name.casefold(), []).append(series.name)
    return [
        TwinNames(
            first,
            f"{first} and {', '.join(others)} differ only in capitals, which many file systems ignore. "
            "Rename all but one.",
            tuple(others),
        )
        for first, *others in by_folded.values()
        if others
    ]
