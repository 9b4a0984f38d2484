"""Which ways of explaining there are for one network."""

from __future__ import annotations

from dataclasses import dataclass

from .explanation import Method
from .structure import NO_LAYER, LayerInfo


@dataclass(frozen=True)
class Abilities:
    """What can be asked about a network, on images of one size.

    layers : those whose output lies over the image, in the order in which they are called
    usual_layer : the one that is looked at unless another is chosen; None if Grad-CAM and SAM take none
    no_cam : why CAM cannot be had, as a sentence; empty if it can
    """

    layers: tuple[LayerInfo, ...]
    usual_layer: str | None
    no_cam: str

    def why_not(self, method: Method) -> str:
        """Why the method cannot be had of this network: one sentence; empty if it can."""
        if method == "cam":
            return self.no_cam
        if method in ("grad-cam", "sam") and self.usual_layer is None:
            return NO_LAYER
        return ""

    def layers_for(self, method: Method) -> tuple[LayerInfo, ...]:
        """The layers that one may choose for the method; none if it does not look at one."""
        if method == "output":
            return self.layers
        return tuple(layer for layer in self.layers if layer.usable) if method in ("grad-cam", "sam") else ()
