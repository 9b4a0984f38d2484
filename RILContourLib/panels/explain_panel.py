"""The Explain panel: what a model is asked about the open series, and the map that answers it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from ..errors import Cancelled, ModelError, RILContourError, UsageError
from ..exchange.explanation_out import write_map
from ..exchange.export_paths import refuse_image_places
from ..explain.explanation import METHODS, Explanation
from ..inference.runner import Runner
from ..progress import CancelToken
from ..session.exporting import export_project
from .choices import one_of
from .explain_choices import layer_options, method_options, model_options
from .explain_map import GrowingMap, file_name_for
from .explain_state import MAP_COLOURS, Asked, ExplainState, MapLook, MapState, SliceAt
from .explain_work import Learned, Request, answer, ids, learn
from .observing import Panel
from .opened import OpenSeries
from .translation import _
from .work import AtOnce, Executor
from .workspace import Workspace


class ExplainPanel(Panel):
    """Works on its executor, which waits for the runner; the newest request counts, and one that waits gives way.

    at() : the slice that is looked at; runner : as for predictions, best the same one
    pixels_of : a frame's voxels (ni, nj, nk) from memory, where the shell has them
    used() : `name@version` to begin with, as the Run panel takes it

    Nothing is loaded before the panel is shown (`set_shown`) and a model chosen. The map belongs to the open series.
    """

    def __init__(
        self,
        workspace: Workspace,
        at: Callable[[], SliceAt],
        runner: Runner | None = None,
        executor: Executor | None = None,
        pixels_of: Callable[[OpenSeries, int], np.ndarray] | None = None,
        used: Callable[[], str | None] = lambda: None,
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._at = at
        self._runner = runner
        self._executor: Executor = executor or AtOnce()
        self._pixels_of = pixels_of
        self._used = used
        self._state = ExplainState(methods=method_options(None))
        self._is_shown = False
        self._learned: Learned | None = None
        self._newest: Request | None = None
        self._map: GrowingMap | None = None
        self._map_of: Asked | None = None
        self._closing = CancelToken()
        self._lock = threading.RLock()
        self._subscriptions.append(workspace.switched.subscribe(self._switched))

    @property
    def state(self) -> ExplainState:
        return self._state

    def close(self) -> None:
        """Stop what is under way, loading a network included, and hear of nothing any more."""
        self._closing.cancel()
        self.cancel()
        super().close()

    # What is asked

    def set_shown(self, shown: bool) -> None:
        """Told by the shell: whether anybody looks at the panel."""
        self._is_shown = bool(shown)
        if self._is_shown:
            self.refresh()

    def refresh(self) -> None:
        """Look which models there are now."""
        self._executor.submit(self._look)

    def choose_model(self, label: str) -> None:
        """Load a model, `name@version`; its layers are known a moment later."""
        model = one_of(label, ids(self._state.models))
        if model != self._state.asked.model:
            self._ask(Asked(model, method=self._state.asked.method))
            self._executor.submit(self._learn)

    def choose_target(self, target: str) -> None:
        """Explain this class."""
        self._ask(replace(self._state.asked, target=one_of(target, ids(self._state.targets))), again=True)

    def choose_within(self, roi: str | None) -> None:
        """Explain the score of the voxels that are annotated as an ROI; None: of those that the network chooses."""
        within = one_of(roi, ids(self._state.regions)) if roi else None
        self._ask(replace(self._state.asked, within=within), again=True)

    def choose_method(self, method: str) -> None:
        """UsageError with the reason for one that the network does not have."""
        chosen = one_of(method, METHODS)
        why_not = self._learned.abilities.why_not(chosen) if self._learned else ""
        if why_not:
            raise UsageError(why_not)
        self._ask(replace(self._state.asked, method=chosen, layer=None), again=True)

    def choose_layer(self, layer: str | None) -> None:
        """Look at a layer of the network; None: at the usual one."""
        chosen = one_of(layer, ids(self._state.layers)) if layer else None
        self._ask(replace(self._state.asked, layer=chosen), again=True)

    def set_follows(self, follows: bool) -> None:
        """Whether another slice, and another choice, are explained at once as soon as there is a map."""
        self._change(follows=bool(follows))
        self.follow()

    # Explaining

    def explain(self, *, whole: bool = False) -> None:
        """Explain the slice that is looked at, or (this may take long) the whole series."""
        opened = self._workspace.opened
        if opened is None or not self._state.ready:
            self._workspace.messages.say(self._state.hint or _("Choose a model first."), "warning")
            return
        request = Request(opened, self._state.asked, self._at(), whole, CancelToken())
        if self._newest and self._newest.whole:
            self._newest.cancel.cancel()
        self._newest = request
        self._executor.submit(lambda: self._explain(request))

    def follow(self) -> None:
        """Told by the shell when another slice is looked at, and has been for a moment."""
        held, at = self._map, self._at()
        if not (self._is_shown and self._state.follows and self._state.ready and held):
            return
        is_known = self._map_of == self._state.asked and held.axis == at.axis and held.frame == at.frame
        if not (is_known and at.number in held) and not (self._newest and self._newest.whole):
            self.explain()

    def cancel(self) -> None:
        """Stop explaining; what the map had before stays."""
        if self._newest:
            self._newest.cancel.cancel()

    def clear(self) -> None:
        """Show no map."""
        self.cancel()
        self._put_map(None, None)

    # The map

    def set_look(
        self,
        *,
        shown: bool | None = None,
        opacity: float | None = None,
        colours: str | None = None,
        threshold: float | None = None,
        automatic: bool = False,
    ) -> None:
        """How it is laid over the image: each part that is given. automatic : Otsu's threshold again."""
        look = self._state.look
        if shown is not None:
            look = replace(look, shown=bool(shown))
        if opacity is not None:
            look = replace(look, opacity=min(max(float(opacity), 0.0), 1.0))
        if colours is not None:
            look = replace(look, colours=one_of(colours, MAP_COLOURS))
        if automatic or threshold is not None:
            look = replace(look, threshold=None if automatic or threshold is None else float(threshold))
        self._change(look=look, map=self._map_state(look))

    def picture(self, axis: int, number: int, frame: int = 0) -> np.ndarray | None:
        """The map in a slice of the image along `axis`: uint8 (.., .., 4), the two other image axes in their order.

        Red, green, blue and opacity; None where nothing of it is to be seen.
        """
        held = self._map
        return held.picture(axis, number, self._state.look) if held and held.frame == frame else None

    @property
    def map(self) -> GrowingMap | None:
        """All of it, for a shell that lays it over the image as a volume; another one takes its place as it grows."""
        return self._map

    @property
    def is_seen(self) -> bool:
        """Whether a map lies over the image now."""
        return self._map is not None and self._state.look.shown

    @property
    def suggested_name(self) -> str:
        """Of a file for the map."""
        opened, asked = self._workspace.opened, self._map_of
        return file_name_for(opened.name, asked.model or "", asked.method) if opened and asked else ""

    def save(self, path: Path, *, overwrite: bool = False) -> None:
        """Write the map as NIfTI on the image's grid; what refuses that becomes a message."""
        self._executor.submit(lambda: self._save(path, overwrite))

    # On the executor's thread

    def _look(self) -> None:
        try:
            models = model_options(self._workspace.project)
        except RILContourError as error:
            self._change(models=(), hint=str(error))
            return
        asked = self._state.asked
        if asked.model not in ids(models):
            first, used = next(iter(ids(models)), None), self._used()
            asked = Asked(used if used in ids(models) else first, method=asked.method)
        self._change(models=models, asked=asked)
        self._learn()

    def _learn(self) -> None:
        """Find out what can be asked about the chosen model on the open series, unless that is known."""
        opened, asked = self._workspace.opened, self._state.asked
        if opened is None or asked.model is None:
            no_models = _("There is no model yet; add one in the Models panel.")
            self._change(ready=False, hint=_("Open a series first.") if asked.model else no_models)
            return
        if self._is_known(asked.model):
            return
        self._learned = None
        self._change(ready=False, hint="", busy_with=_("Looking at {model}").format(model=asked.model))
        try:
            found = learn(self._workspace.project, opened, asked.model, self._runner, self._closing)
        except RILContourError as error:
            self._change(hint=str(error), targets=(), regions=(), layers=(), methods=method_options(None))
        else:
            if self._state.asked.model == asked.model and self._workspace.opened is opened:
                self._learned = found
                self._change(targets=found.targets, regions=found.regions)
                self._ask(found.possible(self._state.asked))
        finally:
            self._change(busy_with="")

    def _is_known(self, model: str | None) -> bool:
        """Whether it was learned what can be asked about the model on the open series."""
        opened, held = self._workspace.opened, self._learned
        return opened is not None and held is not None and (held.model, held.series) == (model, opened.name)

    def _explain(self, request: Request) -> None:
        if request is not self._newest or self._workspace.opened is not request.opened:
            return
        what = _("Explaining the series") if request.whole else _("Explaining this slice")
        self._change(busy_with=what, done=0, total=None, hint="")
        try:
            found = answer(self._workspace.project, request, self._pixels(request), self._runner, self._hear)
        except Cancelled:
            self._workspace.messages.say(_("Explaining was stopped."))
        except RILContourError as error:
            self._change(hint=str(error))
        else:
            if self._workspace.opened is request.opened:
                self._take(request, found)
        finally:
            with self._lock:
                self._newest = None if self._newest is request else self._newest
            self._change(busy_with="", done=0, total=None)

    def _pixels(self, request: Request) -> np.ndarray | None:
        return self._pixels_of(request.opened, request.at.frame) if self._pixels_of else None

    def _hear(self, done: int, total: int | None, label: str) -> None:
        """The network is named by `label` while it is loaded, which is no news."""
        self._change(done=done, total=total)

    def _take(self, request: Request, found: Explanation) -> None:
        held, asked, at = self._map, request.asked, request.at
        same = held and self._map_of == asked and held.axis == at.axis and held.frame == at.frame
        if not (held and same) or request.whole:
            title = self._learned.title(asked, found.layer) if self._learned else ""
            held = GrowingMap(request.opened.image.geometry.shape, at.axis, title, at.frame)
        self._put_map(held.grown(found), asked)

    def _save(self, path: Path, overwrite: bool) -> None:
        held, opened = self._map, self._workspace.opened
        with self._workspace.messages.refusals():
            if held is None or opened is None:
                raise ModelError(_("There is no map to be saved yet: explain a slice first."))
            refuse_image_places(iter([path]), export_project(self._workspace.project))
            write_map(path, opened.image, held.volume(), overwrite=overwrite)
            self._workspace.messages.say(_("The map was saved as {path}.").format(path=path))

    # The state

    def _switched(self) -> None:
        self.cancel()
        if not self._is_known(self._state.asked.model):
            self._learned = None
            self._put_map(None, None)
            self._change(ready=False)
            if self._is_shown:
                self._executor.submit(self._learn)

    def _ask(self, asked: Asked, *, again: bool = False) -> None:
        """Show another question; `again` where the map follows it."""
        found = self._learned.abilities if self._learned and self._is_known(asked.model) else None
        self._change(
            asked=asked,
            methods=method_options(found),
            layers=layer_options(found, asked.method),
            usual_layer=found.usual_layer if found else None,
            ready=found is not None,
        )
        if again:
            self.follow()

    def _put_map(self, held: GrowingMap | None, asked: Asked | None) -> None:
        with self._lock:
            self._map, self._map_of = held, asked
            if held is None or self._state.look.threshold is not None:
                self._state = replace(self._state, look=replace(self._state.look, threshold=None))
        self._change(map=self._map_state(self._state.look))

    def _map_state(self, look: MapLook) -> MapState | None:
        held = self._map
        return held.state(look) if held else None

    def _change(self, **changes: object) -> None:
        with self._lock:
            self._state = replace(self._state, **changes)  # type: ignore[arg-type]
        self.changed.tell()
