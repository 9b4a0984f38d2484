"""The module keeps to what the application has, and to what means the same in PythonQt and on the stand-in."""

from __future__ import annotations

import ast
import importlib.util
import tempfile
import unittest
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULES = ("RILContour", "RILContourAID")
# Variables and attributes that are widgets wherever they are met.
_WIDGETS = {
    "widget",
    "box",
    "button",
    "slider",
    "table",
    "edit",
    "action",
    "dock",
    "window",
    "section",
    "label",
    "editor",
}
_VIEWS = ("Table", "Tree", "List")  # their currentIndex() is a method


def _api() -> object:
    spec = importlib.util.spec_from_file_location("desktop_api_list", Path(__file__).parent / "standin" / "api.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


API = _api()


def sources() -> list[Path]:
    return sorted(file for module in MODULES for file in (ROOT / module).rglob("*.py"))


def attributes(file: Path) -> Iterator[ast.Attribute]:
    yield from (node for node in ast.walk(_tree(file)) if isinstance(node, ast.Attribute))


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def defined_names() -> set[str]:
    """What the modules define themselves: functions, classes, attributes, and the widgets of their .ui files."""
    found = set()
    for file in sources():
        for node in ast.walk(_tree(file)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                found.add(node.name)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                found.add(node.attr)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found.add(node.id)
    for module in MODULES:
        for ui in (ROOT / module).rglob("*.ui"):
            found |= {
                line.split('name="')[1].split('"')[0] for line in ui.read_text().splitlines() if "<widget" in line
            }
    return found


def wrong_properties(file: Path) -> list[str]:
    """Where a widget's property is read otherwise than by `property("name")`."""
    signals = {id(node.value) for node in attributes(file) if node.attr in ("connect", "disconnect", "emit")}
    return [
        f"{file.name}:{node.lineno}: {ast.unparse(node)}"
        for node in attributes(file)
        if node.attr in API.PROPERTIES
        and isinstance(node.ctx, ast.Load)
        and _is_widget(node)
        and id(node) not in signals
    ]


def _is_widget(node: ast.Attribute) -> bool:
    base = node.value
    name = base.attr if isinstance(base, ast.Attribute) else base.id if isinstance(base, ast.Name) else ""
    if node.attr == "currentIndex" and name.endswith(_VIEWS):
        return False
    of_ui = isinstance(base, ast.Attribute) and ast.unparse(base.value).rpartition(".")[2] == "ui"
    return of_ui or name in _WIDGETS


@unittest.skipUnless((ROOT / "CMakeLists.txt").is_file(), "not in the source folder")
class UsedNames(unittest.TestCase):
    def used(self, prefix: str) -> set[str]:
        """X of each `prefix.X` in the modules."""
        return {node.attr for file in sources() for node in attributes(file) if ast.unparse(node.value) == prefix}

    def test_only_classes_and_functions_of_the_list_are_used(self) -> None:
        self.assertLessEqual(self.used("qt"), set(API.QT))
        self.assertLessEqual(self.used("ctk"), set(API.CTK))
        self.assertLessEqual(self.used("slicer"), set(API.SLICER))
        self.assertLessEqual(self.used("slicer.util"), set(API.UTIL))
        self.assertLessEqual(self.used("slicer.app"), set(API.APPLICATION))

    def test_methods_in_qts_way_of_naming_are_of_the_list_or_our_own(self) -> None:
        of_qt = {*API.QT_METHODS, *API.CTK_METHODS}
        known = {*of_qt, *API.SEGMENT_EDITOR, *API.APPLICATION, *API.UTIL, *API.SLICER, *defined_names()}
        used = {node.attr for file in sources() for node in attributes(file) if isinstance(node.ctx, ast.Load)}
        camel_case = {name for name in used if name[0].islower() and name != name.lower() and "_" not in name}
        others = {name for name in camel_case if name.startswith(("vtk", "ctk"))} | {"assertIsNotNone", "getLogger"}
        self.assertEqual(camel_case - known - others, set())

    def test_properties_of_widgets_are_read_by_name(self) -> None:
        self.assertEqual([wrong for file in sources() for wrong in wrong_properties(file)], [])

    def test_a_property_that_is_read_as_attribute_or_method_would_be_found(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "Wrong.py")
            file.write_text(
                "a = self.ui.nameEdit.text\nb = ui.box.value()\nc = ui.okTable.currentIndex()\nd = state.text\n"
            )
            self.assertEqual(
                [each.split(": ")[1] for each in wrong_properties(file)], ["self.ui.nameEdit.text", "ui.box.value"]
            )

    def test_no_call_of_qt_has_keyword_arguments_which_pythonqt_refuses(self) -> None:
        of_qt = {*API.QT_METHODS, *API.SEGMENT_EDITOR} - {*API.UTIL, *API.SLICER, *defined_names()}
        wrong = [
            f"{file.name}:{node.lineno}: {ast.unparse(node)}"
            for file in sources()
            for node in ast.walk(_tree(file))
            if isinstance(node, ast.Call) and node.keywords and isinstance(node.func, ast.Attribute)
            if node.func.attr in of_qt or ast.unparse(node.func.value).partition(".")[0] in ("qt", "ctk")
        ]
        self.assertEqual(wrong, [])

    def test_what_pythonqt_answers_otherwise_is_not_asked(self) -> None:
        """Its classes are no subclasses of each other."""
        wrong = [
            f"{file.name}:{node.lineno}: {ast.unparse(node)}"
            for file in sources()
            for node in ast.walk(_tree(file))
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "isinstance"
            if ast.unparse(node.args[1]).startswith(("qt.", "ctk."))
        ]
        self.assertEqual(wrong, [])

    def test_annotations_are_not_evaluated_since_wrappers_need_not_know_the_bar(self) -> None:
        for file in sources():
            text = file.read_text(encoding="utf-8")
            if "import qt" in text:
                self.assertIn("from __future__ import annotations", text, file.name)


if __name__ == "__main__":
    unittest.main()
