"""The module's own icons, by the names of their files in Resources/Icons."""

from __future__ import annotations

from pathlib import Path

import qt

_FOLDER = Path(__file__).parents[1] / "Resources" / "Icons"


def icon(name: str) -> qt.QIcon:
    return qt.QIcon(str(_FOLDER / f"{name}.svg"))
