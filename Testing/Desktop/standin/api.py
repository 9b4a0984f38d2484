"""What of Qt, CTK and Slicer the module uses, and where it was seen that the application has it."""

QT = (
    *("QAbstractItemModel", "QAbstractItemView", "QAbstractTableModel", "QAction", "QColor", "QComboBox"),
    *("QCoreApplication", "QDockWidget", "QElapsedTimer", "QFile", "QFileDialog", "QFont", "QHeaderView", "QIcon"),
    *("QKeySequence", "QLabel", "QMenu", "QMessageBox", "QModelIndex", "QSettings", "QShortcut", "QTextBrowser"),
    *("QTimer", "QVBoxLayout", "QWidget", "Qt"),
)
