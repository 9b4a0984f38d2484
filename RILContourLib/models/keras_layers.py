"""The classes that Keras makes by itself from a configuration, and that run nothing but their own arithmetic.

Left out on purpose, although Keras has them: what holds code or loads other files (Lambda, TFSMLayer,
TorchModuleWrapper, FlaxLayer, JaxLayer, the vocabularies' layers).
"""

from __future__ import annotations

from importlib.resources import files

KERAS_CLASSES = frozenset(
    files("RILContourLib").joinpath("resources/keras_classes.txt").read_text(encoding="utf-8").split()
)
