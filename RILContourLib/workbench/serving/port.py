"""Whether the page can be served where it was asked to be, before all else is loaded."""

from __future__ import annotations

import errno
import os
import socket

from ...errors import UsageError


def check_port(host: str, port: int) -> None:
    """UsageError if nobody can listen there: the port is taken, or the address is not this computer's."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            if os.name == "posix":
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        raise UsageError(_sentence(host, port, error)) from error


def _sentence(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is used by another program: name another with --port, or leave --port out for a free one."
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"Port {port} may not be used without special rights: name one above 1023 with --port."
    return f"Nothing can be served at {host}:{port} ({error.strerror or error}): check --host and --port."
