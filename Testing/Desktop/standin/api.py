"""What of Qt, CTK and Slicer the module uses, and where it was seen that the application has it."""

QT = (
    *("QAbstractItemModel", "QAbstractItemView", "QAbstractTableModel", "QAction", "QBrush", "QCheckBox", "QColor"),
    *("QColorDialog", "QComboBox", "QCoreApplication", "QDateTime", "QDockWidget", "QElapsedTimer", "QFile"),
    *("QFileDialog", "QFont", "QHBoxLayout", "QHeaderView", "QIcon", "QKeySequence", "QLabel", "QLineEdit", "QMenu"),
    *("QMessageBox", "QModelIndex", "QPlainTextEdit", "QPushButton", "QSettings", "QShortcut", "QSizePolicy"),
    *("QTextBrowser", "QTimer", "QVBoxLayout", "QWidget", "Qt"),
)
