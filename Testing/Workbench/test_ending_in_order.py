"""At the end, edits are saved before anything else is waited for, and nobody has to wait who does not want to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("trame_slicer", reason='the workbench comes with pip install "rilcontour[workbench]"')

from RILContourLib.workbench.models import Models
from RILContourLib.workbench.serving.ending import COME_BACK, LeftBehind, begin_end, end
from RILContourLib.workbench.serving.serve import STILL_ENDING
from Testing.Workbench.small_study import FIRST, LIVER, make_small_study
from Testing.Workbench.workbench_process import ROOT, environment

PATIENCE_S = 60
THAT_NEVER_ENDS = """
import sys, time
from RILContourLib.cli.main import main
from RILContourLib.workbench.models import Models
Models.close = lambda models: time.sleep(600)
sys.exit(main(["serve", sys.argv[1], "--no-browser", "--json"]))
"""


def wait_until(condition: Callable[[], object]) -> None:
    latest = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < latest
        time.sleep(0.01)


def test_edits_become_a_version_before_long_work_is_waited_for(tmp_path: Path) -> None:
    project = make_small_study(tmp_path / "study")
    models = Models(project)
    left = LeftBehind(models.workspace)
    models.workspace.open(FIRST)
    wait_until(lambda: models.workspace.opened and models.workspace.opened.session)
    assert models.workspace.opened
    assert models.workspace.opened.session
    models.workspace.opened.session[LIVER].mask[2:9, 2:9, 3] = True
    going_on = threading.Event()
    models.dataset._executor.submit(going_on.wait)
    ending = threading.Thread(target=lambda: end(models, left, begin_end(models.workspace)))
    ending.start()
    try:
        wait_until(lambda: project[FIRST].head.version == 1 and project[FIRST].head.holder is None)
        assert ending.is_alive()
    finally:
        going_on.set()
        ending.join()


@pytest.mark.skipif(os.name != "posix", reason="Windows has other signals")
def test_who_asks_to_end_for_the_second_time_does_not_wait_for_what_is_under_way(tmp_path: Path) -> None:
    make_small_study(tmp_path / "study")
    server = subprocess.Popen(
        [sys.executable, "-c", THAT_NEVER_ENDS, str(tmp_path / "study")],
        env=environment(tmp_path, "ana"),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout
        assert server.stderr
        while server.stdout.readline() != "}\n":
            assert server.poll() is None
        server.send_signal(signal.SIGINT)
        assert server.stderr.readline() == f"rilcontour: {STILL_ENDING}\n"
        server.send_signal(signal.SIGINT)
        assert server.wait(PATIENCE_S) == 130
        assert server.stderr.read().endswith(f"{COME_BACK}\n")
    finally:
        server.kill()
