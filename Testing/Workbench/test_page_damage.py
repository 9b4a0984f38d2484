"""Folders that may only be read, and annotation that is damaged: what the page shows, and how it goes on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from RILContourLib.session.project import Project
from Testing.Workbench.page_steps import open_series, state_of, tab, wait_for_state
from Testing.Workbench.small_study import FIRST, LIVER, SECOND, make_small_study
from Testing.Workbench.workbench_process import AS_ANYBODY, WorkbenchProcess

Start = Callable[..., WorkbenchProcess]
Open = Callable[[str], Any]


@pytest.fixture
def a_study(tmp_path: Path) -> Project:
    """Its first series has two versions, of 75 and 100 voxels."""
    project = make_small_study(tmp_path / "study")
    for slices in (slice(5, 8), slice(8, 9)):
        with project[FIRST].edit() as annotation:
            annotation[LIVER].mask[5:10, 5:10, slices] = True
    return project


def set_writable(folder: Path, writable: bool) -> None:
    for path in (folder, *folder.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(mode | 0o200 if writable else mode & ~0o222)


@pytest.mark.skipif(os.name == "nt" or not shutil.which(AS_ANYBODY[0]), reason="needs rights that stop this user")
def test_a_folder_that_may_only_be_read_is_shown_and_edited_once_it_may_be_written(
    a_study: Project, a_workbench: Start, a_window: Open
) -> None:
    set_writable(a_study.folder, False)
    try:
        page = a_window(a_workbench(a_study.folder, heed_rights=True).address)
        open_series(page, FIRST)
        banner = page.locator("[data-banner]")
        banner.wait_for()
        assert "ask who owns the folder" in banner.inner_text()
        assert "reading only" in page.get_by_role("banner").inner_text()
        wait_for_state(page, "s.rois.now.voxels === 100")
        assert page.get_by_role("button", name="Finish this ROI").is_disabled()
        tab(page, "history")
        wait_for_state(page, "s.history.rows.length === 2")
        assert page.get_by_role("button", name="Bring back").is_disabled()
    finally:
        set_writable(a_study.folder, True)
    banner.get_by_role("button", name="Try again").click()
    wait_for_state(page, "s.workspace.mode === 'editing'")
    banner.wait_for(state="hidden")
    page.get_by_role("button", name="Finish this ROI").click()
    wait_for_state(page, "s.rois.rows[0].status === 'complete'")


def damage(file: Path, how: str) -> None:
    file.chmod(0o644)
    content = bytearray(file.read_bytes())
    if how == "cut off":
        del content[len(content) // 2 :]
    else:
        content[len(content) // 2] ^= 1
    file.write_bytes(content)


def test_damaged_masks_are_told_of_and_the_newest_version_that_is_whole_is_shown(
    a_study: Project, a_workbench: Start, a_window: Open
) -> None:
    sidecar = a_study.images_root / f"{FIRST}.ril"
    damage(max(sidecar.rglob("*.mask"), key=lambda path: path.stat().st_mtime_ns), "a bit turned")
    workbench = a_workbench(a_study.folder)
    page = a_window(workbench.address)
    open_series(page, FIRST)
    banner = page.locator("[data-banner]")
    banner.wait_for()
    assert "is damaged" in banner.inner_text()
    assert "Version 1 is shown, the newest that is whole." in banner.inner_text()
    wait_for_state(page, "s.rois.rows[0].voxels === 75")
    tab(page, "history")
    page.get_by_role("button", name="What it holds").first.click()
    page.locator("[data-message]", has_text="is damaged").wait_for()
    assert "rilcontour" not in banner.inner_text()
    banner.get_by_role("button", name="Go on from version 1").click()
    wait_for_state(page, "s.workspace.mode === 'editing' && s.history.rows.length === 3")
    banner.wait_for(state="hidden")
    open_series(page, SECOND)
    wait_for_state(page, "s.workspace.mode === 'editing'")
    assert state_of(page, "messages")["unseen"] == []
    assert workbench.stop() == 0


def test_a_damaged_log_is_told_of_and_its_last_state_that_is_whole_is_shown(
    a_study: Project, a_workbench: Start, a_window: Open
) -> None:
    damage(max((a_study.images_root / f"{FIRST}.ril").rglob("log/*.json")), "cut off")
    page = a_window(a_workbench(a_study.folder).address)
    open_series(page, FIRST)
    page.locator("[data-banner]").wait_for()
    page.locator("[data-message]", has_text="cannot be read: what is shown is the last good state before it").wait_for()
    wait_for_state(page, "s.rois.rows[0].voxels === 100")
