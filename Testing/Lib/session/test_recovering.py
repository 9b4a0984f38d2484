"""Recovering what sessions left, over many series."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from survival_study import SCAN, keep_to, make_study, open_quickly

from RILContourLib.errors import Cancelled
from RILContourLib.progress import CancelToken
from RILContourLib.session import recovering
from RILContourLib.session.recovering import recover

EDIT_AND_STAY = """
import sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from survival_study import SCAN, open_quickly
session = open_quickly(Path(sys.argv[1]), "eve")[SCAN].edit()
session["liver"].mask[0, 0, 0] = True
print("edited", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def study(tmp_path, monkeypatch):
    keep_to(tmp_path, monkeypatch)
    make_study(tmp_path / "study", (SCAN, "second.nii.gz"))
    return open_quickly(tmp_path / "study")


@pytest.fixture
def eve(study):
    """Another process that has made one edit and has the series open."""
    command = [sys.executable, "-c", EDIT_AND_STAY, str(study.folder), str(Path(__file__).parent)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[3])}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout.readline() == "edited\n"
        yield process
        process.kill()


@pytest.fixture(autouse=True)
def looks_every_moment(monkeypatch):
    monkeypatch.setattr(recovering, "_LOOK_S", 0.05)


def test_a_holder_that_gives_no_sign_of_life_is_found_out_by_watching(study, eve):
    eve.send_signal(signal.SIGSTOP)
    assert recover(study).living[SCAN].user == "eve"
    report = recover(study, wait_s=60)
    assert (report.recovered[SCAN].reason, report.recovered[SCAN].edits, report.edits) == ("no sign of life", 1, 1)
    assert report.living == {} and study[SCAN].annotation.mask("liver").count == 1


def test_a_holder_that_lives_is_left_alone_however_long_it_is_watched(study, eve):
    report = recover(study, wait_s=3)
    assert report.recovered == {} and report.living[SCAN].user == "eve"
    assert eve.poll() is None and study[SCAN].history == []


def test_a_holder_that_ends_while_it_is_watched_is_recovered_then(study, eve):
    seen = []

    def kill_at_the_first_look(done, total, label):
        if label.startswith("Watching") and not seen:
            eve.kill()
            eve.wait()
            seen.append(label)

    report = recover(study, wait_s=60, progress=kill_at_the_first_look)
    assert report.recovered[SCAN].reason == "process gone"


def test_a_series_that_cannot_be_read_stops_no_other(study, eve):
    eve.kill()
    eve.wait()
    with study["second.nii.gz"].edit() as session:
        session["liver"].mask[0, 0, 0] = True
    for entry in (study.folder / "second.nii.gz.ril").rglob("*.json"):
        entry.write_bytes(b"{}")
    report = recover(study)
    assert report.recovered[SCAN].edits == 1


def test_it_can_be_stopped(study, eve):
    token = CancelToken()

    def stop(done, total, label):
        if label.startswith("Watching"):
            token.cancel()

    with pytest.raises(Cancelled):
        recover(study, wait_s=60, progress=stop, cancel=token)
    assert study[SCAN].open_session.edits == 1
