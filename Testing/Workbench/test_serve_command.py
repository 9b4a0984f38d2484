"""`rilcontour serve` as a person meets it: what it says when something is missing, and how it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from RILContourLib.session.project import Project
from Testing.Workbench.workbench_process import COMMAND, WorkbenchProcess, environment

Start = Callable[..., WorkbenchProcess]


@pytest.fixture
def a_project(tmp_path: Path) -> Path:
    Project.create(tmp_path / "study", name="Study", rois=[{"name": "Liver"}])
    return tmp_path / "study"


def refused(*words: str | Path, home: Path, **variables: str) -> tuple[int, str]:
    """Exit code and what was said, of a start that comes to nothing."""
    surroundings = environment(home, "ana") | variables
    command = [*COMMAND, *map(str, words)]
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    return done.returncode, lines[0]


def test_where_there_is_no_project_it_says_how_to_make_one(tmp_path: Path) -> None:
    code, sentence = refused(tmp_path, home=tmp_path)
    assert code == 1
    assert "project create" in sentence


def test_a_port_in_use_is_a_sentence(a_project: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, sentence = refused(a_project, "--port", str(port), home=tmp_path)
    assert (code, f"Port {port} is used by another program" in sentence) == (2, True)


@pytest.mark.parametrize("words", [("--port", "70000"), ("--port", "x"), ("--away", "0"), ("--away", "nan")])
def test_arguments_out_of_range_are_usage_errors(a_project: Path, tmp_path: Path, words: tuple[str, str]) -> None:
    done = subprocess.run(
        [*COMMAND, str(a_project), *words],
        env=environment(tmp_path, "ana"),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 2
    assert "is not a" in done.stderr


def test_without_the_packages_it_names_the_extra(a_project: Path, tmp_path: Path) -> None:
    program = (
        "import importlib.util, sys\n"
        "real = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *more: None if name == 'trame_slicer' else real(name, *more)\n"
        "from RILContourLib.cli.main import main\n"
        f"sys.exit(main(['serve', {str(a_project)!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(tmp_path, "ana"),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert 'python -m pip install "rilcontour[workbench]"' in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="the variables are those of Mesa on Linux")
def test_without_opengl_it_names_what_to_install(a_workbench: Start, a_project: Path, tmp_path: Path) -> None:
    nothing_found = {"__EGL_VENDOR_LIBRARY_DIRS": "/nowhere", "LIBGL_DRIVERS_PATH": "/nowhere"}
    code, sentence = refused(a_project, home=tmp_path, **nothing_found)
    assert code == 1
    assert "apt-get install" in sentence
    assert "libgl1-mesa-dri" in sentence


@pytest.mark.skipif(os.name != "posix", reason="Windows has other signals")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_ctrl_c_a_service_manager_and_a_closed_terminal_all_ask_to_stop(name: str) -> None:
    program = (
        "import asyncio, os, signal\n"
        "from RILContourLib.workbench.serving.stopping import asked_to_stop\n"
        "async def main():\n"
        "    with asked_to_stop() as asked:\n"
        f"        os.kill(os.getpid(), signal.{name})\n"
        "        await asyncio.wait_for(asked.wait(), 60)\n"
        "    print('stopped', signal.getsignal(signal.SIGTERM))\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=120)
    assert done.stdout == f"stopped {signal.SIG_DFL}\n", done.stderr


def test_it_ends_when_asked_to_and_prints_nothing_but_that(a_workbench: Start, a_project: Path) -> None:
    workbench = a_workbench(a_project)
    assert workbench.stop(signal.SIGTERM) == 0
    from RILContourLib.workbench.serving.serve import STILL_ENDING

    said = workbench.said.replace(f"rilcontour: {STILL_ENDING}\n", "")  # on a busy computer
    assert said == "rilcontour: The workbench has ended; nothing was open for editing.\n"


def test_for_other_computers_it_listens_only_when_told_and_warns(a_workbench: Start, a_project: Path) -> None:
    workbench = a_workbench(a_project, "--host", "0.0.0.0")
    assert "not encrypted" in workbench.said
    with socket.create_connection(("127.0.0.1", workbench.port)):
        assert workbench.stop() == 0
