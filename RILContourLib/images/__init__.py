"""Images as their NIfTI files hold them: header, geometry, pixels, identity, and masks written on the same grid.

Arrays are in the file's own index order (i, j, k); affines map continuous ijk to RAS millimetres.
"""
