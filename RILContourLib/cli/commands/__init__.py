"""The commands: this table, and a module each with `add_arguments`, `run` and, for more help, `DETAILS`.

A module is loaded when its command is used, so that none waits for what only others need.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from ..command import Command

# What the commands that share a first word are about.
GROUPS: dict[str, str] = {
    "project": "make a project, check it, see what it has come to",
    "series": "list the series of a project, show one, recover what crashed sessions left",
    "import": "bring annotations in",
    "export": "take annotations out",
    "model": "put models into the project's library, send them, look at them",
    "draft": "look at what models drafted, accept or reject it",
    "workflow": "hand series on: pools, owners, approval",
}


def _command(words: str, summary: str, module: str = "") -> Command:
    """The command of these words, from the module that is called like them unless another is named."""

    def loaded() -> ModuleType:
        return import_module(f"{__name__}.{module or words.replace(' ', '_')}")

    return Command(
        tuple(words.split()),
        summary,
        run=lambda arguments, context: loaded().run(arguments, context),
        add_arguments=lambda parser: loaded().add_arguments(parser),
        details=lambda: getattr(loaded(), "DETAILS", ""),
    )


COMMANDS: tuple[Command, ...] = (
    _command("demo", "make a demonstration project from a real chest CT"),
    _command("serve", "open the workbench of a project in the browser"),
    _command("project create", "make a project file for a folder of images"),
    _command("project status", "count the series by status, subset and owner, and show the ROI"),
    _command("project check", "list everything wrong with the project file, its tables and the names of images"),
    _command("series list", "list series with their status, owner, answers"),
    _command("series show", "show one series: image, ROI, answers, points, versions"),
    _command("series recover", "make versions of the edits of sessions that ended without being closed"),
    _command("history", "list the versions of a series"),
    _command("restore", "bring an earlier version back, as a new one"),
    _command("verify", "check that logs, masks, journals and images are as they were written"),
    _command("reattach", "bring annotations back to images that were moved, renamed or replaced"),
    _command("import masks", "import masks into series, each as a version"),
    _command("import json", "import whole annotations from JSON, each as a version"),
    _command("export masks", "export masks as NIfTI files on the images' own grids"),
    _command("export tables", "export answers, points, presence by slice and statistics"),
    _command("export json", "export whole annotations as JSON: masks, points, answers, status, makers"),
    _command("model add", "publish a network with its model.yaml, which is proposed from the network itself"),
    _command("model list", "list the models that a project can use, or the versions of one"),
    _command("model check", "check a model's files, its description, and whether it fits the project"),
    _command("model approve", "say yes to the code in a model's files, for yourself on this computer"),
    _command("model export", "write a version of a model as a zip file"),
    _command("model import", "publish what a zip file from model export holds"),
    _command("predict", "let a model draft series; people accept or reject what it says"),
    _command("train", "train a network from the annotation, publish it as a version of a model"),
    _command("explain", "show why a model says what it says of a series, as a map on the image"),
    _command("metrics", "measure drafts, versions and tracks against each other: Dice, distances, volumes"),
    _command("draft list", "list the drafts that wait, and what is undecided of each"),
    _command("draft accept", "make what a model drafted the annotation, whole or in part", "draft_decide"),
    _command("draft reject", "take a draft, or a part of it, from the list", "draft_decide"),
    _command("workflow status", "show what is yours, what waits in which pool, who has the rest"),
    _command("workflow acquire", "take series that wait in one of your pools, so that they are yours to edit"),
    _command("workflow return", "give series back to a pool"),
    _command("workflow assign", "give series to a person, or to a pool"),
    _command(
        "workflow approve", "approve the newest version: the series is finished until reopened", "workflow_review"
    ),
    _command("workflow reject", "send the newest version back, saying why", "workflow_review"),
    _command("workflow reopen", "take an approval or rejection back", "workflow_review"),
    _command("terms", "look up anatomy and findings with their RadLex ids and SNOMED CT codes"),
    _command("doctor", "say what is installed, what is missing, and what a folder's file system guarantees"),
)
