"""Editing the template: what the project asks to be annotated, for everybody and every series."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from ..errors import UsageError
from ..files import full_path
from ..project.definitions import Definitions
from ..project.revise import with_roi, with_roi_order, without_roi
from ..project.roi import ROI, ROIKind
from ..project.template import rois_from_mappings, rois_from_terms
from ..project.term_index import TermIndex
from ..project.term_lists import TermList, term_index
from ..project.terms import Term
from ..session.redefining import DefinitionsInUse
from ..session.templates import Template, mask_files, template_beyond, template_of_masks, template_of_source
from .observing import Panel
from .translation import _, plural
from .workspace import Workspace

_REMARKS_SAID = 3
Revision = Callable[[Definitions], Definitions]


@dataclass(frozen=True)
class InUse:
    """One thing that the change would take from annotations: a sentence, and the series that have it."""

    text: str
    series: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A change that waits for `confirm` or `decline`, because annotations have what it takes away."""

    change: str
    uses: tuple[InUse, ...]


@dataclass(frozen=True)
class TermRow:
    """A term that fits what was typed; `name` is what `add_term` wants."""

    name: str
    synonyms: tuple[str, ...]
    group: str
    radlex: str | None
    snomed: str | None


class TemplateEditor(Panel):
    """Each command is one change of the project file, which keeps its comments; the old version stays in the project.

    `question` is what is to be confirmed before anything happens, if annotations have what would go; `busy_with` says
    what is being read.
    """

    def __init__(self, workspace: Workspace, *user_lists: TermList) -> None:
        super().__init__()
        self._workspace = workspace
        self._user_lists = user_lists
        self._waiting: Definitions | None = None
        self.question: Question | None = None
        self.busy_with = ""

    # Changes

    def add(self, name: str, kind: ROIKind = "area") -> None:
        """Add an ROI at the end; its id, value and colour are chosen."""
        self._change(
            lambda held: _added(held, rois_from_mappings([{"name": name, "kind": kind}], held.rois)),
            _("Add {name}").format(name=name),
        )

    def add_term(self, name: str, kind: ROIKind | None = None) -> None:
        """Add the term of that name, with its codes, and its colour and value if they are free.

        kind : another than the term itself says
        """

        def added(held: Definitions) -> Definitions:
            term = self._term(name)
            rois = rois_from_terms([replace(term, kind=kind or term.kind)], held.rois)
            return _added(held, [roi if roi.kind == "area" else replace(roi, value=0) for roi in rois])

        self._change(added, _("Add {name}").format(name=name))

    def add_from(self, source: str | Path, *, masks: bool = False) -> None:
        """Add what the project lacks of a list (CSV) or another project; or of a file or folder of `masks`.

        What is there already stays as it is. Masks may be many: `busy_with` says that they are read.
        """
        path = full_path(source)

        def work() -> None:
            with self._workspace.messages.refusals():
                try:
                    self._say(_("Reading {name}").format(name=path.name))
                    read = (
                        (lambda: template_of_masks(mask_files(path))) if masks else (lambda: template_of_source(path))
                    )
                    self._add_template(read(), path.name)
                finally:
                    self._say("")

        self._workspace.executor.submit(work)

    def _add_template(self, found: Template, source: str) -> None:
        held = self._workspace.project.definitions
        new = template_beyond(held.rois, found)
        if new.rois:
            self._workspace.redefine(_added(held, new.rois), _("Add ROI from {name}").format(name=source))
            one, several = _("One ROI was added from {name}."), _("{count} ROI were added from {name}.")
        else:
            one = several = _("{name} has no ROI that the project lacks.")
        said = plural(len(new.rois), one, several).format(count=len(new.rois), name=source)
        self._workspace.messages.say(
            " ".join((said, *(f"{remark.rstrip('.')}." for remark in new.remarks[:_REMARKS_SAID]))),
            "warning" if new.remarks else "info",
        )

    def rename(self, roi: str, name: str) -> None:
        """Give an ROI another name; its id stays, and so does what was annotated."""
        self._change(
            lambda held: with_roi(held, replace(held.roi(roi), name=name)),
            _("Rename {roi}").format(roi=self._name_of(roi)),
        )

    def recolour(self, roi: str, color: str) -> None:
        """Give an ROI another colour, `#RRGGBB`."""
        self._change(
            lambda held: with_roi(held, replace(held.roi(roi), color=color)),
            _("Recolour {roi}").format(roi=self._name_of(roi)),
        )

    def set_value(self, roi: str, value: int) -> None:
        """Give an ROI another number in exported masks."""
        self._change(
            lambda held: with_roi(held, replace(held.roi(roi), value=value)),
            _("Renumber {roi}").format(roi=self._name_of(roi)),
        )

    def set_term(self, roi: str, name: str) -> None:
        """Give an ROI the codes of a term; its name stays."""

        def coded(held: Definitions) -> Definitions:
            term = self._term(name)
            return with_roi(held, replace(held.roi(roi), radlex=term.radlex, codes=term.codes))

        self._change(coded, _("Set the term of {roi}").format(roi=self._name_of(roi)))

    def move(self, roi: str, to: int) -> None:
        """Put an ROI at another place of the template, counted from 0."""

        def moved(held: Definitions) -> Definitions:
            order = [each.id for each in held.rois if each is not held.roi(roi)]
            order.insert(to, roi)
            return with_roi_order(held, order)

        self._change(moved, _("Move {roi}").format(roi=self._name_of(roi)))

    def remove(self, roi: str) -> None:
        """Take an ROI out of the template; earlier versions keep what was annotated."""
        self._change(lambda held: without_roi(held, roi), _("Remove {roi}").format(roi=self._name_of(roi)))

    def set_one_roi_per_voxel(self, only_one: bool) -> None:
        """Whether a voxel may belong to one ROI only."""
        self._change(lambda held: replace(held, one_roi_per_voxel=only_one), _("One ROI per voxel"))

    # In use

    def confirm(self) -> None:
        """Make the change that `question` is about, whatever it takes away."""
        waiting, question = self._waiting, self.question
        self.decline()
        if waiting and question:
            self._workspace.executor.submit(lambda: self._redefine(waiting, question.change, even_if_used=True))

    def decline(self) -> None:
        """Leave the project as it is."""
        self._waiting = self.question = None
        self.changed.tell()

    # Terms

    def search_terms(self, text: str, limit: int = 12) -> tuple[TermRow, ...]:
        """Terms whose names, synonyms or codes fit what was typed, the best first."""
        found = self._terms.search(text, limit)
        return tuple(TermRow(term.name, term.synonyms, term.group, term.radlex, term.snomed) for term in found)

    @cached_property
    def _terms(self) -> TermIndex:
        return term_index(*self._user_lists)

    def _term(self, name: str) -> Term:
        found = next((term for term in self._terms.search(name, 1) if term.name == name), None)
        if found is None:
            message = _("There is no term {name!r}; search for it first.").format(name=name)
            raise UsageError(message)
        return found

    def _name_of(self, roi: str) -> str:
        return next((each.name for each in self._workspace.project.definitions.rois if each.id == roi), roi)

    def _change(self, revised: Revision, words: str) -> None:
        """Work the new definitions out from those of now, when its turn comes."""

        def work() -> None:
            with self._workspace.messages.refusals():
                self._redefine(revised(self._workspace.project.definitions), words)

        self._workspace.executor.submit(work)

    def _say(self, words: str) -> None:
        self.busy_with = words
        self.changed.tell()

    def _redefine(self, new: Definitions, words: str, *, even_if_used: bool = False) -> None:
        with self._workspace.messages.refusals():
            try:
                self._workspace.redefine(new, words, even_if_used=even_if_used)
            except DefinitionsInUse as error:
                uses = tuple(InUse(str(use), use.series) for use in error.uses)
                self._waiting, self.question = new, Question(words, uses)
        self.changed.tell()


def _added(held: Definitions, rois: Sequence[ROI]) -> Definitions:
    for roi in rois:
        held = with_roi(held, roi)
    return held
