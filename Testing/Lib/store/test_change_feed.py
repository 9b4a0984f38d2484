"""Hints of others' changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from store_processes import run_python

from RILContourLib.store.change_feed import ChangeReader, ChangeWriter, remove_old_logs
from RILContourLib.store.values import Change


def change(number: int, series: str = "a/scan.nii.gz") -> Change:
    return Change(series, "main", number, "commit")


@pytest.fixture
def changes(tmp_path: Path) -> Path:
    return tmp_path / "changes"


def test_a_reader_hears_of_each_change_once(changes: Path) -> None:
    reader = ChangeReader(changes)
    writer = ChangeWriter(changes)
    assert reader.poll() == []
    writer.tell(change(1))
    writer.tell(change(2))
    assert reader.poll() == [change(1), change(2)]
    assert reader.poll() == []


def test_what_was_told_before_the_reader_came_is_not_told_again(changes: Path) -> None:
    writer = ChangeWriter(changes)
    writer.tell(change(1))
    reader = ChangeReader(changes)
    writer.tell(change(2))
    assert reader.poll() == [change(2)]


WRITER = """
import sys
from pathlib import Path
from RILContourLib.store.change_feed import ChangeWriter
from RILContourLib.store.values import Change
writer = ChangeWriter(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    writer.tell(Change("a", "main", number, "commit"))
"""


def test_changes_of_other_processes_arrive_from_logs_of_their_own(changes: Path) -> None:
    reader = ChangeReader(changes)
    run_python(WRITER, changes, 3)
    run_python(WRITER, changes, 2)
    assert len(list(changes.iterdir())) == 2
    assert sorted(found.number for found in reader.poll()) == [0, 0, 1, 1, 2]


def test_a_line_that_is_still_being_written_waits(changes: Path) -> None:
    reader = ChangeReader(changes)
    writer = ChangeWriter(changes)
    writer.tell(change(1))
    (log,) = changes.iterdir()
    whole = log.read_bytes()
    log.write_bytes(whole[:-5])
    assert reader.poll() == []
    log.write_bytes(whole)
    assert reader.poll() == [change(1)]


@pytest.mark.parametrize("line", [b"{}\n", b"\xff\xfe\n", b"[1]\n", b'{"series":1,"track":"m","number":1,"op":"x"}\n'])
def test_a_damaged_line_is_passed_over(changes: Path, line: bytes) -> None:
    reader = ChangeReader(changes)
    writer = ChangeWriter(changes)
    writer.tell(change(1))
    (log,) = changes.iterdir()
    with log.open("ab") as file:
        file.write(line)
    writer.tell(change(2))
    assert reader.poll() == [change(1), change(2)]


def test_a_folder_that_goes_away_and_comes_back_is_no_news(changes: Path) -> None:
    writer = ChangeWriter(changes)
    writer.tell(change(1))
    reader = ChangeReader(changes)
    changes.chmod(0)
    away = changes.rename(changes.with_name("away"))
    changes.write_text("not a folder")
    assert reader.poll() == []
    changes.unlink()
    away.rename(changes)
    changes.chmod(0o755)
    assert reader.poll() == []


def test_a_removed_log_is_no_news(changes: Path) -> None:
    writer = ChangeWriter(changes)
    writer.tell(change(1))
    reader = ChangeReader(changes)
    next(changes.iterdir()).unlink()
    assert reader.poll() == []


def test_logs_of_ended_processes_go_after_a_day_and_others_stay(changes: Path) -> None:
    run_python(WRITER, changes, 1)
    (ended,) = changes.iterdir()
    writer = ChangeWriter(changes)
    writer.tell(change(1))
    now = ended.stat().st_mtime
    remove_old_logs(changes, now + 1000)
    assert len(list(changes.iterdir())) == 2
    remove_old_logs(changes, now + 100_000)
    assert ended not in list(changes.iterdir()) and len(list(changes.iterdir())) == 1


def test_a_writer_that_cannot_write_holds_nobody_up(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "changes").write_text("not a folder")
    ChangeWriter(tmp_path / "changes").tell(change(1))
    assert "notice a change" in caplog.text


def test_polling_opens_only_logs_that_grew(changes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = ChangeWriter(changes)
    for number in range(5):
        ChangeWriter(changes).tell(change(number))
    writer.tell(change(9))
    reader = ChangeReader(changes)
    opened: list[Path] = []
    real_open = Path.open
    monkeypatch.setattr(Path, "open", lambda path, *more: (opened.append(path), real_open(path, *more))[1])
    writer.tell(change(10))
    assert reader.poll() == [change(10)]
    assert len(opened) == 1
