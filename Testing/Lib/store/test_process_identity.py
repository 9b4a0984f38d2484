"""Proof that a process ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from store_processes import ROOT

from RILContourLib.store.process_identity import ProcessIdentity, identity_of, is_gone, start_time, this_process

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="uses /proc")


@pytest.fixture
def a_process() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield process
    process.kill()
    process.wait()


def test_this_process_is_not_gone() -> None:
    me = this_process()
    assert me.pid == os.getpid() and me.start and me.boot
    assert not is_gone(me)


def test_a_process_that_runs_or_is_stopped_is_not_gone(a_process: subprocess.Popen[bytes]) -> None:
    identity = identity_of(a_process.pid)
    assert not is_gone(identity)
    a_process.send_signal(signal.SIGSTOP)
    assert not is_gone(identity)


def test_a_killed_process_is_gone(a_process: subprocess.Popen[bytes]) -> None:
    identity = identity_of(a_process.pid)
    a_process.kill()
    a_process.wait()
    assert is_gone(identity)


def test_a_killed_process_whose_parent_has_not_noticed_is_gone(a_process: subprocess.Popen[bytes]) -> None:
    identity = identity_of(a_process.pid)
    a_process.kill()
    os.waitid(os.P_PID, a_process.pid, os.WEXITED | os.WNOWAIT)  # ended, still in the process table
    assert is_gone(identity)


def test_another_process_under_the_same_number_is_not_mistaken_for_it(a_process: subprocess.Popen[bytes]) -> None:
    earlier = replace(identity_of(a_process.pid), start="1")
    assert is_gone(earlier)


@pytest.mark.parametrize(
    "change", [{"host": "elsewhere"}, {"boot": "another"}, {"namespace": "4026531999"}, {"boot": ""}, {"start": ""}]
)
def test_nothing_is_proved_about_another_host_boot_or_namespace(change: dict[str, str]) -> None:
    gone = replace(this_process(), pid=2**22 + 1)
    assert is_gone(gone)
    assert not is_gone(replace(gone, **change))


@linux_only
def test_a_process_that_hides_its_start_is_not_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    earlier = replace(this_process(), pid=1, start="1")
    monkeypatch.setattr("RILContourLib.store.process_identity.start_time", lambda pid: None)
    assert not is_gone(earlier)


@linux_only
def test_a_container_counts_its_processes_apart() -> None:
    code = "from RILContourLib.store.process_identity import this_process; print(this_process().namespace)"
    command = ["unshare", "--pid", "--fork", sys.executable, "-c", code]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    result = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if result.returncode:
        pytest.skip("this machine does not let us make a namespace")
    assert result.stdout.strip() not in ("", this_process().namespace)


@linux_only
def test_a_command_with_brackets_in_its_name_has_a_start_time() -> None:
    code = "import ctypes, sys; ctypes.CDLL(None).prctl(15, b'a) b (c', 0, 0, 0); print(flush=True); sys.stdin.read()"
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdout.readline()
    try:
        assert int(start_time(process.pid)) > int(start_time(1))
    finally:
        process.communicate()


def test_an_identity_goes_through_json() -> None:
    me = this_process()
    assert ProcessIdentity.from_json(me.to_json()) == me


@pytest.mark.parametrize("value", [{}, {"host": "h"}, dict(this_process().to_json(), pid="many")])
def test_what_is_no_identity_is_a_plain_error(value: dict[str, object]) -> None:
    with pytest.raises((KeyError, ValueError)):
        ProcessIdentity.from_json(value)
