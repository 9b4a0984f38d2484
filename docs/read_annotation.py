"""Print the newest annotation of an image, and save one ROI's mask, with nothing but nibabel and json.

Usage: python read_annotation.py scan.nii.gz [SIDECAR] [ROI mask.nii.gz]
SIDECAR: the folder scan.nii.gz.ril if it is not beside the image, or in it the folder of one of several projects."""

import gzip
import json
import sys
from pathlib import Path

import nibabel
import numpy

image_path, *wanted = sys.argv[1:]
image = nibabel.load(image_path)
sidecar = Path(wanted.pop(0) if wanted and Path(wanted[0]).is_dir() else f"{image_path}.ril")
projects = [log.parents[1] for log in (*sidecar.glob("main/log"), *sidecar.glob("*/main/log"))]
if len(projects) != 1:
    sys.exit(f"{sidecar} has {len(projects)} projects; name one: {', '.join(map(str, sorted(projects)))}")
log = sorted((projects[0] / "main" / "log").glob("*.json"))
head = json.loads(log[-1].read_text("utf-8"))["state"]  # what holds after the last entry
if head["commit"] is None:
    sys.exit(f"{image_path} was opened but never annotated.")
version = json.loads((log[0].parent / f"{head['commit']:010d}.json").read_text("utf-8"))
print(f"Version {version['version']} of {head['series']}, by {version['user']} at {version['time']}")
for field, answer in version["answers"]["series"].items():
    print(f"  {field}: {answer['value']} ({answer['maker']})")
for roi, points in version["points"].items():
    for point in points:
        print(f"  {roi}: point {point['label']} at {point['ras_mm']} mm RAS")
for roi, annotated in version["rois"].items():
    mask = numpy.zeros((*image.shape, 1, 1, 1)[:4], numpy.uint8)  # i, j, k, frame
    for part in annotated["masks"]:
        content = gzip.decompress((projects[0] / "masks" / f"{part['blob']}.mask").read_bytes())
        box = tuple(slice(first, last + 1) for first, last in part["extent"])
        voxels = numpy.asarray(nibabel.Nifti1Image.from_bytes(content).dataobj)
        mask[(*box, part["frame"])] = voxels.reshape([side.stop - side.start for side in box])
    print(f"  {roi}: {annotated['status']}, {int(mask.sum())} voxels")
    if wanted[:1] == [roi]:
        nibabel.save(nibabel.Nifti1Image(mask.reshape(image.shape), image.affine), wanted[1])
