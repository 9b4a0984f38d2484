"""Opening the page in the person's browser."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser


def can_open_browser() -> bool:
    """Whether there is a screen for a browser; without one some systems would start a browser in the terminal."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


def open_browser(address: str) -> None:
    """Show the page in the browser that the system or BROWSER names, without waiting until it has started."""
    threading.Thread(target=webbrowser.open, args=(address,), name="opens the browser", daemon=True).start()
