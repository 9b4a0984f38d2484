"""One window at a time: reloading, a second window, taking over, a server that is gone."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from RILContourLib.session.project import Project
from Testing.Workbench.browser_window import notice_of, wait_until_open
from Testing.Workbench.cable import Cable
from Testing.Workbench.workbench_process import WorkbenchProcess

Start = Callable[..., WorkbenchProcess]
Open = Callable[[str], Any]


@pytest.fixture
def workbench(a_shared_workbench: WorkbenchProcess) -> WorkbenchProcess:
    return a_shared_workbench


@pytest.fixture
def a_project(tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    folder.mkdir()
    Project.create(folder, name="Study", rois=[{"name": "Liver"}])
    return folder


def test_a_reloaded_window_goes_on_without_a_question(workbench: WorkbenchProcess, a_window: Open) -> None:
    page = a_window(workbench.address)
    page.reload()
    wait_until_open(page)


def test_the_secret_leaves_the_address_as_soon_as_it_was_read(workbench: WorkbenchProcess, a_window: Open) -> None:
    page = a_window(workbench.address)
    assert page.url == f"{workbench.origin}/"
    assert not [url for url in page.recorder.requests if workbench.token in url]


def test_a_second_window_is_told_may_take_over_and_the_first_is_told_then(
    workbench: WorkbenchProcess, a_window: Open, new_page: Callable[[], Any]
) -> None:
    first, second = a_window(workbench.address), new_page()
    second.goto(workbench.address)
    assert "one window at a time" in notice_of(second, "elsewhere")
    second.get_by_role("button", name="Use it here").click()
    wait_until_open(second)
    assert "used in another window now" in notice_of(first, "taken")
    first.get_by_role("button", name="Use it here").click()
    wait_until_open(first)
    notice_of(second, "taken")


def test_a_window_that_was_closed_leaves_the_workbench_free(workbench: WorkbenchProcess, a_window: Open) -> None:
    a_window(workbench.address).close()
    a_window(workbench.address)


def test_without_the_secret_a_window_says_what_to_open(workbench: WorkbenchProcess, a_page: Any) -> None:
    a_page.goto(f"{workbench.origin}/")
    assert "rilcontour serve printed" in notice_of(a_page, "unknown")
    assert a_page.locator(".v-application").count() == 0


@pytest.mark.skipif(os.name != "posix", reason="the browser's stand-in is a shell script")
def test_a_browser_that_it_opens_is_given_a_code_that_is_good_once_and_not_the_secret(
    a_workbench: Start, a_window: Open, new_page: Callable[[], Any], a_project: Path, tmp_path: Path
) -> None:
    heard, browser = tmp_path / "heard", tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > "{heard}.new" && mv "{heard}.new" "{heard}"\n', encoding="utf-8")
    browser.chmod(0o700)
    workbench = a_workbench(a_project, browser=f"{browser} %s")
    end = time.monotonic() + 30.0
    while not heard.exists() and time.monotonic() < end:
        time.sleep(0.05)
    address = heard.read_text(encoding="utf-8")
    assert address.startswith(f"{workbench.origin}/#code=")
    assert workbench.token not in address
    page = a_window(address)
    page.reload()
    wait_until_open(page)
    second = new_page()
    second.goto(address)
    notice_of(second, "unknown")


def test_a_lost_connection_is_said_and_a_server_started_anew_has_another_secret(
    a_workbench: Start, a_window: Open, a_project: Path
) -> None:
    workbench = a_workbench(a_project)
    page = a_window(workbench.address)
    workbench.kill()
    assert "safe in the project" in notice_of(page, "lost")
    again = a_workbench(a_project, "--port", str(workbench.port))
    assert again.token != workbench.token
    assert "address of its own" in notice_of(page, "unknown")


def test_a_connection_that_comes_back_is_gone_on_with_by_itself(workbench: WorkbenchProcess, a_window: Open) -> None:
    cable = Cable(workbench.port)
    page = a_window(f"http://127.0.0.1:{cable.port}/#token={workbench.token}")
    cable.cut()
    assert "goes on by itself" in notice_of(page, "lost")
    page.evaluate("document.title = 'not yet reloaded'")
    cable.mend()
    page.wait_for_function("document.title !== 'not yet reloaded'")
    wait_until_open(page)
    cable.close()
