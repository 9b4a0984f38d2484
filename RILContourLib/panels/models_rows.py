"""Libraries, models and versions as rows of the Models panel."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..errors import RILContourError
from ..models.approval import Approvals, code_in
from ..models.version import ModelVersion, sha256_of
from .models_words import description_words, task_words


@dataclass(frozen=True)
class LibraryRow:
    """A folder of models: `project`, `user` or `shared`. problem : why it cannot be read now, as a sentence."""

    kind: str
    title: str
    folder: str
    models: int = 0
    problem: str = ""


@dataclass(frozen=True)
class CodeRow:
    """A file that would run code of its own: what it is, in words, and the sha256 of what would be approved."""

    file: str
    what: tuple[str, ...]
    sha256: str
    approved: bool


@dataclass(frozen=True)
class ModelVersionRow:
    """A version: `label` is name@number; words say what it does; problem : why it cannot be used, as a sentence."""

    label: str
    number: int
    title: str = ""
    published: str = ""
    made_by: str = ""
    notes: str = ""
    task: str = ""
    words: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()
    code: tuple[CodeRow, ...] = ()
    problem: str = ""

    @property
    def approved(self) -> bool:
        """Whether nothing in it waits for this user's approval."""
        return all(each.approved for each in self.code)


@dataclass(frozen=True)
class ModelRow:
    """A model by its newest version. library : the title of where it is; numbers : of all versions, oldest first"""

    name: str
    library: str
    folder: str
    numbers: tuple[int, ...]
    newest: ModelVersionRow


def version_row(version: ModelVersion, approvals: Approvals | None = None) -> ModelVersionRow:
    """What its files say; a version that cannot be read has a problem and nothing else."""
    try:
        model = version.description
        code = _code(version, approvals or Approvals())
        return ModelVersionRow(
            version.label,
            version.number,
            model.title,
            model.published,
            model.made_by,
            model.notes,
            task_words(model),
            description_words(model),
            (*model.rois, *model.fields),
            code,
        )
    except RILContourError as error:
        return ModelVersionRow(version.label, version.number, problem=str(error))


def _code(version: ModelVersion, approvals: Approvals) -> tuple[CodeRow, ...]:
    held = code_in(version)
    missing = approvals.missing_for(version) if held else {}
    return tuple(CodeRow(Path(file).name, what, sha256_of(file), file not in missing) for file, what in held.items())
