"""What can be chosen in the Views panel, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .translation import _

Layout = Literal["large", "quad", "single", "3d"]
LAYOUTS: tuple[Layout, ...] = ("large", "quad", "single", "3d")
ColourMap = Literal["grey", "hot", "rainbow", "pet", "ocean", "perceptual"]
COLOUR_MAPS: tuple[ColourMap, ...] = ("grey", "hot", "rainbow", "pet", "ocean", "perceptual")
Preset = Literal["auto", "lung", "bone", "soft tissue", "brain"]
PRESETS: tuple[Preset, ...] = ("auto", "lung", "bone", "soft tissue", "brain")
"""Without the first, in the order of their shortcuts."""
# Width and level in Hounsfield units, as is usual in CT reading.
WINDOWS: dict[str, tuple[float, float]] = {
    "lung": (1500, -600),
    "bone": (2000, 400),
    "soft tissue": (400, 40),
    "brain": (80, 40),
}


@dataclass(frozen=True)
class Window:
    """The intensities shown from black to white: `width` of them round `level`, in the image's own unit."""

    width: float
    level: float

    @property
    def lowest(self) -> float:
        return self.level - self.width / 2

    @property
    def highest(self) -> float:
        return self.level + self.width / 2


def preset_names() -> dict[str, str]:
    """What the window presets are called."""
    return {
        "auto": _("Auto"),
        "lung": _("Lung"),
        "bone": _("Bone"),
        "soft tissue": _("Soft tissue"),
        "brain": _("Brain"),
    }


def layout_names() -> dict[str, str]:
    """What the layouts are called."""
    return {"large": _("One large"), "quad": _("Four alike"), "single": _("One plane"), "3d": _("3D only")}


def colour_map_names() -> dict[str, str]:
    """What the colour maps are called."""
    return {
        "grey": _("Grey"),
        "hot": _("Hot metal"),
        "rainbow": _("Rainbow"),
        "pet": _("PET"),
        "ocean": _("Ocean"),
        "perceptual": _("Even brightness"),
    }
