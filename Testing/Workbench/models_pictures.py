"""Pictures of a network's way into a project: `python -m Testing.Workbench.models_pictures FOLDER`; some minutes."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from RILContourLib.session.demo_copies import copy_name
from RILContourLib.session.project import Project
from Testing.Workbench.page_steps import open_series, press, tab, wait_for_state
from Testing.Workbench.screenshots import Shoot, with_window
from Testing.Workbench.workbench_process import ROOT, environment

SERIES = copy_name(1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        home = Path(made)
        # Trained in another process: TensorFlow and what draws must not meet in one.
        words = [sys.executable, "-m", "RILContourLib.cli", "demo", str(home / "demo"), "--models"]
        subprocess.run(words, cwd=ROOT, env=environment(home, "ana"), check=True, capture_output=True)
        with_window(_prepared(home), home, folder, _take)


def _prepared(home: Path) -> Project:
    """The demonstration as if nobody had drafted the copy yet, and its lung network as a file from somebody."""
    project = Project.open(home / "demo", user="ana")
    shutil.copyfile(project.models["lungs"].version.weights, home / "demo" / "lungs-2026.keras")
    for draft in project[SERIES].drafts:
        draft.reject()
    return project


def _take(page: Any, shoot: Shoot, project: Project) -> None:
    open_series(page, SERIES)
    press(page, "Alt+1")
    tab(page, "models")
    page.locator("[data-add-model]").click()
    page.get_by_label("Network (.keras").fill(str(project.folder / "lungs-2026.keras"))
    page.get_by_label("Network (.keras").blur()
    page.locator("[data-look]").click()
    wait_for_state(page, "s.wizard.open && s.wizard.step")
    page.locator("[data-step=axes]").click()
    _describe_as(page, project)
    shoot("models-wizard")
    page.locator("[data-step=trial]").click()
    page.locator("[data-try]").click()
    wait_for_state(page, "s.wizard.trial.status === 'done'")
    shoot("models-trial")
    page.locator("[data-publish]").click()
    wait_for_state(page, "!s.wizard.open && s.drafts.left")
    tab(page, "drafts")
    shoot("models-drafts")


def _describe_as(page: Any, project: Project) -> None:
    """Answer as the network was trained: see its model.yaml."""
    told = project.models["lungs"].description
    page.wait_for_function("trame.state.get('wizard').current === 'axes'")
    answers: dict[str, str] = {"input.orientation": told.input.orientation, "input.axis": str(told.input.axis)}
    for field, value in answers.items():
        page.locator(f"[data-field='{field}'] select").select_option(value)
    wait_for_state(page, "s.wizard_picture.address")
    page.locator("[data-step=intensity]").click()
    wait_for_state(page, "s.wizard.current === 'intensity'")
    step = told.input.intensity[0]
    page.locator("[data-field='input.intensity.0.step'] select").select_option(step.kind)
    for key, value in step.parameters.items():
        box = page.locator(f"[data-field='input.intensity.0.{key}'] input")
        box.wait_for()
        box.fill(str(value))
        box.blur()
    page.locator("[data-step=classes]").click()
    wait_for_state(page, "s.wizard.current === 'classes'")
    for each in told.output.classes:
        page.locator(f"[data-field='output.classes.{each.index}'] select").select_option(f"roi:{each.roi}")
    page.locator("[data-step=axes]").click()
    wait_for_state(page, "s.wizard.current === 'axes'")


if __name__ == "__main__":
    main()
