"""House rules that a machine can check: imports point down, the core stays light, files and functions stay small."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from library_imports import LIBRARY, Import, imports_of, package_of

ROOT = Path(__file__).resolve().parents[2]

# A package imports only from lower floors. Nothing may be added without a floor.
GROUND = 0
FLOORS = {
    "errors": GROUND,
    "progress": GROUND,
    "files": GROUND,
    "child_environment": GROUND,
    "installation": GROUND,
    "project": 1,
    "annotation": 1,
    "images": 1,
    "store": 2,
    "inference": 3,
    "explain": 3,
    "refine": 3,
    "metrics": 3,
    "exchange": 3,
    "models": 3,
    "workflow": 3,
    "training": 4,
    "quality": 4,
    "session": 5,
    "panels": 6,
    "slicerbridge": 6,
    "cli": 7,
    "workbench": 7,
}
# Arrows between neighbours on one floor: (importer, imported), never both ways.
NEIGHBOURS = {
    ("exchange", "metrics"),
    ("inference", "models"),
    ("explain", "models"),
    ("explain", "inference"),
    ("cli", "workbench"),
}
CORE = ["project", "annotation", "images", "store", "workflow", "exchange", "session", "panels", "cli"]
APPLICATION_PACKAGES = {"slicer", "vtk", "vtkmodules", "qt", "ctk"}
MAY_USE_SLICER = {"slicerbridge", "workbench"}
# Named by an extra, or the application's: imported only inside the function that uses them.
HEAVY = [
    *("tensorflow", "keras", "h5py", "pandas", "openpyxl", "SimpleITK", "vtk", "vtkmodules", "slicer", "qt", "ctk"),
    *("PIL", "nrrd", "slicerio", "isal", "trame", "trame_slicer", "matplotlib", "highdicom", "pydicom", "torch"),
]
NOT_AT_THE_ROOT = [*HEAVY, "numpy", "scipy", "nibabel", "yaml"]
LONGEST_FILE = 400
LONGEST_FUNCTION = 60


def library_files() -> list[Path]:
    return sorted((ROOT / LIBRARY).rglob("*.py"))


def slicer_module_files() -> list[Path]:
    folders = [f for f in ROOT.glob("RILContour*/") if f.name != LIBRARY]
    return sorted(file for folder in folders for file in folder.rglob("*.py"))


def all_files() -> list[Path]:
    return [*library_files(), *slicer_module_files(), *sorted((ROOT / "Testing").rglob("*.py"))]


def library_imports() -> list[tuple[str, Import]]:
    """Each import of the library within itself, with the package that the importing file belongs to."""
    return [
        (package_of(file, ROOT), found)
        for file in library_files()
        for found in imports_of(file, ROOT)
        if found.package is not None
    ]


def why_not(importer: str, imported: str) -> str | None:
    """The rule that an import from `importer` to `imported` breaks, if any."""
    if importer in ("", imported) or imported == "__version__":
        return None
    if imported == "":
        return "the library's root is its front door, for others only"
    if importer not in FLOORS or imported not in FLOORS:
        return "not in the table of floors"
    if FLOORS[importer] < FLOORS[imported]:
        return "points up"
    same_floor = FLOORS[importer] == FLOORS[imported] > GROUND
    return "between neighbours" if same_floor and (importer, imported) not in NEIGHBOURS else None


def test_the_rule_tells_arrows_that_point_up_or_sideways_from_those_that_point_down() -> None:
    assert why_not("store", "session") == "points up"
    assert why_not("errors", "project") == "points up"
    assert why_not("project", "images") == "between neighbours"
    assert why_not("metrics", "exchange") == "between neighbours"
    assert why_not("store", "utilities") == "not in the table of floors"
    assert why_not("store", "") is not None
    assert why_not("session", "store") is None
    assert why_not("exchange", "metrics") is None
    assert why_not("files", "errors") is None


def test_relative_imports_are_read_as_the_package_they_reach(tmp_path: Path) -> None:
    file = tmp_path / LIBRARY / "store" / "log.py"
    file.parent.mkdir(parents=True)
    file.write_text("from ..session import Project\nfrom .. import errors\nfrom . import blobs\nimport numpy.linalg\n")
    assert [(found.package, found.line) for found in imports_of(file, tmp_path)] == [
        ("session", 1),
        ("errors", 2),
        ("store", 3),
        (None, 4),
    ]


def test_imports_point_down() -> None:
    wrong = [
        f"{found.where}: {importer} imports {found.name}: {reason}"
        for importer, found in library_imports()
        if (reason := why_not(importer, found.package or ""))
    ]
    assert not wrong, "\n".join(wrong)


def test_every_package_of_the_library_has_a_floor_and_an_init_file() -> None:
    packages = {package_of(file, ROOT) for file in library_files()} - {""}
    assert packages <= set(FLOORS), f"without a floor: {sorted(packages - set(FLOORS))}"
    folders = {file.parent for file in library_files()}
    missing = [str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").is_file()]
    assert not missing, f"without __init__.py, so pip would leave them out: {missing}"


def test_only_the_bridge_and_the_workbench_know_slicer() -> None:
    wrong = [
        f"{found.where}: {found.name}"
        for file in library_files()
        if package_of(file, ROOT) not in MAY_USE_SLICER
        for found in imports_of(file, ROOT)
        if found.top in APPLICATION_PACKAGES
    ]
    assert not wrong, "\n".join(wrong)


def test_the_bridge_does_without_qt_and_slicer_util() -> None:
    wrong = [
        f"{found.where}: {found.name}"
        for file in library_files()
        if package_of(file, ROOT) == "slicerbridge"
        for found in imports_of(file, ROOT)
        if found.top in ("qt", "ctk") or found.name.startswith("slicer.util")
    ]
    assert not wrong, "\n".join(wrong)


def modules_after(statement: str) -> set[str]:
    """The top-level names in sys.modules of a new Python process that ran `statement`."""
    code = f"{statement}\nimport sys, json\nprint(json.dumps(sorted({{n.partition('.')[0] for n in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def test_importing_the_library_loads_neither_numpy_nor_anything_heavier() -> None:
    assert not modules_after(f"import {LIBRARY}") & set(NOT_AT_THE_ROOT)


@pytest.mark.parametrize("package", [p for p in CORE if (ROOT / LIBRARY / p / "__init__.py").is_file()])
def test_no_module_of_the_core_loads_anything_heavy_when_it_is_imported(package: str) -> None:
    files = (ROOT / LIBRARY / package).rglob("*.py")
    dotted = [".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for file in files]
    modules = [name for name in dotted if not name.endswith("__main__")]
    assert not modules_after("\n".join(f"import {name}" for name in modules)) & set(HEAVY)


def test_no_file_is_longer_than_400_lines_and_no_function_than_60() -> None:
    wrong = []
    for file in all_files():
        text = file.read_text(encoding="utf-8")
        shown = file.relative_to(ROOT)
        if text.count("\n") > LONGEST_FILE:
            wrong.append(f"{shown}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    wrong.append(f"{shown}:{node.lineno} {node.name}: {lines} lines")
    assert not wrong, "\n".join(wrong)


def test_no_two_test_files_have_one_name() -> None:
    """pytest imports them by their names alone."""
    names = Counter(file.name for file in (ROOT / "Testing").rglob("test_*.py"))
    assert not [name for name, count in names.items() if count > 1]
