"""Opening a project, or making one of a folder of images."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import qt
from slicer.i18n import tr as _

from RILContourLib.errors import RILContourError, UsageError
from RILContourLib.files import full_path
from RILContourLib.project.definitions import PROJECT_FILE
from RILContourLib.session.templates import Template, template_of_names, template_of_source

from .Desk import Desk
from .Looks import styleOf
from .MaskReading import MaskReading
from .Panel import Panel, enableUnless, setTextOrHide
from .RecentProjects import recentProjects

NAMES, LIST, MASKS = range(3)
_POINT = "(point)"


class ProjectPanel(Panel):
    uiName = "Project"

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._whatThePathIs = ""
        self.masks = MaskReading(desk.turns)
        super().__init__(desk.turns, desk)

    def connect(self) -> None:
        ui = self.ui
        self._whatThePathIs = ui.pathBox.property("toolTip")
        ui.openButton.clicked.connect(lambda: self._open())
        ui.pathBox.activated.connect(lambda: self._open())
        ui.newButton.toggled.connect(lambda on: ui.newProject.setVisible(on))
        ui.newProject.setVisible(False)
        ui.pathBox.lineEdit().setPlaceholderText(_("Folder of a project"))
        ui.problemLabel.setStyleSheet(styleOf("error", self.widget))
        self._sayProblem("")
        ui.closeButton.clicked.connect(lambda: self.desk.closeProject())
        ui.folderButton.clicked.connect(lambda: self._askFolder(ui.folderEdit, _("Folder of images")))
        ui.sourceButton.clicked.connect(lambda: self._askSource())
        ui.sourceKindBox.currentIndexChanged.connect(self._showSource)
        ui.createButton.clicked.connect(lambda: self._create())
        self._showSource(NAMES)

    def draw(self) -> None:
        ui, project = self.ui, self.desk.project
        isOpen = project is not None  # as a truth value, a project counts its series
        written = ui.pathBox.property("currentText")
        ui.pathBox.clear()
        ui.pathBox.addItems([_asShown(path) for path in recentProjects()])
        ui.pathBox.setEditText(_asShown(str(project.file)) if isOpen else written or ui.pathBox.property("currentText"))
        ui.pathBox.setToolTip(str(project.file) if isOpen else self._whatThePathIs)
        ui.introLabel.setVisible(not isOpen)
        enableUnless(ui.closeButton, "" if isOpen else _("No project is open."))
        if self.desk.unseen:
            self._sayProblem("\n".join(self.desk.unseen))

    # Opening

    def _open(self) -> None:
        path = self.ui.pathBox.property("currentText").strip()
        if not path:
            path = self._folder(_("Folder of a project"))
        if path and not self._isElsewhere(path):
            self._attempt(lambda: self.desk.openProject(path))

    def _isElsewhere(self, path: str) -> bool:
        """Whether there is no project at a path, and it was said what can be done; what is no path is the library's."""
        try:
            place = full_path(path)
            isThere, isFolder, hasProject = place.exists(), place.is_dir(), (place / PROJECT_FILE).is_file()
        except (RILContourError, OSError, ValueError):
            return False
        if not isThere:
            self._sayProblem(_("{place} is not there. Choose a project's folder, or make one.").format(place=place))
        elif isFolder and not hasProject:
            self.ui.newButton.setChecked(True)
            self.ui.folderEdit.setText(str(place))
            text = _("There is no project in this folder yet (no {file}): make one of the images in it.")
            self._sayProblem(text.format(file=PROJECT_FILE))
        return not isThere or (isFolder and not hasProject)

    # Making a new one

    def _showSource(self, kind: int) -> None:
        self.ui.namesEdit.setVisible(kind == NAMES)
        self.ui.source.setVisible(kind != NAMES)
        self.ui.sourceEdit.setPlaceholderText(
            _("Folder of masks, or one mask") if kind == MASKS else _("CSV file, or a project's folder or file")
        )

    def _create(self) -> None:
        """Make it; or stop, where the masks are being read."""
        if self.masks.isReading:
            self.masks.stop()
        elif self.ui.sourceKindBox.property("currentIndex") == MASKS:
            self._attempt(self._readMasks)
        else:
            self._createOf(self._template)

    def _createOf(self, template: Callable[[], Template]) -> None:
        if self._attempt(lambda: self._createIn(self._imagesFolder(), template())):
            self.ui.newButton.setChecked(False)

    def _readMasks(self) -> None:
        """Then make the project, if all is well."""
        self._imagesFolder()
        self.masks.begin(self._source(), self._drawReading, self._haveRead, self._couldNotRead)
        self.ui.createButton.setText(_("Stop"))

    def _drawReading(self, number: int, total: int) -> None:
        text = _("Stop: mask {number} of {total}")
        self.ui.createButton.setText(text.format(number=number + 1, total=total))

    def _haveRead(self, template: Template) -> None:
        self.ui.createButton.setText(_("Create project"))
        self._createOf(lambda: template)

    def _couldNotRead(self, error: RILContourError) -> None:
        self.ui.createButton.setText(_("Create project"))
        self._sayProblem(str(error))

    def _imagesFolder(self) -> Path:
        text = self.ui.folderEdit.property("text").strip()
        folder = full_path(text)
        if not text:
            raise UsageError(_("Choose the folder of the images first."))
        if not folder.is_dir():  # the library would make it: here it is a slip of the pen
            raise UsageError(_("{folder} is no folder; choose the one with the images.").format(folder=folder))
        return folder

    def _createIn(self, folder: Path, template: Template) -> None:
        self.desk.createProject(folder, self.ui.nameEdit.property("text").strip() or folder.name, template.rois)
        for remark in template.remarks:
            self.desk.models.workspace.messages.say(remark, "warning")

    def _template(self) -> Template:
        if self.ui.sourceKindBox.property("currentIndex") == NAMES:
            lines = [line.strip() for line in self.ui.namesEdit.property("plainText").splitlines()]
            areas = [line for line in lines if line and not line.endswith(_POINT)]
            points = [line.removesuffix(_POINT).strip() for line in lines if line.endswith(_POINT)]
            return template_of_names(areas, points)
        return template_of_source(self._source())

    def _source(self) -> Path:
        text = self.ui.sourceEdit.property("text").strip()
        if not text:
            raise UsageError(_("Choose where the ROI are to come from first."))
        return full_path(text)

    def close(self) -> None:
        self.masks.close()
        super().close()

    # Asking

    def _attempt(self, action: object) -> bool:
        try:
            action()
        except RILContourError as error:
            self._sayProblem(str(error))
            return False
        self._sayProblem("")
        return True

    def _sayProblem(self, text: str) -> None:
        setTextOrHide(self.ui.problemLabel, text)

    def _askFolder(self, edit: object, title: str) -> None:
        folder = self._folder(title)
        if folder:
            edit.setText(folder)

    def _askSource(self) -> None:
        if self.ui.sourceKindBox.property("currentIndex") == MASKS:
            self._askFolder(self.ui.sourceEdit, _("Folder of masks"))
            return
        path = qt.QFileDialog.getOpenFileName(self.widget, _("List or project"), "", "*.csv *.yaml *.yml")
        if path:
            self.ui.sourceEdit.setText(path)

    def _folder(self, title: str) -> str:
        return qt.QFileDialog.getExistingDirectory(self.widget, title)


def _asShown(path: str) -> str:
    """A project by its folder, if its file has the usual name: the end of a path is what is read of it."""
    return path.removesuffix(f"/{PROJECT_FILE}").removesuffix(f"\\{PROJECT_FILE}")
