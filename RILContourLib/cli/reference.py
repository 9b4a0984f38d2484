"""The reference of all commands as Markdown, from what the parser knows: `python -m RILContourLib.cli.reference`.

It is kept in docs/command-line.md, below `BEGINS`; with a file as argument that part of it is written anew.
"""

from __future__ import annotations

import sys
from argparse import SUPPRESS, Action, _ArgumentGroup
from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import fill

from .command import Command
from .commands import COMMANDS
from .filter_arguments import FILTER_TITLE
from .parser import command_parser

BEGINS = "<!-- What follows is written by: python -m RILContourLib.cli.reference docs/command-line.md -->\n"
_OF_ALL = ("help", "json", "debug", "user")  # told once, at the top of the document
_PROJECT = "project"
_COLUMNS = 120


def reference(commands: Iterable[Command] = COMMANDS) -> str:
    """A section for each command, and one for the filter that several share."""
    filters: list[_ArgumentGroup] = []
    sections = [_section(command, filters) for command in commands]
    shared = [*("## The filter", "", "A series is selected if it fits everything that is given.", "")]
    shared += _table(filters[-1]._group_actions)  # an export's: in lists --test is taken for granted
    return "\n".join(["## Commands", "", *(line for section in sections for line in section), *shared, ""])


def _section(command: Command, filters: list[_ArgumentGroup]) -> list[str]:
    parser = command_parser(command)
    groups = [group for group in parser._action_groups if group.title == FILTER_TITLE]
    filters += groups
    of_filter = {id(action) for group in groups for action in group._group_actions}
    own = [action for action in parser._actions if action.dest not in _OF_ALL and id(action) not in of_filter]
    words = [_usage(action) for action in own if not action.option_strings]
    options = ["[options]"] if any(action.option_strings for action in own) or groups else []
    lines = [f"### {' '.join(command.words)}", "", f"    {' '.join([parser.prog, *words, *options])}", ""]
    lines += [fill(f"{_sentence(command.summary)}{_told(command)}", _COLUMNS, break_on_hyphens=False), ""]
    told = [action for action in own if action.dest != _PROJECT]
    lines += [*_table(told), ""] if told else []
    if groups:
        lines += ["And the options of [the filter](#the-filter).", ""]
    lines += _examples(command)
    return lines


def _told(command: Command) -> str:
    paragraphs = [each for each in command.details().split("\n\n") if each and not each.startswith("Example:")]
    return "".join(f" {each}" for each in paragraphs)


def _examples(command: Command) -> list[str]:
    found = [each for each in command.details().split("\n\n") if each.startswith("Example:")]
    return [line for each in found for line in (f"    {each.removeprefix('Example:').strip()}", "")]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _table(actions: Iterable[Action]) -> Iterator[str]:
    yield "| argument | meaning |"
    yield "| --- | --- |"
    for action in actions:
        if action.help != SUPPRESS:
            required = " (required)" if action.option_strings and action.required else ""
            yield f"| {_name(action)} | {_escaped(action.help or '')}{required} |"


def _name(action: Action) -> str:
    value = "" if action.nargs == 0 else f" {_metavar(action)}"
    if not action.option_strings:
        return f"`{_metavar(action)}`"
    return ", ".join(f"`{option}{value}`" for option in action.option_strings).replace("|", "\\|")


def _usage(action: Action) -> str:
    name = _metavar(action)
    return {"?": f"[{name}]", "*": f"[{name} ...]"}.get(str(action.nargs), name)


def _metavar(action: Action) -> str:
    name = str(
        action.metavar or (f"{{{','.join(map(str, action.choices))}}}" if action.choices else action.dest.upper())
    )
    return f"{name} ..." if action.nargs == "+" else name


def _escaped(text: str) -> str:
    """Text as it stands in a table's cell."""
    return text.replace("|", "\\|").replace("*", "\\*")


def rewritten(document: str) -> str:
    """The document with its generated part written anew."""
    return document.partition(BEGINS)[0] + BEGINS + "\n" + reference()


def main(arguments: list[str]) -> int:
    if not arguments:
        print(reference(), end="")
        return 0
    path = Path(arguments[0])
    path.write_text(rewritten(path.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
