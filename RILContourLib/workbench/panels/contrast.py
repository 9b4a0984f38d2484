"""Which colour can be read on which, as the Web Content Accessibility Guidelines measure it (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

DARK, LIGHT = "#000000", "#ffffff"


def readable_on(ground: str) -> str:
    """Black or white, whichever has the higher contrast on `ground`, `#RRGGBB`: never less than 4.58 to 1."""
    return max((DARK, LIGHT), key=lambda color: contrast(color, ground))


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours `#RRGGBB`, 1 to 21."""
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: str) -> float:
    """The relative luminance of `#RRGGBB`, 0 to 1."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
