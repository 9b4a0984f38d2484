"""How long after a stroke its picture is there:  python -m Testing.Workbench.strokes [COUNT]

A series of 512 x 512 x 300 voxels with 35 ROI, in a real browser, drawn by the processor. Timed is from letting go of
the button in the large view until another view shows what was painted.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
from playwright.sync_api import sync_playwright

from RILContourLib.session.project import Project
from Testing.Workbench.browser_window import ARGUMENTS, SIZE, installed_chromium, wait_until_open
from Testing.Workbench.page_steps import wait_for_state
from Testing.Workbench.workbench_process import WorkbenchProcess

SHAPE = (512, 512, 300)
ROIS = 35
NAME = "large.nii"
DIFFERENT = 14  # grey levels; JPEG alone makes fewer
GAVE_UP_MS = 15_000
WATCH = """
([item, threshold, patience]) => {
  const picture = document.querySelectorAll('.layout-grid-item')[item].querySelector('img, canvas');
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 96;
  const pen = canvas.getContext('2d', {willReadFrequently: true});
  const look = () => { pen.drawImage(picture, 0, 0, 96, 96); return pen.getImageData(0, 0, 96, 96).data; };
  const before = look().slice();
  let released = 0;
  addEventListener('pointerup', () => { released = performance.now(); }, {capture: true, once: true});
  window.waited = new Promise((done) => {
    const began = performance.now();
    const again = () => {
      const now = look();
      const changed = now.some((level, at) => Math.abs(level - before[at]) > threshold);
      if (released && changed) done(performance.now() - released);
      else if (performance.now() - began > patience) done(null);
      else requestAnimationFrame(again);
    };
    again();
  });
}
"""

logger = logging.getLogger(__name__)


def make_large_project(folder: Path) -> Path:
    """A smooth image and 35 balls in it, many of which overlap."""
    chance = np.random.default_rng(0)
    coarse = chance.normal(0, 300, (32, 32, 20))
    pixels = np.repeat(np.repeat(np.repeat(coarse, 16, 0), 16, 1), 15, 2).astype(np.int16)
    image = nibabel.Nifti1Image(pixels, np.diag([-0.7, -0.7, 1.0, 1.0]))
    image.header.set_xyzt_units("mm")
    nibabel.save(image, folder / NAME)
    rois = [{"name": f"ROI {number}"} for number in range(1, ROIS + 1)]
    project = Project.create(folder, name="Large", rois=rois, user="ana")
    with project[NAME].edit() as annotation:
        for roi in project.definitions.rois:
            centre, radius = chance.integers((80, 80, 70), (430, 430, 230)), int(chance.integers(25, 70))
            box = tuple(slice(int(at) - radius, int(at) + radius + 1) for at in centre)
            steps = np.ogrid[box]
            inside = sum((step - at) ** 2 for step, at in zip(steps, centre, strict=True)) <= radius**2
            annotation[roi.id].mask[box] = np.asarray(inside)
    return folder


def time_strokes(page: Any, count: int) -> list[float]:
    """Milliseconds of each stroke that changed what the second view shows."""
    x, y, width, height = page.evaluate(
        "() => { const b = document.querySelector('.layout-grid-item').getBoundingClientRect();"
        " return [b.x, b.y, b.width, b.height]; }"
    )
    level, found = y + 28 + (height - 28) / 2, []
    for number in range(count):
        page.keyboard.press("Tab")  # another ROI each time
        start = x + width * (0.2 + 0.6 * (number * 7 % count) / count)
        page.mouse.move(start, level)
        page.wait_for_timeout(500)
        page.mouse.down()
        page.mouse.move(start + 6, level + 2)
        page.mouse.move(start + 12, level)
        page.wait_for_timeout(300)
        page.evaluate(WATCH, [1, DIFFERENT, GAVE_UP_MS])
        page.mouse.up()
        waited = page.evaluate("() => window.waited")
        if waited is not None:
            found.append(waited)
    return found


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        folder = Path(home, "study")
        folder.mkdir()
        workbench = WorkbenchProcess.start(make_large_project(folder), user="ana", home=Path(home))
        browser = playwright.chromium.launch(executable_path=installed_chromium(), args=ARGUMENTS)
        page = browser.new_context(viewport=SIZE).new_page()
        page.goto(workbench.address)
        wait_until_open(page)
        page.locator(f".series-row[title^='{NAME}']").first.click()
        wait_for_state(page, f"s.workspace.series === '{NAME}' && s.views.window && s.slices.ready")
        page.keyboard.press("p")
        page.get_by_role("button", name="Sphere").click()
        wait_for_state(page, "!s.space_note")  # surfaces are there
        page.wait_for_timeout(3000)
        found = time_strokes(page, count)
        workbench.kill()
    logger.info("%d strokes of %d were seen", len(found), count)
    logger.info("median %.0f ms, 95th percentile %.0f ms", *np.percentile(found, (50, 95)))


if __name__ == "__main__":
    main()
