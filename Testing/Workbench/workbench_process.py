"""A real `rilcontour serve` in a process of its own, as a person starts it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "RILContourLib.cli", "serve")
AS_ANYBODY = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
PATIENCE_S = 120.0
UNSENDABLE = "A value cannot be sent to the page"


def environment(home: Path, user: str) -> dict[str, str]:
    """This process's environment, with a user's own folders, and no screen."""
    places = {"RILCONTOUR_CACHE": str(home / "cache"), "RILCONTOUR_STATE": str(home / "state")}
    theirs = {**os.environ, **places, "RILCONTOUR_USER": user, "PYTHONPATH": str(ROOT), "COLUMNS": "80"}
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
        theirs.pop(name, None)
    return theirs


@dataclass
class WorkbenchProcess:
    """The server of one project for one user; made by `start`."""

    process: subprocess.Popen[str]
    address: str
    log: list[str] = field(default_factory=list)
    _collecting: threading.Thread | None = None

    @staticmethod
    def start(
        project: Path, *words: str, user: str, home: Path, browser: str = "", heed_rights: bool = False
    ) -> WorkbenchProcess:
        """Start it and wait until it says where it is; what it says on standard error is collected in `log`.

        browser : the command of one to open, with %s for the address
        heed_rights : the rights to files count for it also if this process is root's
        """
        process = subprocess.Popen(
            [
                *(AS_ANYBODY if heed_rights and os.geteuid() == 0 else ()),
                *COMMAND,
                str(project),
                "--json",
                *words,
                *([] if browser else ["--no-browser"]),
            ],
            env=environment(home, user) | ({"BROWSER": browser} if browser else {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started = WorkbenchProcess(process, "")
        started._collecting = threading.Thread(target=started._collect, daemon=True)
        started._collecting.start()
        watchdog = threading.Timer(PATIENCE_S, process.kill)
        watchdog.start()
        try:
            started.address = _address(process)
        except EOFError as error:
            process.wait()
            message = f"rilcontour serve ended with {process.returncode}: {''.join(started.log)}"
            raise AssertionError(message) from error
        finally:
            watchdog.cancel()
        return started

    @property
    def origin(self) -> str:
        """`http://127.0.0.1:PORT`, without the secret."""
        return f"http://{self.host}"

    @property
    def host(self) -> str:
        """`127.0.0.1:PORT`"""
        return urlsplit(self.address).netloc

    @property
    def port(self) -> int:
        port = urlsplit(self.address).port
        assert port
        return port

    @property
    def token(self) -> str:
        return urlsplit(self.address).fragment.removeprefix("token=")

    @property
    def said(self) -> str:
        """What it has said on standard error so far."""
        return "".join(self.log)

    def stop(self, number: int = signal.SIGINT) -> int:
        """Ask it to end, as Ctrl-C does, and wait; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(PATIENCE_S)
        self._hear_the_end()
        return code

    def kill(self) -> None:
        """End it as a crash or the system would: it gets to do nothing more."""
        self.process.kill()
        self.process.wait(PATIENCE_S)
        self._hear_the_end()

    def _hear_the_end(self) -> None:
        """Until all that it said is in `log`; a mistake of the program that it logged fails the test."""
        if self._collecting:
            self._collecting.join(PATIENCE_S)
        assert UNSENDABLE not in self.said

    def _collect(self) -> None:
        assert self.process.stderr
        self.log.extend(self.process.stderr)


def _address(process: subprocess.Popen[str]) -> str:
    """What the JSON document on standard output says. EOFError if it ends before it is complete."""
    assert process.stdout
    text = ""
    for line in process.stdout:
        text += line
        if line == "}\n":
            return json.loads(text)["address"]
    raise EOFError
