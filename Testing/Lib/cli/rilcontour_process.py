"""Runs the command as a person does: `main` with words, in this process or in one of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from RILContourLib.cli.main import main

ROOT = Path(__file__).resolve().parents[3]
COMMAND = (sys.executable, "-m", "RILContourLib.cli")


@dataclass(frozen=True)
class Ran:
    """What a run printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def notes(self) -> list[str]:
        """The lines on standard error: each a sentence, and no traceback among them."""
        lines = self.err.splitlines()
        assert all(line.startswith("rilcontour: ") for line in lines), self.err
        return [line.removeprefix("rilcontour: ") for line in lines]

    @property
    def sentence(self) -> str:
        """The only one of them."""
        assert len(self.notes) == 1, self.err
        return self.notes[0]


@dataclass(frozen=True)
class Rilcontour:
    """The command in one place for one user: `rilcontour("series", "list")`."""

    folder: Path
    user: str = "ana"

    @property
    def environment(self) -> dict[str, str]:
        home = self.folder / "home"
        places = {"RILCONTOUR_CACHE": str(home / "cache"), "RILCONTOUR_STATE": str(home / "state")}
        return {**os.environ, **places, "RILCONTOUR_USER": self.user, "PYTHONPATH": str(ROOT), "COLUMNS": "80"}

    def __call__(self, *words: str | Path, folder: Path | None = None) -> Ran:
        """In this process, which spares the time to start another."""
        out, error = io.StringIO(), io.StringIO()
        surroundings = patch.dict(os.environ, self.environment), chdir(folder or self.folder)
        with surroundings[0], surroundings[1], redirect_stdout(out), redirect_stderr(error):
            try:
                code = main([*map(str, words)])
            except SystemExit as stopped:  # argparse, for a command line that cannot be understood
                code = int(stopped.code or 0)
        return Ran(code, out.getvalue(), error.getvalue())

    def in_a_process(self, *words: str | Path, folder: Path | None = None) -> Ran:
        done = subprocess.run(
            [*COMMAND, *map(str, words)],
            cwd=folder or self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def as_user(self, user: str) -> Rilcontour:
        return Rilcontour(self.folder, user)
