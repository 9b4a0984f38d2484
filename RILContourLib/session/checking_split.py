"""What could let a series of the test subset into training: its image under another name, groups spelt in two ways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..errors import CorruptStore
from ..progress import Progress, no_progress
from ..project.characters import composed
from ..project.findings import Severity, quoted
from .held_out import HeldOut

if TYPE_CHECKING:
    from .project import Project


def test_images_elsewhere(project: Project, progress: Progress = no_progress) -> Iterator[str]:
    """A sentence for each series that has a test series' image and is not for testing; images may be read for that."""
    held_out = HeldOut(project)
    try:
        held_out.require_readable()
    except CorruptStore as error:
        yield str(error)
        return
    for number, name in enumerate(project.names):
        progress(number, len(project), name)
        twin = None if project.subset_of(name) == "test" else held_out.twin_of(name)
        if twin:
            yield str(twin)


def groups_alike(project: Project) -> Iterator[tuple[Severity, str]]:
    """Groups of series that differ in capitals and spaces only: maybe one patient, whom the split could tear apart."""
    column = project.definitions.split.group
    alike: dict[str, dict[str, set[str]]] = {}
    for name in project.names if column else ():
        value = composed(project.metadata.of(name).get(column or "", "").strip())
        if value:
            subsets = alike.setdefault("".join(value.split()).casefold(), {}).setdefault(value, set())
            subsets.add(project.subset_of(name))
    for groups in alike.values():
        if len(groups) > 1:
            torn = len(set().union(*groups.values())) > 1
            where = " and are in different subsets" if torn else ""
            shown = ", ".join(map(quoted, groups))
            message = f"split: group: {shown} differ in capitals or spaces only{where}: is that one {column}?"
            yield "warning" if torn else "hint", message
