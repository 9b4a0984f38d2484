"""What runs models: whether it is installed, and installing it once a person said yes."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from ..errors import Cancelled, RILContourError
from ..inference import installing
from ..progress import CancelToken
from .observing import Panel
from .translation import _
from .work import AtOnce, Executor

Installer = Callable[[installing.Line, CancelToken], object]
EngineStatus = Literal["", "installing", "failed"]


@dataclass(frozen=True)
class EngineState:
    """`ready`: models can be run. Else `missing` are packages, `words` what installing them takes, `command` what one
    would write in a terminal; problem : why it is no use here.

    asked : a person is being asked for a yes; line : what the installation says now; error : why it failed
    """

    ready: bool
    missing: tuple[str, ...] = ()
    words: str = ""
    command: str = ""
    problem: str = ""
    asked: bool = False
    status: EngineStatus = ""
    line: str = ""
    error: str = ""


class Engine(Panel):
    """`installer` is pip in this Python unless the shell has another way, as the desktop application has."""

    def __init__(self, executor: Executor | None = None, installer: Installer = installing.install) -> None:
        super().__init__()
        self._executor: Executor = executor or AtOnce()
        self._installer = installer
        self._cancel = CancelToken()
        self._state = EngineState(ready=False)
        self.look()

    @property
    def state(self) -> EngineState:
        return self._state

    def look(self) -> None:
        """See again what is installed."""
        missing = installing.missing_packages()
        size = {"download": f"{installing.DOWNLOAD_MB} MB", "disk": f"{installing.DISK_GB:g} GB"}
        words = _("TensorFlow runs the models. It is about {download} to download, and {disk} on the disk.")
        self._state = EngineState(
            not missing,
            missing,
            words.format(**size) if missing else "",
            shlex.join(installing.install_command()) if missing else "",
            installing.platform_problem() if missing else "",
        )
        self.changed.tell()

    def poll(self) -> None:
        """See whether somebody installed it meanwhile, in a terminal; a shell calls it every second or so."""
        idle = not self._state.ready and self._state.status == ""
        if idle and installing.missing_packages() != self._state.missing:
            self.look()

    def ask(self, asked: bool = True) -> None:
        """Ask for a yes, or do not any more."""
        self._put(asked=asked)

    def install(self) -> None:
        """A person said yes: install what is missing. Nothing of the program waits for it."""
        if self._state.ready or self._state.problem or self._state.status == "installing":
            return
        self._cancel = CancelToken()
        self._put(status="installing", line="", error="", asked=False)
        self._executor.submit(self._install)

    def cancel(self) -> None:
        """Stop installing."""
        self._cancel.cancel()

    def _install(self) -> None:
        try:
            self._installer(lambda line: self._put(line=line), self._cancel)
        except Cancelled:
            self.look()
        except (RILContourError, OSError) as error:
            self._put(status="failed", error=str(error))
        else:
            self.look()

    def _put(self, **changes: object) -> None:
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]
        self.changed.tell()
