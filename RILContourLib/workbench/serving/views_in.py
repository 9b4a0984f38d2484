"""What comes from the browser for the views, bounded: VTK ends the process over sizes and numbers it cannot use."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

SMALLEST_SIDE, LARGEST_SIDE = 10, 4096  # pixels
MOST_PIXELS = 3840 * 2160
LARGEST_RATIO = 4.0
LARGEST_NUMBER = 1e6
LONGEST_TEXT = 32
MOST_FINGERS = 20

_BUTTONS = {f"{button}Button{what}" for button in ("Left", "Middle", "Right") for what in ("Press", "Release")}
_AT_A_PLACE = _BUTTONS | {"MouseMove"}
_MOVES = {"Pan", "Pinch", "Rotate", "MouseWheel"}
_KEYS = {"KeyDown", "KeyPress", "KeyUp", "keyDown", "keyPress", "keyUp"}
_OTHERS = {"StartInteractionEvent", "InteractionEvent", "EndInteractionEvent", "Tap", "LongTap"}
EVENT_TYPES = _AT_A_PLACE | {f"{when}{move}" for when in ("Start", "", "End") for move in _MOVES} | _KEYS | _OTHERS
_NUMBERS = {"x", "y", "z", "w", "h", "spinY", "factor", "rotation", "keyCode"}
_NUMBERS |= {"shiftKey", "altKey", "ctrlKey", "controlKey", "metaKey"}


def possible_size(size: object) -> dict[str, float] | None:
    """A view's width `w` and height `h` in the page's pixels, and how many of the screen's make one, `p`.

    Within the bounds above, by a coarser `p` where it would be too many pixels. None if it is no size.
    """
    if not isinstance(size, Mapping):
        return None
    width, height, ratio = (size.get(name, usual) for name, usual in (("w", 300), ("h", 300), ("p", 1)))
    if not all(_is_finite(number) for number in (width, height, ratio)) or not 0 < ratio <= LARGEST_RATIO:
        return None
    width, height = (int(min(max(side, SMALLEST_SIDE), LARGEST_SIDE)) for side in (width, height))
    most = min(LARGEST_SIDE / max(width, height), math.sqrt(MOST_PIXELS / (width * height)))
    least = SMALLEST_SIDE / min(width, height)
    return {"w": width, "h": height, "p": max(min(ratio, most), least)}


def possible_event(event: object) -> dict[str, Any] | None:
    """What a pointer or key did, with nothing in it but what a view reads. None if it is no such event."""
    if not isinstance(event, Mapping) or not isinstance(event.get("type"), str) or event["type"] not in EVENT_TYPES:
        return None
    if event["type"] in _AT_A_PLACE and not {"x", "y"} <= event.keys():
        return None
    known = {name: value for name, value in event.items() if name in _NUMBERS or name in _PARTS}
    possible = all(_PARTS.get(name, _is_number)(value) for name, value in known.items())
    return known if possible else None


def _is_finite(value: object) -> bool:
    return isinstance(value, int | float) and (isinstance(value, int) or math.isfinite(value))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and abs(value) <= LARGEST_NUMBER  # which infinity and NaN are not


def _is_text(value: object) -> bool:
    return value is None or (isinstance(value, str) and len(value) <= LONGEST_TEXT)


def _is_place(value: object) -> bool:
    return isinstance(value, Mapping) and value.keys() <= {"x", "y", "z"} and all(map(_is_number, value.values()))


def _are_places(value: object) -> bool:
    """By the number of a finger, as text."""
    if not isinstance(value, Mapping) or len(value) > MOST_FINGERS:
        return False
    return all(_is_finger(name) and _is_place(place) and {"x", "y"} <= place.keys() for name, place in value.items())


def _is_finger(name: object) -> bool:
    digits = name.removeprefix("-") if isinstance(name, str) else ""
    return digits.isascii() and digits.isdigit() and len(digits) <= 10 and int(digits) < 2**31


def _is_step(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_number, value))


_PARTS = {"type": _is_text, "key": _is_text, "position": _is_place, "positions": _are_places, "translation": _is_step}
