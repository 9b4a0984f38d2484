"""Two people, each with a server and a window, on one series; servers that are killed; windows that go away."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from RILContourLib.session.project import Project
from Testing.Workbench.browser_window import wait_until_open
from Testing.Workbench.page_steps import answer, at_rest, field, open_series, press, state_of, wait_for_state
from Testing.Workbench.small_study import FIRST, LIVER, QUALITY, SECOND, make_small_study
from Testing.Workbench.workbench_process import WorkbenchProcess

Start = Callable[..., WorkbenchProcess]
Open = Callable[[str], Any]


@pytest.fixture
def a_study(tmp_path: Path) -> Project:
    return make_small_study(tmp_path / "study")


def drag(page: Any, *, dy: int, released: bool = True) -> None:
    """A stroke of the brush from left to right, so many pixels below the middle of the largest view."""
    view = page.locator("[data-region=views] img").first.bounding_box()
    x, y = view["x"] + view["width"] / 2, view["y"] + view["height"] / 2 + dy
    page.mouse.move(x - 40, y)
    page.mouse.down()
    page.mouse.move(x + 40, y, steps=8)
    if released:
        page.mouse.up()


def wait_until(happened: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def test_a_second_person_sees_who_has_a_series_reads_along_changes_nothing_and_then_can(
    a_workbench: Start, a_window: Open, a_study: Project
) -> None:
    ana, ben = a_workbench(a_study.folder, user="ana"), a_workbench(a_study.folder, user="ben")
    anas, bens = a_window(ana.address), a_window(ben.address)
    open_series(anas, FIRST)
    wait_for_state(anas, "s.workspace.mode === 'editing'")
    open_series(bens, FIRST)
    shown = state_of(bens, "workspace")
    assert (shown["mode"], "ana" in shown["held_by"]) == ("busy", True)

    answer(anas, QUALITY, "good")
    press(anas, "Control+s")
    wait_for_state(bens, "s.workspace.version === 1")
    wait_for_state(bens, f"s.browser.lines.some((line) => line.path === '{FIRST}' && line.bold && line.held_by)")
    before = a_study[FIRST].head.number

    assert field(bens, QUALITY).get_by_role("button", name="motion").is_disabled()
    press(bens, "1", "p")
    drag(bens, dy=0)
    press(bens, "f", "Control+z", "Control+s")
    claim_to_be_editing(bens)
    at_rest(bens)
    assert state_of(bens, "workspace")["mode"] == "busy"
    assert a_study[FIRST].head.number == before
    assert a_study[FIRST].text[QUALITY] == "good"

    open_series(anas, SECOND)
    wait_for_state(bens, "s.workspace.mode === 'editing'")
    answer(bens, QUALITY, "motion")
    at_rest(bens)  # a click that has not reached the server yet is nothing that it could save
    assert ben.stop() == 0
    versions = a_study[FIRST].history
    assert [version.user for version in versions] == ["ana", "ben"]
    assert a_study[FIRST].text[QUALITY] == "motion"


def claim_to_be_editing(page: Any) -> None:
    """Claim to the server, past the page, that the series is being edited here."""
    page.evaluate(
        """async () => {
            trame.state.set("workspace", { ...trame.state.get("workspace"), mode: "editing" });
            await trame.state.flush("workspace");
            for (const button of document.querySelectorAll("[data-field] button")) {
                button.disabled = false;
                button.click();
            }
            for (const key of ["F", "L", "Ctrl+S", "Ctrl+Z"]) await trame.trigger("key_pressed", [key]);
        }"""
    )


def test_what_was_saved_is_there_again_after_the_server_was_killed_in_the_middle_of_a_stroke(
    a_workbench: Start, a_window: Open, a_study: Project
) -> None:
    workbench = a_workbench(a_study.folder)
    page = a_window(workbench.address)
    open_series(page, FIRST)
    answer(page, QUALITY, "good")
    press(page, "1", "p")
    drag(page, dy=-60)
    wait_for_state(page, "s.rois.now.voxels > 0 && ['saved', 'safe'].includes(s.workspace.saving.text)")
    painted = state_of(page, "rois")["now"]["voxels"]
    drag(page, dy=60, released=False)
    workbench.kill()
    assert a_study[FIRST].history == []

    again = a_window(a_workbench(a_study.folder).address)
    open_series(again, FIRST)
    wait_for_state(again, "s.workspace.mode === 'editing'")
    wait_for_state(again, f"s.rois.now.voxels === {painted}")
    assert [version.reason for version in a_study[FIRST].history] == ["recovered"]
    assert a_study[FIRST].read().annotation.mask(LIVER).count == painted
    assert a_study[FIRST].text[QUALITY] == "good"


def test_a_closed_window_loses_nothing_and_after_a_while_others_can_have_the_series(
    a_workbench: Start, a_window: Open, a_study: Project
) -> None:
    away_s = 5.0
    workbench = a_workbench(a_study.folder, "--away", str(away_s / 60.0))
    page = a_window(workbench.address)
    open_series(page, FIRST)
    answer(page, QUALITY, "good")
    wait_for_state(page, "s.workspace.can_undo")
    page.close()
    assert a_study[FIRST].head.holder
    wait_until(lambda: a_study[FIRST].head.holder is None)
    assert a_study[FIRST].text[QUALITY] == "good"

    back = a_window(workbench.address)
    wait_for_state(back, f"s.workspace.series === '{FIRST}' && s.workspace.mode === 'editing'")
    back.reload()
    wait_until_open(back)
    assert state_of(back, "workspace")["series"] == FIRST
    assert workbench.stop() == 0
    assert f"{FIRST} was closed" in workbench.said


def test_asked_to_stop_it_saves_what_is_open_and_says_so(a_workbench: Start, a_window: Open, a_study: Project) -> None:
    workbench = a_workbench(a_study.folder)
    page = a_window(workbench.address)
    open_series(page, FIRST)
    answer(page, QUALITY, "motion")
    wait_for_state(page, "s.workspace.can_undo")
    assert (page.recorder.hosts, page.recorder.complaints) == ({workbench.host}, [])
    assert workbench.stop() == 0
    assert "Saving and closing what is open …" in workbench.said
    assert workbench.said.endswith(f"{FIRST} was saved as version 1 and closed. The workbench has ended.\n")
    assert a_study[FIRST].head.holder is None
    assert a_study[FIRST].text[QUALITY] == "motion"
