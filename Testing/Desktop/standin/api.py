"""What of Qt, CTK and Slicer the module uses, and where it was seen that the application has it.

Seen in Slicer's and PythonQt's sources of 2026: whoever needs something else looks there first, and adds it here.
"""

# Classes of the module `qt`: PythonQt's generated wrappers (generated_cpp_515/com_trolltech_qt_{core,gui}*).
QT = (
    *(
        "QAbstractItemModel",
        "QAbstractItemView",
        "QAbstractTableModel",
        "QAction",
        "QApplication",
        "QBrush",
        "QCheckBox",
    ),
    *("QColor", "QColorDialog", "QComboBox", "QCoreApplication", "QDateTime", "QDockWidget", "QEvent"),
    *("QFile", "QFileDialog", "QFont", "QHBoxLayout", "QHeaderView", "QIcon"),
    *(
        "QKeyEvent",
        "QKeySequence",
        "QLabel",
        "QLineEdit",
        "QMenu",
        "QMessageBox",
        "QModelIndex",
        "QObject",
        "QPalette",
        "QPixmap",
        "QPlainTextEdit",
        "QTableView",
    ),
    *("QPushButton", "QSettings", "QShortcut", "QSizePolicy", "QTextBrowser", "QTimer", "QVBoxLayout"),
    *("QWidget", "Qt"),
)
# Methods, slots and signals of them with a name of several words: the same wrappers, and the classes' meta-objects,
# which PythonQt reads when it runs. Readers that are called as their property are left out: those are attributes.
QT_METHODS = (
    *("aboutToShow", "addAction", "addDockWidget", "addItems", "addPixmap", "addStretch", "addWidget"),
    *("beginResetModel", "blockSignals", "createIndex", "currentIndex", "currentIndexChanged"),
    *("currentRowChanged", "dataChanged", "deleteLater", "devicePixelRatioF", "editingFinished", "endResetModel"),
    *(
        "focusChanged",
        "fontMetrics",
        "fromString",
        "getColor",
        "getExistingDirectory",
        "getOpenFileName",
        "getSaveFileName",
        "hasFocus",
        "lineEdit",
        "loadFromData",
        "scaledToHeight",
        "setPixmap",
    ),
    *(
        "eventFilter",
        "horizontalHeader",
        "insertWidget",
        "installEventFilter",
        "isAutoRepeat",
        "mouseButtons",
        "internalId",
        "isChecked",
        "isValid",
        "itemActivated",
    ),
    *("processEvents", "removeEventFilter", "resizeDocks", "restoreDockWidget", "returnPressed", "scrollTo"),
    *("sectionClicked", "selectAll"),
    *("selectedRows", "selectionChanged", "selectionModel", "setBold", "setCheckable", "setChecked"),
    *("setColumnHidden", "setColumnWidth", "setContentsMargins", "setCurrentIndex", "setDefaultSectionSize"),
    *(
        "setDevicePixelRatio",
        "setEditText",
        "setEnabled",
        "setFixedHeight",
        "setFocus",
        "setHighlightSections",
        "setHtml",
    ),
    *("setIcon", "setInterval", "setItemData", "setMaximum"),
    *("setMaximumWidth", "setMenu", "setMinimumSectionSize", "setMinimumWidth", "setModel"),
    *("setObjectName", "setPlaceholderText", "setPlainText", "setProperty", "setReadOnly"),
    *(
        "setResizeContentsPrecision",
        "setSectionResizeMode",
        "setSectionsClickable",
        "setShortcuts",
        "setSingleShot",
        "setSizePolicy",
        "setSpacing",
    ),
    *("setSortIndicator", "setSortIndicatorShown"),
    *("setStatusTip", "setStretchLastSection", "setStyleSheet", "setText", "setToolTip", "setValue"),
    *("setVisible", "setWidget", "setWindowFlags", "setWindowTitle", "setWordWrap", "textChanged"),
    *("toLocalTime", "toString", "valueChanged", "verticalHeader"),
)
# ctk/Libs/Widgets; used by most of Slicer's own modules.
CTK = ("ctkCollapsibleButton",)
# Its signal
CTK_METHODS = ("contentsCollapsed",)
# Base/Python/slicer/__init__.py, ScriptedLoadableModule.py, i18n.py; node classes by their module's library.
SLICER = (
    *("app", "i18n", "mrmlScene", "qMRMLSegmentEditorWidget", "util", "vtkMRMLPlotChartNode", "vtkMRMLPlotSeriesNode"),
    *(
        "vtkMRMLLayoutNode",
        "vtkMRMLSegmentEditorNode",
        "vtkMRMLSliceNode",
        "vtkMRMLTableNode",
        "ScriptedLoadableModule",
    ),
)
# Base/Python/slicer/util.py, with the methods of VTKObservationMixin
UTIL = (
    *("addObserver", "removeObservers"),
    *("VTKObservationMixin", "childWidgetVariables", "findChildren", "getModuleWidget", "loadUI"),
    *("mainWindow", "resetSliceViews", "selectModule", "setSliceViewerLayers"),
)
# Slots, properties and Q_INVOKABLE of qMRMLSegmentEditorWidget.h and qSlicerSegmentEditorAbstractEffect.h
SEGMENT_EDITOR = (
    *("activeEffect", "deactivate", "doubleParameter", "effectByName"),
    *("integerParameter", "segmentationNodeSelectorAddAttribute"),
    *("removeViewObservations", "setActiveEffectByName", "setAddRemoveSegmentButtonsVisible"),
    *("setAutoShowSourceVolumeNode", "setCommonParameter", "setCurrentSegmentID", "setMRMLScene"),
    *("setMRMLSegmentEditorNode", "setMaximumNumberOfUndoStates", "setReadOnly", "setSegmentationNode"),
    *("setSegmentationNodeSelectorVisible", "setSourceVolumeNode", "setSourceVolumeNodeSelectorVisible"),
    *("setSpecifyGeometryButtonVisible", "setSwitchToSegmentationsButtonVisible"),
    *("updateWidgetFromMRML",),
)
# Q_INVOKABLE of qSlicerCoreApplication.h, of its qMRMLLayoutManager and qMRMLSliceWidget, and a signal of QApplication
APPLICATION = (
    "applicationLogic",
    "focusChanged",
    "installEventFilter",
    "layoutManager",
    "mrmlSliceNode",
    "property",
    "removeEventFilter",
    "setLayout",
    "sliceLogic",
    "sliceWidget",
)
# Properties of widgets: attributes in PythonQt, methods in PySide6, so read by `property("name")` only.
PROPERTIES = (
    *("checked", "collapsed", "currentIndex", "currentText", "enabled", "font", "geometry", "height", "icon"),
    *("maximum", "minimum", "objectName", "plainText", "pos", "readOnly", "shortcut", "size", "sizeHint", "text"),
    *("title", "toolTip", "value", "visible", "width", "windowTitle"),
)
