"""Giving a name to one of several."""

from __future__ import annotations

import errno
import multiprocessing
import os
from pathlib import Path

import pytest

from RILContourLib.files import write_new_file
from RILContourLib.store import publishing
from RILContourLib.store.publishing import Way, publish_file, temporary_path
from RILContourLib.store.rename_exclusively import rename_exclusively

WITHOUT = [(), ("link",), ("link", "rename")]


def take_away(names: tuple[str, ...]) -> None:
    """Make this process believe that its file system lacks some calls."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))

    if "link" in names:
        os.link = refuse
    if "rename" in names:
        publishing.rename_exclusively = refuse


def race(folder: Path, own: int, rounds: int, without: tuple[str, ...], start: object, won: object) -> None:
    take_away(without)
    start.wait()
    for number in range(rounds):
        content = f"{own} {number}".encode() * 100
        temporary = temporary_path(folder)
        write_new_file(temporary, content)
        try:
            publish_file(temporary, folder / str(number), content)
        except FileExistsError:
            continue
        finally:
            temporary.unlink(missing_ok=True)
        won.put((number, own))


@pytest.mark.parametrize("without", WITHOUT, ids=["links", "renaming", "creation"])
def test_of_several_processes_that_want_a_name_exactly_one_gets_it(tmp_path: Path, without: tuple[str, ...]) -> None:
    spawn = multiprocessing.get_context("fork")
    start, won = spawn.Barrier(6), spawn.SimpleQueue()
    racers = [spawn.Process(target=race, args=(tmp_path, own, 40, without, start, won)) for own in range(6)]
    for racer in racers:
        racer.start()
    winners: dict[int, int] = {}
    for _ in range(40):
        number, own = won.get()
        assert number not in winners
        winners[number] = own
    for racer in racers:
        racer.join()
    assert won.empty()
    for number, own in winners.items():
        assert (tmp_path / str(number)).read_bytes() == f"{own} {number}".encode() * 100


@pytest.fixture
def a_finished_file(tmp_path: Path) -> Path:
    path = temporary_path(tmp_path)
    write_new_file(path, b"content")
    return path


@pytest.mark.parametrize(
    ("missing", "way"), [((), Way.LINK), (("link",), Way.RENAME), (("link", "rename"), Way.CREATE)]
)
def test_the_best_way_that_the_file_system_has_is_taken(
    a_finished_file: Path, monkeypatch: pytest.MonkeyPatch, missing: tuple[str, ...], way: Way
) -> None:
    if "link" in missing:
        monkeypatch.setattr(os, "link", _raise(errno.EPERM))
    if "rename" in missing:
        monkeypatch.setattr(publishing, "rename_exclusively", _raise(errno.EINVAL))
    target = a_finished_file.parent / "name"
    assert publish_file(a_finished_file, target, b"content") is way
    assert target.read_bytes() == b"content"


def test_a_link_whose_answer_was_lost_counts(a_finished_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real_link = os.link

    def lose_the_answer(source: Path, target: Path) -> None:
        real_link(source, target)
        real_link(source, target)  # the repeated request finds the name taken, by ourselves

    monkeypatch.setattr(os, "link", lose_the_answer)
    assert publish_file(a_finished_file, a_finished_file.parent / "name", b"content") is Way.LINK


def test_a_link_that_failed_is_not_taken_for_done(a_finished_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", _raise(errno.EIO))
    with pytest.raises(OSError, match="[Ii]nput/output"):
        publish_file(a_finished_file, a_finished_file.parent / "name", b"content")


def test_a_file_that_cannot_be_written_whole_does_not_stay(
    a_finished_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", _raise(errno.EPERM))
    monkeypatch.setattr(publishing, "rename_exclusively", _raise(errno.ENOSYS))

    def write_half(descriptor: int, content: bytes) -> None:
        os.write(descriptor, content[:3])
        os.close(descriptor)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(publishing, "fill_file", write_half)
    target = a_finished_file.parent / "name"
    with pytest.raises(OSError, match="space"):
        publish_file(a_finished_file, target, b"content")
    assert not target.exists()


def test_renaming_never_replaces(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    (tmp_path / "b").write_bytes(b"b")
    with pytest.raises(FileExistsError):
        rename_exclusively(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b"b"
    rename_exclusively(tmp_path / "a", tmp_path / "c")
    assert (tmp_path / "c").read_bytes() == b"a"


def _raise(number: int) -> object:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    return refuse
