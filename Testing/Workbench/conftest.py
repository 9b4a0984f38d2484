"""A real server process and a real browser; where one is missing, tests that need it are skipped with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from RILContourLib.session.project import Project
from Testing.Workbench.browser_window import ARGUMENTS, Recorder, installed_chromium, new_context, wait_until_open
from Testing.Workbench.workbench_process import WorkbenchProcess

StartWorkbench = Callable[..., WorkbenchProcess]
OpenWindow = Callable[[str], Any]
FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember of each test whether it failed, for the fixtures that then keep pictures."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture(scope="module")
def a_shared_workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkbenchProcess]:
    """The server of an empty study, one for all tests of a module: none of them may change it for the others."""
    _skip_without_packages()
    folder = tmp_path_factory.mktemp("shared")
    Project.create(folder / "study", name="Study", rois=[{"name": "Liver"}])
    started = WorkbenchProcess.start(folder / "study", "--debug", user="ana", home=folder)
    yield started
    assert started.process.poll() is None, started.said
    assert started.token not in started.said
    started.kill()


@pytest.fixture(scope="module")
def workbench(project: Project) -> Iterator[WorkbenchProcess]:
    """The server of a module's own `project`, one for all of its tests."""
    _skip_without_packages()
    started = WorkbenchProcess.start(project.folder, user="ana", home=project.folder.parent)
    yield started
    started.kill()


@pytest.fixture
def a_workbench(tmp_path: Path) -> Iterator[StartWorkbench]:
    """Starts `rilcontour serve`, ended with the test: `a_workbench(folder, "--port", "8710", user="ana")`."""
    _skip_without_packages()
    started: list[WorkbenchProcess] = []

    def start(
        project: Path, *words: str, user: str = "ana", browser: str = "", heed_rights: bool = False
    ) -> WorkbenchProcess:
        home = tmp_path / f"home-{user}"
        more: dict[str, Any] = {"browser": browser, "heed_rights": heed_rights}
        started.append(WorkbenchProcess.start(project, *words, user=user, home=home, **more))
        return started[-1]

    yield start
    for each in started:
        each.kill()


@pytest.fixture(scope="session")
def a_browser() -> Iterator[Any]:
    """Chromium without a screen, the same for all tests."""
    chromium = installed_chromium()
    if chromium is None:
        pytest.skip("no Chromium is installed: apt-get install chromium")
    if find_spec("playwright") is None:
        pytest.skip("playwright, which drives the browser, is not installed: python -m pip install playwright")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(a_browser: Any, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Any]]:
    """Makes empty windows of one browser, each with a `recorder`; if the test fails, pictures of them are kept."""
    context = new_context(a_browser)
    pages: list[Any] = []

    def make() -> Any:
        page = context.new_page()
        page.recorder = Recorder()
        page.recorder.watch(page)
        pages.append(page)
        return page

    yield make
    if request.node.stash.get(FAILED, False):
        for number, page in enumerate(pages, start=1):
            kept = page.recorder.keep(page, tmp_path, f"window-{number}")
            request.node.add_report_section("teardown", f"window {number}", kept)
    context.close()


@pytest.fixture
def a_page(new_page: Callable[[], Any]) -> Any:
    """An empty window of the browser: playwright's Page."""
    return new_page()


@pytest.fixture
def a_window(new_page: Callable[[], Any]) -> OpenWindow:
    """Opens windows on the workbench and waits until it is drawn: `a_window(workbench.address)`."""

    def open_window(address: str) -> Any:
        page = new_page()
        page.goto(address)
        wait_until_open(page)
        return page

    return open_window


def _skip_without_packages() -> None:
    if find_spec("trame_slicer") is None:
        pytest.skip('trame-slicer is not installed: python -m pip install "rilcontour[workbench]"')
