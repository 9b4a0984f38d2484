"""The module's panels: Qt widgets that draw the view models of RILContourLib.panels, and decide nothing.

A panel is a file of its own, a subclass of `Panel.Panel`, with its layout in Resources/UI. Names are Slicer's way. What
is used of Qt keeps to what means the same on Qt 5.15 and 6, and in PythonQt and other bindings: values come from a
signal's arguments, from methods like `isChecked()` or from `property("text")`; they go in by setters; signals are
connected by `widget.signal.connect(function)`.
"""
