"""How the workbench is to be served."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

LOOPBACK = "127.0.0.1"
AWAY_S = 600.0
IDLE_S = 3600.0


@dataclass(frozen=True)
class ServeOptions:
    """host : the address to listen on; anything but loopback lets other computers knock
    port : 0 for any that is free
    open_browser : open the page when it is there
    away_s : how long, in seconds, no window may be connected before the open series is saved and given back
    idle_s : the same for a window in which nothing is done
    """

    host: str = LOOPBACK
    port: int = 0
    open_browser: bool = True
    away_s: float = AWAY_S
    idle_s: float = IDLE_S

    @property
    def for_this_computer_only(self) -> bool:
        """Whether only programs on this computer can reach the page."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether a name or address is this computer's own, as seen by itself."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
