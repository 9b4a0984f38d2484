"""What the commands that take pictures of panels have in common: how the application looks, and how wide panels are.

Options of them all: `--dark` and `--points N` (the size of the font) say how the stand-in looks, and are ignored in
3D Slicer, where the settings under Appearance do. `QT_SCALE_FACTOR=2` in the environment is a screen of twice as many
pixels, for both.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
MODULES = ("RILContour", "RILContourAID")
WIDTHS_PX = (320, 480)
# As Slicer's own dark style has them, in about: by QPalette's roles.
_DARK = {
    "Window": "#353535",
    "Base": "#2a2a2a",
    "AlternateBase": "#323232",
    "Button": "#404040",
    "ToolTipBase": "#2a2a2a",
}
_DARK |= dict.fromkeys(("WindowText", "Text", "ButtonText", "ToolTipText", "BrightText"), "#f0f0f0")
_DARK |= {"Highlight": "#2a82da", "HighlightedText": "#ffffff", "PlaceholderText": "#909090", "Link": "#6fb1f0"}
_DARK_DISABLED = dict.fromkeys(("WindowText", "Text", "ButtonText"), "#808080")


def arguments_of(description: str) -> ArgumentParser:
    """A parser of what all commands are given; add to it, then `begin` with what it found."""
    parser = ArgumentParser(description=description.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where the pictures are put")
    parser.add_argument("--dark", action="store_true", help="dark colours")
    parser.add_argument("--points", type=int, default=0, help="size of the font, if it is to be another than usual")
    return parser


def begin(asked: Namespace) -> None:
    """Be in 3D Slicer, or on the stand-in for it, which looks as asked."""
    sys.path.insert(0, str(HERE))
    asked.folder.mkdir(parents=True, exist_ok=True)
    import slicer

    if hasattr(slicer, "app"):
        return
    import standin

    standin.install()
    if asked.dark:
        _darken(slicer.app)
    if asked.points:
        _enlarge(slicer.app, asked.points)
    for module in MODULES:
        slicer.app.moduleManager().load(HERE.parents[1] / module / f"{module}.py")


def _enlarge(app: Any, points: int) -> None:
    from PySide6.QtGui import QFont

    font = QFont()
    font.setPointSize(points)
    app.setFont(font)


def _darken(app: Any) -> None:
    from PySide6.QtGui import QColor, QPalette

    palette = QPalette()
    for role, color in _DARK.items():
        palette.setColor(getattr(QPalette, role), QColor(color))
    for role, color in _DARK_DISABLED.items():
        palette.setColor(QPalette.Disabled, getattr(QPalette, role), QColor(color))
    app.setPalette(palette)


def keep_apart(folder: Path) -> None:
    """Have caches and trainings that were stopped be those of the pictures, not of whoever takes them."""
    for name in ("cache", "state"):
        os.environ[f"RILCONTOUR_{name.upper()}"] = str(folder / name)


def widen(widget: Any, width: int) -> None:
    """Make a widget that wide, and as high as it wants to be then."""
    import qt

    for _ in range(2):  # what wraps at that width is known after the first time
        height = max(widget.heightForWidth(width), widget.property("sizeHint").height())
        widget.resize(width, height)
        qt.QCoreApplication.processEvents()
