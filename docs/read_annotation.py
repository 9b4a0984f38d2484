"""Print the newest annotation of an image, and save one ROI's mask, with nothing but nibabel and json.

Usage: python read_annotation.py scan.nii.gz [ROI mask.nii.gz]
"""

import gzip
import json
import sys
from pathlib import Path

import nibabel
import numpy

image_path = Path(sys.argv[1])
image = nibabel.load(image_path)
(project,) = Path(f"{image_path}.ril").iterdir()  # one folder for each project on this image
log = sorted((project / "main" / "log").glob("*.json"))
head = json.loads(log[-1].read_text("utf-8"))["state"]  # what holds after the last entry
if head["commit"] is None:
    sys.exit(f"{image_path} was opened but never annotated.")
version = json.loads((project / "main" / "log" / f"{head['commit']:010d}.json").read_text("utf-8"))
print(f"Version {version['version']} of {head['series']}, by {version['user']} at {version['time']}")

for field, answer in version["answers"]["series"].items():
    print(f"  {field}: {answer['value']} ({answer['maker']})")
for roi, points in version["points"].items():
    for point in points:
        print(f"  {roi}: point {point['label']} at {point['ras_mm']} mm RAS")

shape = (*image.shape, 1, 1, 1)[:4]  # i, j, k, frame
for roi, annotated in version["rois"].items():
    mask = numpy.zeros(shape, numpy.uint8)
    for part in annotated["masks"]:
        content = gzip.decompress((project / "masks" / f"{part['blob']}.mask").read_bytes())
        voxels = numpy.asarray(nibabel.Nifti1Image.from_bytes(content).dataobj)
        box = tuple(slice(first, last + 1) for first, last in part["extent"])
        mask[(*box, part["frame"])] = voxels.reshape([last - first + 1 for first, last in part["extent"]])
    print(f"  {roi}: {annotated['status']}, {int(mask.sum())} voxels")
    if sys.argv[2:3] == [roi]:
        nibabel.save(nibabel.Nifti1Image(mask.reshape(image.shape), image.affine), sys.argv[3])
