"""What the extension's CMake files package is what is in the folders, and the module loads with little or nothing."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULES = ("RILContour", "RILContourAID")
LIGHT = {"__future__", "logging", "sys", "importlib", "pathlib", "qt", "slicer", "vtk"}
_GLOB = re.compile(r'file\(GLOB_RECURSE (\w+) RELATIVE "\$\{CMAKE_CURRENT_SOURCE_DIR\}" CONFIGURE_DEPENDS "([^"]+)"\)')
# What Slicer's own files define for an extension, as far as ours ask: each call notes what it was given.
_SLICER = """
if(NOT CMAKE_SIZEOF_VOID_P)
  message(FATAL_ERROR "Mismatch between bitness of '${CMAKE_PROJECT_NAME}' and 'Slicer' project !")
endif()
set(Slicer_USE_FILE "${CMAKE_CURRENT_LIST_DIR}/UseSlicer.cmake")
set(Slicer_EXTENSION_GENERATE_CONFIG "${CMAKE_CURRENT_LIST_DIR}/nothing.cmake")
set(Slicer_EXTENSION_CPACK "${CMAKE_CURRENT_LIST_DIR}/nothing.cmake")
set(Slicer_QTSCRIPTEDMODULES_LIB_DIR "lib/qt-scripted-modules")
set(Slicer_INSTALL_QTSCRIPTEDMODULES_LIB_DIR "lib/qt-scripted-modules")
set(PYTHON_EXECUTABLE "python")
set(BUILD_TESTING ON)
"""
_USE = """
macro(slicerMacroBuildScriptedModule)
  cmake_parse_arguments(ARG "WITH_GENERIC_TESTS" "NAME" "SCRIPTS;RESOURCES" ${ARGN})
  foreach(each ${ARG_SCRIPTS} ${ARG_RESOURCES})
    file(APPEND "${CMAKE_BINARY_DIR}/packaged.txt" "${CMAKE_CURRENT_SOURCE_DIR}/${each}\\n")
  endforeach()
endmacro()
macro(slicer_add_python_unittest)
  cmake_parse_arguments(ARG "" "SCRIPT" "" ${ARGN})
  file(APPEND "${CMAKE_BINARY_DIR}/tests.txt" "${CMAKE_CURRENT_SOURCE_DIR}/${ARG_SCRIPT}\\n")
endmacro()
"""


def files_of(folder: Path, base: Path) -> set[str]:
    """All that is to be packaged, by its path from `base`."""
    found = (path for path in folder.rglob("*") if path.is_file() and not _is_rubbish(path))
    return {path.relative_to(base).as_posix() for path in found if path.name not in ("CMakeLists.txt", "py.typed")}


def _is_rubbish(path: Path) -> bool:
    """What tools leave in folders and no version control keeps."""
    return any(part == "__pycache__" or part.startswith(".") for part in path.relative_to(ROOT).parts)


def outside() -> dict[str, str]:
    """The environment of other programs: Slicer's own has its libraries in it, which are not theirs."""
    import slicer

    return slicer.util.startupEnvironment() if hasattr(slicer.app, "startupEnvironment") else dict(os.environ)


