"""Orientations in words, and the letters round what a network sees."""

from __future__ import annotations

from itertools import permutations, product

from ..models.description import AS_IN_FILE, NetworkInput
from .translation import _

_ENDS = {
    "R": _("right"),
    "L": _("left"),
    "A": _("anterior"),
    "P": _("posterior"),
    "S": _("superior"),
    "I": _("inferior"),
}
_OPPOSITE = dict(zip("RLAPSI", "LRPAIS", strict=True))
_PLANES = {"R": _("sagittal"), "A": _("coronal"), "S": _("axial")}
_USUAL = ("LPS", "RAS", "LAS", "RPS", "PIR", "ASR", "LIP", "RSA")


def orientation_choices() -> tuple[tuple[str, str], ...]:
    """All 48, those that are usual first, after `file`."""
    axes = (("R", "L"), ("A", "P"), ("S", "I"))
    every = ["".join(codes) for order in permutations(axes) for codes in product(*order)]
    ordered = (*_USUAL, *sorted(each for each in every if each not in _USUAL))
    as_stored = (AS_IN_FILE, _("as the image is stored"))
    return (as_stored, *((code, f"{code} – {', '.join(_ENDS[letter] for letter in code)}") for code in ordered))


def axis_choices(orientation: str) -> tuple[tuple[str, str], ...]:
    """The axis along which slices are taken, as the plane of these slices where that is known."""
    if orientation == AS_IN_FILE:
        words = (_("along the first axis stored"), _("along the second axis stored"), _("along the third axis stored"))
    else:
        planes = (_PLANES.get(letter) or _PLANES[_OPPOSITE[letter]] for letter in orientation)
        words = tuple(f"{plane} ({_('axis')} {number + 1})" for number, plane in enumerate(planes))  # type: ignore[assignment]
    return tuple((str(number), each) for number, each in enumerate(words))


def letters_round(given: NetworkInput, image_codes: tuple[str, str, str]) -> tuple[str, str, str, str]:
    """What is at the left, right, top and bottom of a slice as the network sees it.

    image_codes : the ends that the image's own axes point to. Rows grow downwards, columns to the right; of a box the
    slices along its first axis are looked at.
    """
    codes = image_codes if given.orientation == AS_IN_FILE else tuple(given.orientation)
    swept = given.axis if given.dimensions == 2 else 0
    rows, columns = (codes[axis] for axis in range(3) if axis != swept)
    if given.dimensions == 2 and given.transpose:
        rows, columns = columns, rows
    return _OPPOSITE[columns], columns, _OPPOSITE[rows], rows
