"""Every text that people see passes through `_`, so that a shell can show it in another language."""

from __future__ import annotations

from collections.abc import Callable

Translator = Callable[[str], str]


def _as_it_is(text: str) -> str:
    return text


_translator: list[Translator] = [_as_it_is]


def _(text: str) -> str:
    """`text` in the language of the shell. Gaps are filled afterwards: `_("{count} voxels").format(count=3)`."""
    return _translator[0](text)


def plural(count: int, one: str, several: str) -> str:
    """The text for one or for several (or none) of something; gaps are filled afterwards."""
    return one if count == 1 else several


def use_translator(translator: Translator | None) -> None:
    """Have texts translated from now on; None: left as they are written, in English."""
    _translator[0] = translator or _as_it_is
