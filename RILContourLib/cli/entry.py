"""Where the command begins: Ctrl-C is answered while the program is still being loaded, too."""

from __future__ import annotations

import sys

STOPPED = 130  # 128 + SIGINT, as shells have it
KEPT = "Stopped; what was finished before is kept, and so is every edit that was shown as saved."


def main() -> int:
    """Run the command of this process and return its exit code; see `main.main`."""
    try:
        from .interrupts import interrupts_put_off

        with interrupts_put_off():
            from .main import main as run
        return run()
    except KeyboardInterrupt:
        if sys.stderr is not None:
            sys.stderr.write(f"rilcontour: {KEPT}\n")
        return STOPPED
