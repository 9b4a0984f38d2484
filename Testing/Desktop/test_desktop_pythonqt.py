"""What PySide6 takes and PythonQt refuses, or takes otherwise, is not in the modules; the stand-in refuses it, too."""

from __future__ import annotations

import ast
import unittest
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import qt
from test_desktop_api import API, ROOT, defined_names, sources

_QT_CALLS = {*API.QT_METHODS, *API.SEGMENT_EDITOR, *API.APPLICATION} - {"findChildren"}


def keywords_for_qt(tree: ast.AST, own: set[str]) -> Iterator[ast.AST]:
    """Calls of Qt's constructors and methods with keyword arguments: PythonQt takes arguments by their place only."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.keywords):
        function = call.func
        if isinstance(function, ast.Attribute):
            of_qt = ast.unparse(function.value) in ("qt", "ctk")
            if of_qt or (function.attr in _QT_CALLS - own):
                yield call


def checks_of_class(tree: ast.AST) -> Iterator[ast.AST]:
    """`isinstance(..., qt.Q...)`: False in PythonQt for whatever was not made by that very class."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and len(node.args) == 2):
        if ast.unparse(call.func) in ("isinstance", "issubclass"):
            named = ast.walk(call.args[1])
            if any(isinstance(each, ast.Attribute) and ast.unparse(each.value) in ("qt", "ctk") for each in named):
                yield call


def calls_of_base(tree: ast.AST) -> Iterator[ast.AST]:
    """`super().event(...)` in a class of Qt: PythonQt knows `super().__init__` and `qt.QWidget.event(self, ...)`."""
    for cls in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        if any(ast.unparse(base).startswith(("qt.", "ctk.")) for base in cls.bases):
            for node in ast.walk(cls):
                base = isinstance(node, ast.Attribute) and ast.unparse(node.value) == "super()"
                if base and node.attr != "__init__":
                    yield node


def faults(file: Path, own: set[str]) -> list[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = (*keywords_for_qt(tree, own), *checks_of_class(tree), *calls_of_base(tree))
    return [f"{file.name}:{node.lineno}: {ast.unparse(node)}" for node in found]


@unittest.skipUnless((ROOT / "CMakeLists.txt").is_file(), "not in the source folder")
class WhatPythonQtRefuses(unittest.TestCase):
    def test_it_is_not_in_the_modules(self) -> None:
        own = defined_names()
        self.assertEqual([fault for file in sources() for fault in faults(file, own)], [])

    def test_it_would_be_found(self) -> None:
        with TemporaryDirectory() as folder:
            file = Path(folder, "Wrong.py")
            file.write_text(
                "a = qt.QLabel('x', parent=w)\n"
                "layout.addWidget(w, stretch=1)\n"
                "b = isinstance(w, (str, qt.QLabel))\n"
                "class C(qt.QWidget):\n"
                "    def closeEvent(self, event):\n"
                "        super().closeEvent(event)\n"
                "show(w, kind=1)\n"
            )
            self.assertEqual([fault.split(":")[1] for fault in faults(file, set())], ["1", "2", "3", "6"])


class WhatIsRefusedHere(unittest.TestCase):
    """In the application and on the stand-in alike."""

    def test_widgets_of_qt_take_no_new_attributes_and_ours_do(self) -> None:
        class Ours(qt.QWidget):
            pass

        ours = Ours()
        ours.remembered = 1
        self.assertEqual(ours.remembered, 1)
        with self.assertRaises(AttributeError):
            qt.QLabel("x").remembered = 1

    def test_lists_of_qt_come_as_tuples(self) -> None:
        menu = qt.QMenu()
        action = menu.addAction("one")
        action.setShortcuts([qt.QKeySequence("A"), qt.QKeySequence("B")])
        found = menu.actions(), action.shortcuts(), menu.children()
        self.assertEqual({type(each) for each in found}, {tuple})

    @unittest.skipUnless(find_spec("PySide6"), "the application writes 'None'")
    def test_the_stand_in_takes_no_none_for_a_text(self) -> None:
        for refused in (None, 3):
            with self.assertRaises(TypeError):
                qt.QLabel("x").setText(refused)
            with self.assertRaises(TypeError):
                qt.QLineEdit().setToolTip(refused)


if __name__ == "__main__":
    unittest.main()
