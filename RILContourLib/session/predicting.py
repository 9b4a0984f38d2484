"""From a series and a model to a draft."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..annotation.annotation import Annotation
from ..annotation.answers import Answer, Subject
from ..annotation.extent import Extent, Shape
from ..annotation.makers import SliceMakers
from ..errors import ModelError, UsageError
from ..inference.job import Job
from ..inference.prediction import Prediction
from ..inference.runner import Runner
from ..inference.running import Wanted
from ..models.description import ModelDescription
from ..models.version import ModelVersion
from ..progress import CancelToken, Progress, no_progress
from ..project.answers import validate_answer
from ..project.definitions import Definitions
from .draft_parts import slices_with_voxels
from .model_channels import channels_of

if TYPE_CHECKING:
    from .series import Series


@dataclass(frozen=True)
class PredictOptions:
    """What is asked of a model.

    rois : those to draft (all of the model's); slices : [start, stop) along image axis `axis`, the annotation's slice
        axis unless given (all); box : of voxels (i, j, k), in which slices are chosen if both are given (all of them)
    frame : of a 4D image (all of them)

    Within them the draft is what it would be of the whole image, but for clean-up, which looks only at what is asked.
    """

    rois: frozenset[str] | None = None
    slices: tuple[int, int] | None = None
    axis: int | None = None
    frame: int | None = None
    box: Extent | None = None


ALL_OF_IT = PredictOptions()


def check_fits(definitions: Definitions, model: ModelDescription, rois: Iterable[str] | None = None) -> None:
    """Whether the project has what a model drafts.

    UnknownROI, UnknownField; AnswerRefused for an answer that a field does not allow; ModelError for an ROI of points,
    a field about something else than series and slices, an ROI that the model does not draft.
    """
    for roi in model.rois:
        if definitions.roi(roi).kind != "area":
            message = f"{model.name} drafts areas, but {roi} marks points in this project."
            raise ModelError(message)
    for each in model.output.classes:
        if each.field is not None:
            field = definitions.text_field(each.field)
            if field.about not in ("series", "slice"):
                message = f"{model.name} answers {field.id} of series and slices; it is asked about {field.about}s."
                raise ModelError(message)
            validate_answer(field, _value(definitions, each.field, each.answer))
    unknown = sorted(set(rois or ()) - set(model.rois))
    if unknown:
        message = f"{model.name} does not draft {', '.join(unknown)}; it drafts {', '.join(model.rois) or 'answers'}."
        raise ModelError(message)


def predictions_of(
    series: Series,
    version: ModelVersion,
    runner: Runner,
    options: PredictOptions = ALL_OF_IT,
    *,
    progress: Progress = no_progress,
    cancel: CancelToken | None = None,
) -> list[Prediction]:
    """What the model says of each frame that is wanted, in this order. ModelError, ImageError, Cancelled."""
    model, geometry = version.description, series.image.geometry
    check_fits(series.project.definitions, model, options.rois)
    wanted = Wanted(options.rois, region_of(series, options))
    found = []
    for frame in _frames(series, options):
        job = Job(version.folder, version.number, channels_of(series, model, frame), geometry, wanted, frame)
        running = runner.submit(job, progress=progress, cancel=cancel)
        found.append(running.result())
    return found


def keep_draft(
    series: Series, model: ModelDescription, predictions: Sequence[Prediction], options: PredictOptions = ALL_OF_IT
) -> str:
    """Keep what a model said as a draft, without a lease; returns its id. StoreError, ImageChanged."""
    project = series.project
    draft = project.store.put_draft(
        series.name,
        _annotation(series, predictions, project.definitions),
        model=predictions[0].model,
        user=project.user,
        confidence=_confidence(predictions),
        details=_details(series, model, predictions, options),
        track=series.track,
    )
    return draft.id


def region_of(series: Series, options: PredictOptions) -> Extent:
    """The box of the series that is asked for. UsageError if there is no such part of it."""
    shape = series.image.geometry.shape
    region = whole = Extent.whole(shape)
    if options.slices is not None:
        axis = series.read().annotation.slice_axis if options.axis is None else options.axis
        start, stop = options.slices
        if not 0 <= start < stop <= shape[axis]:
            message = f"There are no slices {start} to {stop - 1} in {series.name}; it has 0 to {shape[axis] - 1}."
            raise UsageError(message)
        region = _slab(shape, axis, start, stop)
    if options.box is None:
        return region
    if not whole.contains(options.box):
        sizes = " x ".join(map(str, shape))
        message = (
            f"A box from {options.box.start} to {options.box.stop} is not within {series.name}, which has {sizes}."
        )
        raise UsageError(message)
    both = region.intersection(options.box)
    if both is None:
        message = f"The box holds none of the slices that are asked for in {series.name}; name one or the other."
        raise UsageError(message)
    return both


def _slab(shape: Shape, axis: int, first: int, last: int) -> Extent:
    start, stop = [0, 0, 0], list(shape)
    start[axis], stop[axis] = first, last
    return Extent((start[0], start[1], start[2]), (stop[0], stop[1], stop[2]))


def _frames(series: Series, options: PredictOptions) -> range:
    frames = series.image.geometry.frames
    if options.frame is None:
        return range(frames)
    if not 0 <= options.frame < frames:
        message = f"There is no frame {options.frame} in {series.name}; it has {frames}."
        raise UsageError(message)
    return range(options.frame, options.frame + 1)


def _annotation(series: Series, predictions: Sequence[Prediction], definitions: Definitions) -> Annotation:
    """The draft's content: masks, and answers about the series (of the first frame) and its slices."""
    held = series.read().annotation
    drafted = Annotation(held.shape, held.frames, held.slice_axis)
    for prediction in predictions:
        for roi, mask in prediction.masks.items():
            slices = slices_with_voxels(mask, drafted.slice_axis)
            drafted.set_mask(roi, prediction.frame, mask, SliceMakers({prediction.model: slices}))
        for name, decision in prediction.answers.items():
            if definitions.text_field(name).about == "slice":
                _put_slice_answers(drafted, definitions, prediction, name)
            elif prediction is predictions[0]:
                value = _value(definitions, name, decision.answer)
                answer = None if value is None else Answer(value, prediction.model)
                drafted.answers.put(Subject.series(), name, answer)
    return drafted


def _put_slice_answers(drafted: Annotation, definitions: Definitions, prediction: Prediction, name: str) -> None:
    decision = prediction.answers[name]
    if decision.axis != drafted.slice_axis:
        message = (
            f"{prediction.model} looks at slices along axis {decision.axis}, but this series counts them along axis "
            f"{drafted.slice_axis}: {name} cannot be answered."
        )
        raise ModelError(message)
    for number, found in decision.slice_answers.items():
        value = _value(definitions, name, found)
        if value is not None:
            drafted.answers.put(Subject.slice(number, prediction.frame), name, Answer(value, prediction.model))


def _value(definitions: Definitions, name: str, answer: Any) -> Any:
    """A class' answer as its field has it: of several choices it is one."""
    field = definitions.text_field(name)
    return validate_answer(field, [answer] if field.kind == "choices" and answer is not None else answer)


def _confidence(predictions: Sequence[Prediction]) -> dict[str, float]:
    """By ROI the mean over its voxels on all frames; by field that of the series' answer."""
    sums: dict[str, tuple[float, int]] = {}
    for prediction in predictions:
        for roi, mask in prediction.masks.items():
            total, count = sums.get(roi, (0.0, 0))
            sums[roi] = total + prediction.confidence[roi].mean * mask.count, count + mask.count
    found = {roi: total / count if count else 0.0 for roi, (total, count) in sums.items()}
    return found | {name: decision.probability for name, decision in predictions[0].answers.items()}


def _details(
    series: Series, model: ModelDescription, predictions: Sequence[Prediction], options: PredictOptions
) -> dict[str, Any]:
    by_slice: dict[str, dict[str, Any]] = {}
    classes: dict[str, dict[str, Any]] = {}
    for each in predictions:
        for roi, confidence in each.confidence.items():
            by_slice.setdefault(roi, {})[str(each.frame)] = _plain(confidence.by_slice)
        for name, decision in each.answers.items():
            rows = [[answer, _plain(values)] for answer, values in decision.by_slice.items()]
            classes.setdefault(name, {})[str(each.frame)] = rows
    return {
        "covered": region_of(series, options).to_json(),
        "frames": [each.frame for each in predictions],
        "rois": [roi for roi in model.rois if options.rois is None or roi in options.rois],
        "axis": predictions[0].axis,
        "confidence_by_slice": by_slice,
        "probabilities": classes,
    }


def _plain(values: Iterable[float]) -> list[float | None]:
    """Four decimals; None for what is no number."""
    return [None if value != value else round(float(value), 4) for value in values]
