"""What this installation has: the packages that are always needed, and the optional ones with what each switches on."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec


@dataclass(frozen=True)
class Package:
    """A package that the library uses.

    name : as pip knows it
    module : as Python imports it
    purpose : what it is for; for an optional one, what is off without it
    extra : the extra that brings it (``rilcontour[excel]``); empty if it is always needed
    """

    name: str
    module: str
    purpose: str
    extra: str = ""

    @property
    def installed(self) -> bool:
        """Whether it can be imported; it is not imported to find out."""
        return find_spec(self.module) is not None

    @property
    def version(self) -> str | None:
        """The version that is installed, as far as it is known."""
        try:
            return metadata.version(self.name) if self.installed else None
        except metadata.PackageNotFoundError:
            return None

    @property
    def how_to_install(self) -> str:
        """The command that brings it."""
        return (
            f'python -m pip install "rilcontour[{self.extra}]"' if self.extra else f"python -m pip install {self.name}"
        )


REQUIRED = (
    Package("numpy", "numpy", "arrays"),
    Package("scipy", "scipy", "image processing"),
    Package("nibabel", "nibabel", "NIfTI files"),
    Package("PyYAML", "yaml", "project files"),
)
OPTIONAL = (
    Package("isal", "isal", "fast reading and writing of .nii.gz (it works without, several times slower)", "fast"),
    Package("openpyxl", "openpyxl", "tables as Excel files (CSV works without)", "excel"),
    Package("pynrrd", "nrrd", "import of Slicer's segmentations (.seg.nrrd)", "nrrd"),
    Package("slicerio", "slicerio", "the demonstration project's chest CT", "demo"),
    Package("trame-slicer", "trame_slicer", "the workbench in the browser", "workbench"),
    Package("h5py", "h5py", "looking into models' files", "aid"),
    Package("tensorflow", "tensorflow", "models that draft annotations", "aid"),
    Package("tf-keras", "tf_keras", "models that Keras 2 saved and Keras 3 cannot read", "keras2"),
    Package("pillow", "PIL", "the demonstration's picture", "demo"),
)
