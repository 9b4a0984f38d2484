"""The progress bar: on terminals only."""

from __future__ import annotations

import io

from RILContourLib.cli.progress_bar import ProgressBar, progress_line


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_the_line_says_how_far_the_work_is() -> None:
    assert progress_line(3, 12, "a/scan.nii.gz") == "[######------------------]  3/12 a/scan.nii.gz"
    assert progress_line(12, 12, "done").startswith("[########################] 12/12")
    assert progress_line(40, None, "looking\x1b") == "40 looking\\x1b"


def test_on_a_terminal_the_line_is_drawn_and_taken_away_at_the_end() -> None:
    terminal = Terminal()
    with ProgressBar(terminal) as progress:
        progress(1, 2, "first")
        progress(2, 2, "second")
    assert "1/2 first" in terminal.getvalue()
    assert "2/2 second" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_a_line_is_never_as_wide_as_the_terminal_so_that_it_does_not_wrap() -> None:
    terminal = Terminal()
    ProgressBar(terminal)(1, 1, "x" * 5000)
    assert len(terminal.getvalue().removeprefix("\r\x1b[K")) < 5000


def test_fast_steps_are_not_all_drawn_but_the_last_one_is() -> None:
    terminal = Terminal()
    progress = ProgressBar(terminal)
    for step in range(1, 10_001):
        progress(step, 10_000, "series")
    assert terminal.getvalue().count("\r") < 5_000
    assert "10000/10000" in terminal.getvalue()


def test_anywhere_else_nothing_is_written() -> None:
    file = io.StringIO()
    with ProgressBar(file) as progress:
        progress(1, 2, "first")
    assert file.getvalue() == ""
