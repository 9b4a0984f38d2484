"""Where this module's panels have their layouts."""

from __future__ import annotations

from pathlib import Path

UI_FOLDER = Path(__file__).parents[1] / "Resources" / "UI"
