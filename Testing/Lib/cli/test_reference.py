"""docs/command-line.md says what the parser knows."""

from __future__ import annotations

from pathlib import Path

from RILContourLib.cli.commands import COMMANDS
from RILContourLib.cli.reference import main, reference, rewritten

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "command-line.md"


def test_the_document_is_up_to_date() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert rewritten(text) == text, f"run  python -m RILContourLib.cli.reference {DOCUMENT}"


def test_every_command_and_option_is_in_it() -> None:
    text = reference()
    for command in COMMANDS:
        assert f"### {' '.join(command.words)}\n" in text
    for option in ("`--layout {combined,per-roi}`", "`-m MESSAGE`, `--message MESSAGE`", "`--to PERSON\\|POOL`"):
        assert option in text


def test_what_was_written_by_hand_above_stays(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    head = DOCUMENT.read_text(encoding="utf-8").partition("## Commands")[0]
    page.write_text(head + "out of date", encoding="utf-8")
    assert main([str(page)]) == 0
    assert page.read_text(encoding="utf-8") == DOCUMENT.read_text(encoding="utf-8")
