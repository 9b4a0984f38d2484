"""docs/tutorial.md, word for word: its commands and snippets in order, and what they print."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from document_blocks import ROOT, Block, DocumentRunner, blocks_of, difference

pytest.importorskip("slicerio")
TUTORIAL = ROOT / "docs" / "tutorial.md"


@pytest.mark.skipif(os.name == "nt", reason="the tutorial's commands are for a POSIX shell")
def test_the_tutorial_prints_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    runner = DocumentRunner(tmp_path / "empty", tmp_path / "bin")
    blocks = list(blocks_of(TUTORIAL.read_text(encoding="utf-8")))
    assert len(blocks) > 10
    for block in blocks:
        printed = runner.run(block)
        assert block.expected is not None, f"line {block.line}: the tutorial does not say what this prints"
        wrong = difference(block.expected, printed)
        assert wrong is None, f"line {block.line}: {wrong!r} is not what was printed:\n{printed}"


def test_a_document_that_says_something_else_is_found_out() -> None:
    assert difference("one\ntwo\n", "one\ntwo\n") is None
    assert difference("one\n...\nfour\n", "one\ntwo\nthree\nfour\n") is None
    assert difference("...saved=3, ...\n", "State(saved=3, safe=1)\n") is None
    assert difference("one\ntwo\n", "one\n2\n") == "two"
    assert difference("one\n", "one\ntwo\n") == "(the end)"


def test_code_is_found_with_its_output_and_its_line() -> None:
    text = "# Title\n\n```sh\nls\n```\n\n```text\na\n```\n\n```python\nx = 1\n```\n\nand\n\n```yaml\na: 1\n```\n"
    assert list(blocks_of(text)) == [Block("sh", "ls\n", 4, "a\n"), Block("python", "x = 1\n", 12, None)]
