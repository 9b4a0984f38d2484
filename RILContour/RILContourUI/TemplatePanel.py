"""Editing the project's ROI: for everybody, and for all series."""

from __future__ import annotations

import qt
from slicer.i18n import tr as _

from RILContourLib.panels.template_editor import Question, TermRow
from RILContourLib.project.roi import ROI

from .Models import Models
from .Panel import Panel, enableUnless, setTextOrHide
from .Turns import Turns


class TemplatePanel(Panel):
    """What would take something from annotations is asked about below, with the series concerned."""

    uiName = "Template"

    def __init__(self, turns: Turns, models: Models) -> None:
        self.template = models.template
        self._models = models
        self._terms: tuple[TermRow, ...] = ()
        self._shown: ROI | None = None
        super().__init__(turns, models.template, models.rois)

    def connect(self) -> None:
        ui, template = self.ui, self.template
        ui.searchEdit.textChanged.connect(self._search)
        ui.searchEdit.returnPressed.connect(lambda: self._add())
        ui.addButton.clicked.connect(lambda: self._add())
        ui.termList.itemActivated.connect(lambda item: self._addTerm(ui.termList.row(item)))
        for renamed in (ui.renameButton.clicked, ui.nameEdit.returnPressed):
            renamed.connect(lambda: self._change(template.rename, ui.nameEdit.property("text").strip()))
        ui.valueButton.clicked.connect(lambda: self._change(template.set_value, ui.valueBox.property("value")))
        ui.colourButton.clicked.connect(lambda: self._askColour())
        ui.upButton.clicked.connect(lambda: self._move(-1))
        ui.downButton.clicked.connect(lambda: self._move(1))
        ui.removeButton.clicked.connect(lambda: self._change(template.remove))
        ui.oneBox.clicked.connect(lambda on: template.set_one_roi_per_voxel(on))
        ui.confirmButton.clicked.connect(lambda: template.confirm())
        ui.declineButton.clicked.connect(lambda: template.decline())
        ui.termList.setVisible(False)
        self._importMenu = qt.QMenu(ui.importButton)
        ui.importButton.setMenu(self._importMenu)
        for words, ask in (
            (_("List (CSV) or another project…"), self._askForList),
            (_("File of masks…"), self._askForMasks),
            (_("Folder of masks…"), self._askForFolder),
        ):
            self._importMenu.addAction(words).triggered.connect(lambda _on=False, ask=ask: ask())

    def draw(self) -> None:
        ui, current = self.ui, self._models.currentROI
        ui.oneBox.setChecked(self._models.definitions.one_roi_per_voxel)
        setTextOrHide(ui.currentLabel, _("Current ROI: {name}").format(name=current.name) if current else "")
        reading = self.template.busy_with
        enableUnless(ui.importButton, _("{what}: wait until it is done.").format(what=reading) if reading else "")
        none = "" if current else _("The project has no ROI yet: add one above.")
        points = _("Points have no mask value.") if current and current.kind != "area" else ""
        for widget in (ui.nameEdit, ui.renameButton, ui.colourButton, ui.upButton, ui.downButton, ui.removeButton):
            enableUnless(widget, none)
        for widget in (ui.valueBox, ui.valueButton):
            enableUnless(widget, none or points)
        if current and (self._shown is None or (current.id, current.name) != (self._shown.id, self._shown.name)):
            ui.nameEdit.setText(current.name)
            ui.valueBox.setValue(current.value)
        self._shown = current
        self._drawQuestion(self.template.question)

    def _drawQuestion(self, question: Question | None) -> None:
        ui = self.ui
        for widget in (ui.questionLabel, ui.confirmButton, ui.declineButton):
            widget.setVisible(question is not None)
        if question:
            ui.questionLabel.setText("\n".join((f"{question.change}?", *(use.text for use in question.uses))))

    # Adding

    def _search(self, text: str) -> None:
        self._terms = self.template.search_terms(text) if text.strip() else ()
        self.ui.termList.clear()
        self.ui.termList.addItems([_termText(term) for term in self._terms])
        self.ui.termList.setVisible(bool(self._terms))

    def _add(self) -> None:
        """The term of exactly this name, with its codes, or an ROI of a name of one's own."""
        name = self.ui.searchEdit.property("text").strip()
        known = next((n for n, term in enumerate(self._terms) if term.name.casefold() == name.casefold()), None)
        if known is not None:
            self._addTerm(known)
        elif name:
            self.template.add(name, self._kind())
            self.ui.searchEdit.clear()

    def _addTerm(self, number: int) -> None:
        self.template.add_term(self._terms[number].name, self._kind())
        self.ui.searchEdit.clear()

    def _kind(self) -> str:
        return "point" if self.ui.pointBox.isChecked() else "area"

    def _askForList(self) -> None:
        patterns = "*.csv *.yaml *.yml"
        self.addFrom(qt.QFileDialog.getOpenFileName(self.widget, _("List (CSV) or another project"), "", patterns))

    def _askForMasks(self) -> None:
        patterns = "*.nii *.nii.gz *.seg.nrrd"
        self.addFrom(qt.QFileDialog.getOpenFileName(self.widget, _("File of masks"), "", patterns), masks=True)

    def _askForFolder(self) -> None:
        self.addFrom(qt.QFileDialog.getExistingDirectory(self.widget, _("Folder of masks")), masks=True)

    def addFrom(self, path: str, masks: bool = False) -> None:
        """Add what a file or folder has that the project lacks; nothing happens without a path."""
        if path:
            self.template.add_from(path, masks=masks)

    # Changing

    def _change(self, action: object, *values: object) -> None:
        current = self._models.currentROI
        if current:
            action(current.id, *values)

    def _move(self, by: int) -> None:
        ids, current = [roi.id for roi in self._models.definitions.rois], self._models.currentROI
        if current and 0 <= ids.index(current.id) + by < len(ids):
            self.template.move(current.id, ids.index(current.id) + by)

    def _askColour(self) -> None:
        current = self._models.currentROI
        chosen = qt.QColorDialog.getColor(qt.QColor(current.color), self.widget) if current else None
        if chosen is not None and chosen.isValid():
            self._change(self.template.recolour, chosen.name().upper())


def _termText(term: TermRow) -> str:
    codes = ", ".join(filter(None, (term.group, term.radlex)))
    return f"{term.name} ({codes})" if codes else term.name
