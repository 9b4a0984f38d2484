"""Reads from the source which package of the library imports which, without running anything."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LIBRARY = "RILContourLib"


@dataclass(frozen=True)
class Import:
    """One import statement: where it stands, and the dotted name of what it brings in."""

    file: Path
    line: int
    name: str

    @property
    def where(self) -> str:
        return f"{self.file}:{self.line}"

    @property
    def top(self) -> str:
        """The first part of the name: a distribution's import name."""
        return self.name.partition(".")[0]

    @property
    def package(self) -> str | None:
        """The library's package (or module) that is imported; "" is the library's own root; None: not the library's."""
        if self.top != LIBRARY:
            return None
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else ""


def imports_of(file: Path, root: Path) -> Iterator[Import]:
    """Every import in `file`, also those inside functions and under TYPE_CHECKING; relative ones made absolute."""
    shown = file.relative_to(root)
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"), str(file))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(shown, node.lineno, alias.name)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute_base(node, shown)
            for alias in node.names:
                yield Import(shown, node.lineno, f"{base}.{alias.name}")


def _absolute_base(node: ast.ImportFrom, file: Path) -> str:
    if node.level == 0:
        return node.module or ""
    folder = file.parent.parts
    package = folder[: len(folder) - (node.level - 1)]
    return ".".join([*package, *([node.module] if node.module else [])])


def package_of(file: Path, root: Path) -> str:
    """The library's package that the file belongs to: `store` for store/log.py, `errors` for errors.py."""
    parts = file.relative_to(root / LIBRARY).parts
    if parts == ("__init__.py",):
        return ""
    return parts[0].removesuffix(".py")
