"""What the library says of the packages it uses, against what pip installs with it."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

from RILContourLib.installation import OPTIONAL, REQUIRED, Package

PYPROJECT = tomllib.loads((Path(__file__).resolve().parents[2] / "pyproject.toml").read_text())["project"]


def names_in(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=!~\[ ]", requirement)[0] for requirement in requirements}


def test_the_required_packages_are_those_that_pip_always_installs() -> None:
    assert {package.name for package in REQUIRED} == names_in(PYPROJECT["dependencies"])


def test_each_optional_package_is_in_the_extra_that_it_names() -> None:
    extras = PYPROJECT["optional-dependencies"]
    for package in OPTIONAL:
        assert package.name in names_in(extras[package.extra])
    for extra in ("demo", "excel", "fast", "nrrd"):
        assert names_in(extras[extra]) <= {package.name for package in OPTIONAL}


def test_an_installed_package_has_its_version_and_a_missing_one_none() -> None:
    numpy = REQUIRED[0]
    assert (numpy.installed, numpy.version) == (True, metadata.version("numpy"))
    missing = Package("no-such-package", "no_such_package", "nothing", "nothing")
    assert (missing.installed, missing.version) == (False, None)
    assert missing.how_to_install == 'python -m pip install "rilcontour[nothing]"'
