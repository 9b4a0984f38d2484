"""Who may knock: requests must be meant for this server, and come from its own page.

A page of another site can make a browser send requests to this computer. Two headers that scripts cannot set give it
away. `Host` is the name that the browser believes to talk to: a foreign site that points its own name at 127.0.0.1
(DNS rebinding) shows up there. `Origin` is the site that the request comes from.
"""

from __future__ import annotations

import ipaddress
import socket

from .options import is_loopback


def host_is_ours(host_header: str | None, listening_on: str) -> bool:
    """Whether a request's `Host` names this server.

    The name must be this computer's own address: any port will do, since tunnels have one of their own, and foreign
    sites cannot have such a name. A server for other computers is called by any IP address, by this computer's
    name, or by the name it was told to listen on.
    """
    name = _name_of(host_header)
    if name is None:
        return False
    if is_loopback(name):
        return True
    if is_loopback(listening_on):
        return False
    return _is_address(name) or name in {listening_on.lower(), socket.gethostname().lower(), socket.getfqdn().lower()}


def origin_is_ours(origin_header: str | None, host_header: str | None) -> bool:
    """Whether a request comes from a page of this very server: same name, same port; browsers always say so."""
    return bool(origin_header and host_header) and origin_header == f"http://{host_header}"


def _name_of(host_header: str | None) -> str | None:
    """The name in `name`, `name:port` or `[address]:port`, in small letters; None if it is none of these."""
    if not host_header:
        return None
    if host_header.startswith("["):
        name, bracket, rest = host_header[1:].partition("]")
        well_formed = bool(bracket) and (not rest or _is_port(rest))
    else:
        name, colon, rest = host_header.partition(":")
        well_formed = not colon or _is_port(colon + rest)
    return name.lower() if name and well_formed else None


def _is_port(text: str) -> bool:
    return text.startswith(":") and text[1:].isascii() and text[1:].isdigit()


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
