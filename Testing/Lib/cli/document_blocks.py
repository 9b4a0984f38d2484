"""Runs the code blocks of a document in order and holds what they print against what the document says.

A fenced block of `sh` or `python` is run; a block of `text` right after it is what it prints, where `...` stands for
anything within a line, and on a line of its own for any lines. All `python` blocks share their names.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[3]
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_ANYTHING = "..."


@dataclass(frozen=True)
class Block:
    """Code, where it stands, and what it should print; None where the document does not say."""

    language: str
    code: str
    line: int
    expected: str | None


def blocks_of(text: str) -> Iterator[Block]:
    """The blocks that are run, in order."""
    found = list(_FENCE.finditer(text))
    for number, match in enumerate(found):
        language, code = match.groups()
        if language not in ("sh", "python"):
            continue
        following = found[number + 1] if number + 1 < len(found) else None
        output = following[2] if following and following[1] == "text" else None
        yield Block(language, code, text.count("\n", 0, match.start()) + 2, output)


class DocumentRunner:
    """A reader's shell and Python, both in `folder` at first; `bin_folder` gets the commands that the reader has."""

    def __init__(self, folder: Path, bin_folder: Path) -> None:
        self.folder = folder
        self._names: dict[str, object] = {"__name__": "__main__"}
        bin_folder.mkdir()
        for name, words in (("rilcontour", "-m RILContourLib.cli"), ("python", "")):
            script = bin_folder / name
            script.write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n')
            script.chmod(0o755)
        home = {f"RILCONTOUR_{name.upper()}": str(bin_folder / name) for name in ("cache", "state")}
        path = f"{bin_folder}{os.pathsep}{os.environ['PATH']}"
        self.environment = {**home, "PATH": path, "RILCONTOUR_USER": "ana", "PYTHONPATH": str(ROOT)}

    def run(self, block: Block) -> str:
        """What the block prints."""
        return self._run_shell(block.code) if block.language == "sh" else self._run_python(block.code)

    def _run_shell(self, code: str) -> str:
        """Standard output; the folder that the shell ends in is the next block's."""
        end = self.folder / ".ended-in"
        done = subprocess.run(
            ["bash", "-e", "-c", f'{code}\npwd >"{end}"'],
            cwd=self.folder,
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        self.folder = Path(end.read_text().rstrip("\n"))
        end.unlink()
        return done.stdout

    def _run_python(self, code: str) -> str:
        out = io.StringIO()
        with patch.dict(os.environ, self.environment), chdir(self.folder), redirect_stdout(out):
            exec(compile(code, "<document>", "exec"), self._names)
        return out.getvalue()


def difference(expected: str, printed: str) -> str | None:
    """The first line of the document that what was printed does not have; None if all is as it says."""
    pattern = ""
    for line in expected.splitlines():
        if line == _ANYTHING:
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*?".join(map(re.escape, line.split(_ANYTHING))) + r"[ ]*\n"
            if not re.match(pattern, printed):
                return line
    return None if re.fullmatch(pattern, printed) else "(the end)"
