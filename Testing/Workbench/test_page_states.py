"""What stands in the way is said on the page, where it is, without pop-ups."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from RILContourLib.session.project import Project
from Testing.Workbench.page_steps import PATIENCE_MS, open_series, press, tab, wait_for_state
from Testing.Workbench.workbench_process import WorkbenchProcess

Start = Callable[..., WorkbenchProcess]
Open = Callable[[str], Any]
HELD, BROKEN = "p1/held.nii.gz", "p1/broken.nii.gz"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    import nibabel as nib

    folder = tmp_path / "study"
    (folder / "p1").mkdir(parents=True)
    pixels = np.random.default_rng(0).integers(0, 1000, (40, 36, 10), np.int16)
    nib.save(nib.Nifti1Image(pixels, np.diag([2.0, 2.0, 4.0, 1.0])), folder / HELD)
    (folder / BROKEN).write_bytes((folder / HELD).read_bytes()[:2000])
    return Project.create(
        folder, name="A study with a rather long name that nobody has room for", rois=[{"name": "Liver"}]
    )


def test_what_stands_in_the_way_is_said_where_it_is(project: Project, a_workbench: Start, a_window: Open) -> None:
    page = a_window(a_workbench(project.folder).address)
    saving = page.locator("[data-saving]")
    with Project.open(project.folder, user="ben")[HELD].edit() as theirs:
        open_series(page, HELD)
        banner = page.locator("[data-banner]")
        banner.wait_for()
        assert "ben" in banner.inner_text()
        assert "reading only" in page.get_by_role("banner").inner_text()
        assert page.get_by_role("button", name="Finish this ROI").is_disabled()
        theirs["liver"].mask[5:9, 5:9, 5] = True
        theirs.save()
        wait_for_state(page, "s.workspace.version === 1 && s.slices.rows.length === 1")
    banner.wait_for(state="hidden", timeout=PATIENCE_MS)
    saving.wait_for()
    press(page, "f")
    wait_for_state(page, "s.rois.rows[0].status === 'complete'")
    assert saving.inner_text().strip() in ("saved", "safe")

    tab(page, "series")
    page.locator(f".series-row[title^='{BROKEN}']").click()
    message = page.locator("[data-message]")
    page.locator("[data-message]", has_text="broken.nii.gz").wait_for()
    assert page.get_by_role("dialog").count() == 0
    message.click()
    assert "can be edited now" in page.get_by_role("region", name="Messages").inner_text()