@unittest.skipUnless((ROOT / "CMakeLists.txt").is_file(), "not in the source folder")
class Packaging(unittest.TestCase):
    def listed(self, cmake: Path) -> set[str]:
        patterns = [pattern for _name, pattern in _GLOB.findall(cmake.read_text(encoding="utf-8"))]
        self.assertTrue(patterns, f"{cmake} lists nothing")
        found = set()
        for pattern in patterns:
            folder, _slash, name = pattern.rpartition("/")
            found |= {path for path in (cmake.parent / folder).rglob(name) if path.is_file()}
        return {path.relative_to(cmake.parent).as_posix() for path in found if not _is_rubbish(path)}

    def test_the_lists_name_all_that_is_in_the_folders(self) -> None:
        for module in MODULES:
            folder = ROOT / module
            wanted = files_of(folder, folder) - {"bundled-requirements.txt"}
            self.assertEqual(self.listed(folder / "CMakeLists.txt"), wanted)
        self.assertEqual(self.listed(ROOT / "CMakeLists.txt"), files_of(ROOT / "RILContourLib", ROOT))

    @unittest.skipUnless(shutil.which("cmake") and shutil.which("c++"), "cmake and a compiler are not installed")
    def test_cmake_configures_the_extension_and_hands_slicer_every_file_and_test(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            slicer, build = Path(folder, "slicer"), Path(folder, "build")
            slicer.mkdir()
            (slicer / "SlicerConfig.cmake").write_text(_SLICER)
            (slicer / "UseSlicer.cmake").write_text(_USE)
            (slicer / "nothing.cmake").write_text("")
            command = ["cmake", "-S", str(ROOT), "-B", str(build), f"-DSlicer_DIR={slicer}"]
            done = subprocess.run(command, capture_output=True, text=True, check=False, env=outside())
            self.assertEqual(done.returncode, 0, done.stderr)
            packaged = set((build / "packaged.txt").read_text().split())
            tests = set((build / "tests.txt").read_text().split())
        for module in (*MODULES, "RILContourLib"):
            wanted = {str(ROOT / path) for path in files_of(ROOT / module, ROOT)}
            self.assertEqual(packaged & wanted, wanted - {str(ROOT / "RILContour/bundled-requirements.txt")})
        self.assertLessEqual({str(path) for path in (ROOT / "Testing/Desktop").glob("test_desktop_*.py")}, tests)

    def test_the_description_is_what_the_extensions_index_asks_for(self) -> None:
        text = (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
        self.assertRegex(text, r"project\(RILContour\b")
        self.assertIn('EXTENSION_CATEGORY "Segmentation"', text)
        self.assertIn('EXTENSION_DEPENDS "NA"', text)
        (home,) = re.findall(r'set\(EXTENSION_HOMEPAGE "https://github.com/([\w.-]+/[\w.-]*Slicer[\w.-]*)"\)', text)
        # The index reads these two as they stand here: what CMake would make of variables, it does not know.
        (icon,) = re.findall(r'set\(EXTENSION_ICONURL\s*"([^"$]+)"[ ]*\)', text)
        (screenshots,) = re.findall(r'set\(EXTENSION_SCREENSHOTURLS\s*"([^"$]+)"\)', text)
        for address in (icon, *screenshots.split()):
            path = address.removeprefix(f"https://raw.githubusercontent.com/{home}/main/")
            self.assertTrue((ROOT / path).is_file(), address)
        self.assertFalse(list(ROOT.glob("*.py")), "Slicer would take a .py at the root for a module")

    def test_what_slicer_reads_at_its_start_imports_nothing_heavy(self) -> None:
        for module in MODULES:
            tree = ast.parse((ROOT / module / f"{module}.py").read_text(encoding="utf-8"))
            names = set()
            for node in tree.body:
                if isinstance(node, ast.Import):
                    names |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom):
                    names.add((node.module or "").partition(".")[0])
            self.assertLessEqual(names, LIGHT)

    def test_what_slicer_would_install_is_what_networks_need(self) -> None:
        from RILContourLib.inference.installing import REQUIREMENTS

        lines = (ROOT / "RILContourAID/Resources/requirements.txt").read_text(encoding="utf-8").splitlines()
        self.assertEqual(tuple(line for line in lines if line and not line.startswith("#")), REQUIREMENTS)

    def test_packages_that_are_carried_are_there_for_this_python(self) -> None:
        lines = (ROOT / "RILContour/bundled-requirements.txt").read_text().splitlines()
        names = {line.partition("==")[0] for line in lines if line and not line.startswith("#")}
        self.assertLessEqual({"nibabel", "PyYAML"}, names)
        self.assertTrue(all("==" in line for line in lines if line and not line.startswith("#")))


@unittest.skipUnless(find_spec("PySide6"), "another process of the application cannot be had without its windows")
class WhatCannotBeLoaded(unittest.TestCase):
    """Each in an application of its own, which starts and ends as if nothing was wrong; the panels say what is."""

    def said(self, wrong: str) -> str:
        """What the module's panel says in an application in which the code `wrong` was run before it was loaded."""
        code = f"""
import importlib.util, json, sys
from pathlib import Path
sys.path[:0] = [{str(ROOT / "Testing/Desktop")!r}]
import standin
standin.install()
import slicer
found = importlib.util.find_spec
{wrong}
names = {MODULES!r}
for name in names:
    slicer.app.moduleManager().load(Path({str(ROOT)!r}, name, name + ".py"))
for name in names:
    slicer.util.selectModule(name)
said = {{}}
for name in names:
    layout = getattr(slicer.modules, name + "Widget").parent.layout()
    said[name] = layout.itemAt(0).widget().property("text")
print(json.dumps(said))
slicer.app.moduleManager().unload()
"""
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        said = json.loads(done.stdout.splitlines()[-1])
        self.assertIn("RIL-Contour itself could not be loaded", said["RILContourAID"])
        return said["RILContour"]

    def test_missing_packages_are_named_with_how_to_get_them(self) -> None:
        wrong = "importlib.util.find_spec = lambda name: None if name in ('yaml', 'nibabel') else found(name)"
        said = self.said(wrong)
        self.assertIn("yaml, nibabel", said)
        self.assertIn('pip_install("PyYAML nibabel")', said)

    def test_a_library_that_cannot_be_imported_is_named_in_one_sentence(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            damaged = Path(folder, "RILContourLib")
            damaged.mkdir()
            (damaged / "__init__.py").write_text("def cut off in the mid")
            self.assertIn("cannot be loaded: ", self.said(f"sys.path.insert(0, {folder!r})"))

    def test_a_library_that_is_not_there_is_asked_for(self) -> None:
        wrong = "importlib.util.find_spec = lambda name: None if name == 'RILContourLib' else found(name)"
        self.assertIn("library is missing", self.said(wrong))

    def test_a_slicer_that_is_too_old_is_told_from_its_python(self) -> None:
        wrong = "sys.version_info = (3, 9, 10, 'final', 0)\nslicer.app.setApplicationVersion('5.8.1')"
        self.assertEqual(self.said(wrong), "RIL-Contour needs Slicer 5.12 or newer; this is Slicer 5.8.1.")


if __name__ == "__main__":
    unittest.main()
