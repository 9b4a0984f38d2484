"""Refusals are worded for every shell; the command line adds the options that it has."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from RILContourLib.cli.commands import COMMANDS
from RILContourLib.cli.parser import command_parser
from RILContourLib.cli.remedies import OPTIONS, with_options
from RILContourLib.errors import ExchangeError, Remedy

LIBRARY = Path(__file__).resolve().parents[3] / "RILContourLib"
SAID_BY_ALL_SHELLS = ("annotation", "exchange", "images", "panels", "project", "session", "store", "workflow")
OPTION = re.compile(r"(?<![\w-])--[a-z]")
COMMAND_OR_STYLE = re.compile(r"rilcontour |var\(--")


def sentences(file: Path) -> list[str]:
    return [
        node.value
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


@pytest.mark.parametrize("package", SAID_BY_ALL_SHELLS)
def test_no_sentence_of_the_library_names_an_option_outside_of_a_whole_command(package):
    found = [text for file in (LIBRARY / package).rglob("*.py") for text in sentences(file) if OPTION.search(text)]
    assert [text for text in found if not COMMAND_OR_STYLE.search(text)] == []


def test_every_remedy_has_an_option_that_some_command_knows():
    assert set(OPTIONS) == set(Remedy)
    known = "\n".join(command_parser(command).format_help() for command in COMMANDS)
    assert [option for option in OPTIONS.values() if option.split()[0] not in known] == []


def test_options_stand_after_the_sentence():
    error = ExchangeError("It is there.", remedies=[Remedy.OVERWRITE, Remedy.FRAME])
    assert str(error) == "It is there."
    assert with_options(str(error), error.remedies) == "It is there. (--overwrite; --frame N)"
    assert with_options("It is there.", ()) == "It is there."
