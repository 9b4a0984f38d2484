"""The library's front door."""

from __future__ import annotations

import ast
import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

import RILContourLib

ROOT = Path(__file__).resolve().parents[2]


def test_every_public_name_is_there_and_listed() -> None:
    for name in RILContourLib.__all__:
        assert getattr(RILContourLib, name) is not None
        assert name in dir(RILContourLib)


def test_a_public_name_is_the_one_that_its_module_defines() -> None:
    assert RILContourLib.RILContourError is import_module("RILContourLib.errors").RILContourError


def test_an_unknown_name_is_an_attribute_error_that_names_it() -> None:
    with pytest.raises(AttributeError, match="Projekt"):
        _ = RILContourLib.Projekt


def text_of(argument: ast.expr, file: Path) -> str:
    """The text that an argument stands for: a constant, or a name that the file gives a constant."""
    if not isinstance(argument, ast.Name):
        return str(ast.literal_eval(argument))
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign):
            pairs = zip(ast.unparse(node.targets[0]).strip("()").split(", "), elements_of(node.value), strict=False)
            for name, value in pairs:
                if name == argument.id and isinstance(value, ast.Constant):
                    return str(value.value)
    message = f"{file}:{argument.lineno}: {argument.id} has no constant value"
    raise AssertionError(message)


def elements_of(value: ast.expr) -> list[ast.expr]:
    return value.elts if isinstance(value, ast.Tuple) else [value]


def extras_named_in_the_library() -> list[tuple[str, str, str]]:
    """(where, package, extra) of each MissingDependency("package", "extra", ...) in the library."""
    named = []
    for file in sorted((ROOT / "RILContourLib").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("MissingDependency"):
                given = dict(zip(("package", "extra"), node.args, strict=False))
                given |= {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
                package, extra = (text_of(given[name], file) for name in ("package", "extra"))
                named.append((f"{file.relative_to(ROOT)}:{node.lineno}", package, extra))
    return named


def test_an_extra_that_a_message_names_exists_and_brings_the_package_that_was_missing() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    for where, package, extra in extras_named_in_the_library():
        assert extra in extras, f"{where}: no extra {extra}"
        brought = [re.split(r"[<>=!~\[ ]", requirement)[0] for requirement in extras[extra]]
        assert package in brought, f"{where}: the extra {extra} does not bring {package}, but {brought}"
