"""What was annotated on one series, as plain data: masks, points, answers, status, makers, and the edits between.

Arrays are in the image file's own index order (i, j, k); points are continuous ijk, voxel centres on integers.
"""
