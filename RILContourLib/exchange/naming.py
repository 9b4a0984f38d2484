"""How mask files are called after the image that they belong to."""

from __future__ import annotations

from typing import Literal, get_args

# `rois` is ours, `scan_rois.nii.gz`; the others are RIL-Contour's, `Multiple_ROI_Mask_scan.nii.gz` (the image's name
# with its own ending) and `scan_Multiple_ROI_Mask.nii.gz`.
Naming = Literal["rois", "ril-contour-prefix", "ril-contour-suffix"]
NAMINGS: tuple[Naming, ...] = get_args(Naming)

NIFTI_ENDINGS = (".nii.gz", ".nii")
_RIL_CONTOUR = "Multiple_ROI_Mask"


def image_stem(file_name: str) -> str:
    """The name of a NIfTI file without its ending."""
    for ending in NIFTI_ENDINGS:
        if file_name.lower().endswith(ending):
            return file_name[: -len(ending)]
    return file_name


def combined_name(image_name: str, naming: Naming = "rois") -> str:
    """The name of the file that holds all ROI of an image."""
    if naming == "ril-contour-prefix":
        return f"{_RIL_CONTOUR}_{image_name}"
    if naming == "ril-contour-suffix":
        return f"{image_stem(image_name)}_{_RIL_CONTOUR}.nii.gz"
    return f"{image_stem(image_name)}_rois.nii.gz"


def roi_folder_name(image_name: str) -> str:
    """The name of the folder that holds one file for each ROI of an image."""
    return f"{image_stem(image_name)}_rois"


def roi_file_name(roi: str) -> str:
    return f"{roi}.nii.gz"


def combined_names(image_name: str) -> tuple[str, ...]:
    """Every name under which an image's combined file may be found, compressed or not, ours first."""
    names = [combined_name(image_name, naming) for naming in NAMINGS]
    names += [image_stem(name) + ending for name in list(names) for ending in NIFTI_ENDINGS]
    return tuple(dict.fromkeys(names))
