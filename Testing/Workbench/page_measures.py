"""Measures of a page as it is drawn: contrast of texts, size of targets, what can be seen without scrolling."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SMALLEST_TARGET_PX = 24
LOWEST_CONTRAST = 4.5
_MEASURES = Path(__file__).with_suffix(".js")


def faint_texts(page: Any) -> list[str]:
    """Visible texts whose contrast is below 4.5 to 1."""
    return _measured(page, "faintTexts", LOWEST_CONTRAST)


def small_targets(page: Any) -> list[str]:
    """Visible controls that are narrower or lower than 24 px."""
    return _measured(page, "smallTargets", SMALLEST_TARGET_PX)


def nameless_controls(page: Any) -> list[str]:
    """Visible controls that a screen reader would have no name for."""
    return _measured(page, "namelessControls", None)


def out_of_sight(page: Any, selector: str) -> list[str]:
    """Of the elements that fit, those that cannot be seen down to their lower edge without scrolling."""
    return _measured(page, "outOfSight", selector)


def _measured(page: Any, measure: str, argument: Any) -> list[str]:
    script = f"argument => ({_MEASURES.read_text(encoding='utf-8').rstrip().rstrip(';')}).{measure}(argument)"
    return list(page.evaluate(script, argument))
