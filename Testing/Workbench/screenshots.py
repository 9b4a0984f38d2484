"""Pictures of every panel, of the real server in a real browser: `python -m Testing.Workbench.screenshots FOLDER`."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from RILContourLib.session.demo import SERIES, make_demo
from RILContourLib.session.project import Project
from Testing.Workbench.browser_window import ARGUMENTS, SIZE, installed_chromium, wait_until_open
from Testing.Workbench.busy_project import FIRST, make_busy_project
from Testing.Workbench.page_steps import at_rest, open_series, press, tab, wait_for_state
from Testing.Workbench.tool_pictures import tool_pictures
from Testing.Workbench.workbench_process import WorkbenchProcess

NARROW = {"width": 900, "height": 700}
Shoot = Callable[[str], None]
# Until the views have pictures, and no other ones came for a while: each is drawn finely once nothing moves.
STILL = """async (still_ms) => {
    const pictures = () => [...document.querySelectorAll(".image-display-area")].map((each) => each.src).join();
    const drawn = () => [...document.querySelectorAll(".image-display-area")].every((each) => each.naturalWidth > 0);
    let seen = pictures();
    let since = performance.now();
    while (performance.now() - since < still_ms || !drawn()) {
        await new Promise(requestAnimationFrame);
        if (pictures() !== seen) [seen, since] = [pictures(), performance.now()];
    }
}"""
STILL_MS = 3000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        home = Path(made)
        with_window(make_demo(home / "demo", user="ana"), home, folder, demo_pictures)
        with_window(Project.open(home / "demo", user="ana"), home, folder, tool_pictures)
        with_window(make_busy_project(home / "busy"), home, folder, busy_pictures)
        with_window(Project.create(home / "empty", name="Nothing yet", user="ana"), home, folder, empty_pictures)
        with_window(Project.open(home / "busy", user="ana"), home, folder, held_pictures)


def with_window(project: Project, home: Path, folder: Path, take: Callable[[Any, Shoot, Project], None]) -> None:
    """Serve a project, open it, and have `take` take its pictures."""
    from playwright.sync_api import sync_playwright

    server = WorkbenchProcess.start(project.folder, user="ana", home=home)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=installed_chromium(), args=ARGUMENTS)
            page = browser.new_page(viewport=SIZE)
            page.goto(server.address)
            wait_until_open(page)
            wait_for_state(page, "!s.browser.busy_with")

            def shoot(name: str) -> None:
                wait_for_state(page, "s.space_note !== 'making'")
                at_rest(page)
                page.evaluate(STILL, STILL_MS)
                page.screenshot(path=folder / f"{name}.png")

            take(page, shoot, project)
            browser.close()
    finally:
        server.stop()


def demo_pictures(page: Any, shoot: Shoot, _project: Project) -> None:
    shoot("welcome")
    open_series(page, SERIES)
    press(page, "5", "p", "Alt+1")
    shoot("demo")
    for name in ("views", "numbers", "history", "dataset"):
        tab(page, name)
        if name == "numbers":
            wait_for_state(page, "s.numbers.rows.length")
        if name == "history":
            page.get_by_role("button", name="What it holds").first.click()
            wait_for_state(page, "s.history.contents && s.history.difference")
        shoot(name)
    tab(page, "questions")
    page.get_by_label("Dark or light").click()
    shoot("demo-light")


def busy_pictures(page: Any, shoot: Shoot, _project: Project) -> None:
    page.get_by_label("More filters").click()
    shoot("filters")
    page.get_by_label("More filters").click()
    page.get_by_label("In folders, or as a list").click()
    page.get_by_label("Wider").click()
    shoot("list")
    page.get_by_label("Wider").click()
    page.get_by_label("In folders, or as a list").click()
    open_series(page, FIRST)
    press(page, "Alt+1")
    shoot("busy")
    press(page, "k")
    shoot("keys")
    page.get_by_label("Dark or light").click()
    shoot("keys-light")
    press(page, "k", "F1")
    shoot("shortcuts")
    press(page, "F1")
    page.get_by_label("Dark or light").click()
    page.get_by_label("Change the template").click()
    page.get_by_label("Name or code of an ROI to add").fill("kidney")
    shoot("template")
    page.get_by_label("Remove").first.click()
    wait_for_state(page, "s.template.question")
    shoot("template-in-use")
    page.get_by_role("button", name="Leave it").click()
    page.get_by_role("button", name="Done").click()
    page.set_viewport_size(NARROW)
    shoot("narrow")
    page.get_by_role("banner").get_by_label("Questions").click()
    shoot("narrow-questions")


def empty_pictures(page: Any, shoot: Shoot, _project: Project) -> None:
    shoot("empty-project")
    tab(page, "rois")
    shoot("empty-template")


def held_pictures(page: Any, shoot: Shoot, project: Project) -> None:
    """Somebody else edits the series meanwhile."""
    with Project.open(project.folder, user="ben")[FIRST].edit():
        open_series(page, FIRST)
        shoot("held-by-another")


if __name__ == "__main__":
    main()
