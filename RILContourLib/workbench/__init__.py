"""The workbench: the annotator's work in a browser, on Slicer's own libraries (slicer-core, trame-slicer)."""
