"""The library's front door."""

from __future__ import annotations

import ast
import re
import tomllib
from importlib import import_module
from itertools import product
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


# What a requirement brings of what the library asks for by another name.
BROUGHT_ALONG = {"trame-slicer": ["slicer-core", "trame"]}


def texts_of(argument: ast.expr, file: Path) -> list[str]:
    """The texts that an argument stands for: a constant, or a name that the file gives constants, one or in a loop."""
    if not isinstance(argument, ast.Name):
        return [str(ast.literal_eval(argument))]
    found: list[str] = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign):
            found += constants_for(argument.id, node.targets[0], node.value)
        elif isinstance(node, ast.For):
            for value in elements_of(node.iter):
                found += constants_for(argument.id, node.target, value)
    assert found, f"{file}:{argument.lineno}: {argument.id} has no constant value"
    return found


def constants_for(name: str, target: ast.expr, value: ast.expr) -> list[str]:
    names = ast.unparse(target).strip("()").split(", ")
    pairs = zip(names, elements_of(value), strict=False)
    return [str(each.value) for known, each in pairs if known == name and isinstance(each, ast.Constant)]


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
                where = f"{file.relative_to(ROOT)}:{node.lineno}"
                for package, extra in product(*(texts_of(given[name], file) for name in ("package", "extra"))):
                    named.append((where, package, extra))
    return named


def test_an_extra_that_a_message_names_exists_and_brings_the_package_that_was_missing() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    for where, package, extra in extras_named_in_the_library():
        assert extra in extras, f"{where}: no extra {extra}"
        brought = [re.split(r"[<>=!~\[ ]", requirement)[0] for requirement in extras[extra]]
        brought += [along for name in brought for along in BROUGHT_ALONG.get(name, [])]
        assert package in brought, f"{where}: the extra {extra} does not bring {package}, but {brought}"
