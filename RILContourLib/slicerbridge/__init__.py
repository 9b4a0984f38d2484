"""Between the library and MRML: images, points and segmentations as nodes of a scene, and the guard over them.

The same code runs on the package slicer-core and inside the desktop application: nothing here needs Qt, a module of the
application, or a global scene. Arrays of nodes are in VTK's order (k, j, i); the library's are (i, j, k).
"""
