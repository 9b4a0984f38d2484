"""What is no file or folder where one should be: nobody waits for it, it is told, and nothing else is lost."""

import os
import shutil

import pytest
from survival_damage import make_full_study, use_in_every_way
from survival_study import keep_to, sidecar_of
from survival_worker import Worker, live_on_little_memory

from RILContourLib.session.verifying import verify

SPARE_BYTES = 512 << 20
FILES = ("main/log/*1.json", "main/log/*.json", "masks/*", "main/live/journal-*", "main/drafts/*", "main/notes/*")
FOLDERS = (".", "masks", "main", "main/log", "main/live", "main/drafts", "main/notes")


def pipe(path):
    os.mkfifo(path)


def folder(path):
    path.mkdir()


def dangling_link(path):
    path.symlink_to("nowhere")


def link_to_itself(path):
    path.symlink_to(path.name)


def endless_device(path):
    path.symlink_to("/dev/zero")


def gigantic_file(path):
    path.touch()
    os.truncate(path, 1 << 40)


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        base = tmp_path_factory.mktemp("planted")
        keep_to(base, patch)
        yield make_full_study(base / "study")


def use_planted(pipe, full, copy, place, plant):
    """The life of a process of little memory: it puts something into a sidecar and uses the series."""
    live_on_little_memory(SPARE_BYTES)
    with full.copied(copy) as study:
        target = sorted(sidecar_of(study).glob(place))[-1] if place != "." else sidecar_of(study)
        shutil.rmtree(target) if target.is_dir() else target.unlink()
        plant(target)
        use_in_every_way(study, full.states)
        pipe.send([str(finding) for finding in verify(study) if finding.severity == "error"])


def told_about(full, copy, place, plant):
    """What `verify` says about such a thing, after a process did with the series all that can be done."""
    with Worker(use_planted, full, copy, place, plant) as process:
        said = process.hear()
        process.join()
    return said


@pytest.mark.parametrize("place", FILES)
@pytest.mark.parametrize("plant", [pipe, folder, dangling_link, endless_device])
def test_what_is_no_file_in_the_place_of_one_is_damage(full, tmp_path, place, plant):
    assert told_about(full, tmp_path / "copy", place, plant)


@pytest.mark.parametrize("place", FILES[1:])
def test_a_gigantic_file_is_damage_and_takes_no_memory(full, tmp_path, place):
    assert told_about(full, tmp_path / "copy", place, gigantic_file)


@pytest.mark.parametrize("place", FOLDERS)
@pytest.mark.parametrize("plant", [pipe, dangling_link, link_to_itself])
def test_what_is_no_folder_in_the_place_of_one_is_told(full, tmp_path, place, plant):
    assert told_about(full, tmp_path / "copy", place, plant)
