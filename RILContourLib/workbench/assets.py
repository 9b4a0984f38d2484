"""What the page needs beside trame's own files: our styles and scripts, served from here like everything else."""

from __future__ import annotations

from pathlib import Path

from .. import __version__

_FOLDER = f"__rilcontour_{__version__}"
_FILES = Path(__file__).parents[1] / "resources" / "workbench" / "page"

serve = {_FOLDER: str(_FILES)}
module_scripts = [f"{_FOLDER}/page.js"]
styles = [f"{_FOLDER}/{name}" for name in ("colours.css", "page.css", "panels.css", "tools.css", "models.css")]
vue_use = ["RILContour"]
