"""The grammar: which word is which, and help that is complete."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

import pytest

from RILContourLib.cli.command import Command
from RILContourLib.cli.commands import COMMANDS
from RILContourLib.cli.context import Context
from RILContourLib.cli.parser import command_parser, make_parser


def two_places(parser: ArgumentParser) -> None:
    parser.add_argument("project", nargs="?", metavar="PROJECT")
    parser.add_argument("out", metavar="OUT")
    parser.add_argument("--layout")


def no_run(arguments: Namespace, context: Context) -> int:
    return 0


@pytest.mark.parametrize(
    ("words", "project", "out"),
    [
        (["out"], None, "out"),
        (["study", "out"], "study", "out"),
        (["study", "--layout", "x", "out"], "study", "out"),
        (["--layout", "x", "study", "out", "--json"], "study", "out"),
        (["--layout", "x", "out"], None, "out"),
    ],
)
def test_options_may_stand_between_words_and_the_project_may_be_left_out(
    words: list[str], project: str | None, out: str
) -> None:
    parser = make_parser([Command(("export", "x"), "", no_run, two_places)], {"export": ""})
    parsed = parser.parse_args(["export", "x", *words])
    assert (parsed.project, parsed.out) == (project, out)


def test_too_many_words_are_refused() -> None:
    parser = make_parser([Command(("export", "x"), "", no_run, two_places)], {"export": ""})
    with pytest.raises(SystemExit):
        parser.parse_args(["export", "x", "a", "b", "c"])


def test_arguments_are_declared_only_for_the_command_that_is_used() -> None:
    declared = []
    commands = [Command((word,), "", no_run, lambda parser, word=word: declared.append(word)) for word in "ab"]
    make_parser(commands, {}).parse_args(["b"])
    assert declared == ["b"]


def test_help_names_positional_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        make_parser([Command(("x",), "", no_run, two_places)], {}).parse_args(["x", "--help"])
    text = capsys.readouterr().out
    assert "[PROJECT] OUT" in text
    assert "  PROJECT\n  OUT\n" in text


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command.words))
def test_the_help_of_every_command_fits_a_terminal_but_for_examples(command: Command) -> None:
    text = command_parser(command).format_help()
    long = [line for line in text.splitlines() if len(line) > 80 and not line.startswith("Example:")]
    assert not long
    assert " ".join(command.summary.split()) in " ".join(text.split())
