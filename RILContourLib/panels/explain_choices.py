"""What the Explain panel offers, and what it is called."""

from __future__ import annotations

from ..explain.abilities import Abilities
from ..explain.explanation import METHODS, Method
from ..explain.structure import LayerInfo
from ..explain.targets import class_label
from ..models.description import ModelDescription, OutputClass
from ..project.definitions import Definitions
from ..session.project import Project
from .explain_state import Option
from .translation import _


def method_names() -> dict[Method, str]:
    """What the methods are called."""
    return {
        "saliency": _("Saliency"),
        "cam": _("CAM"),
        "grad-cam": _("Grad-CAM"),
        "sam": _("Saliency activation map (SAM)"),
        "output": _("Output of a layer"),
    }


def method_words() -> dict[Method, str]:
    """What a map of each method shows, in a sentence for people who know no networks."""
    return {
        "saliency": _("Where a small change of the image would change the answer most, voxel by voxel."),
        "cam": _("Which regions added up to the answer, as coarse as the network's last layer."),
        "grad-cam": _("Which regions spoke for the answer, as a soft, coarse map; the usual one."),
        "sam": _("Which places spoke for the answer, finer than Grad-CAM, most so in early layers."),
        "output": _("What a layer responds to, whatever the answer is."),
    }


def model_options(project: Project) -> tuple[Option, ...]:
    """All versions of all models, the newest of each first. ModelError."""
    shelf = project.models
    models = [model for name in shelf.names for model in reversed(shelf.history(name))]
    return tuple(Option(model.label, model.label) for model in models)


def target_options(model: ModelDescription, definitions: Definitions) -> tuple[Option, ...]:
    """The classes of a model."""
    return tuple(Option(class_label(each), _class_name(each, definitions)) for each in model.output.classes)


def region_options(model: ModelDescription, definitions: Definitions) -> tuple[Option, ...]:
    """ROI whose voxels can be asked about; none where a model rates whole slices."""
    if model.task != "segmentation":
        return ()
    return tuple(Option(roi.id, roi.name) for roi in definitions.rois if roi.kind == "area")


def method_options(abilities: Abilities | None) -> tuple[Option, ...]:
    """All methods; those that the network does not have say why."""
    names = method_names()
    return tuple(Option(each, names[each], abilities.why_not(each) if abilities else "") for each in METHODS)


def layer_options(abilities: Abilities | None, method: Method) -> tuple[Option, ...]:
    """The layers that the method can look at, in the network's order."""
    return tuple(Option(each.name, _layer_name(each)) for each in abilities.layers_for(method)) if abilities else ()


def _class_name(found: OutputClass, definitions: Definitions) -> str:
    if found.roi is not None:
        return next((roi.name for roi in definitions.rois if roi.id == found.roi), found.roi)
    label = class_label(found)
    field = next((each for each in definitions.text if each.id == found.field), None)
    return f"{field.ask}: {label.partition('=')[2]}" if field else label


def _layer_name(layer: LayerInfo) -> str:
    sides = " × ".join(map(str, layer.sides))
    return f"{layer.name} ({layer.kind}, {sides}, {layer.channels})"
