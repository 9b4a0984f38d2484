"""In Slicer's package, packages that its Python lacks lie beside the library."""

import shutil
import subprocess
import sys
from pathlib import Path

import RILContourLib


def test_packages_beside_the_library_are_found_also_by_child_processes_and_come_last(tmp_path: Path) -> None:
    library, carried = tmp_path / "RILContourLib", tmp_path / "RILContourBundled"
    library.mkdir()
    carried.mkdir()
    shutil.copy(RILContourLib.__file__, library)
    (carried / "only_carried.py").touch()
    code = "import sys, RILContourLib, only_carried; print(sys.path[-1])"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()) == carried
