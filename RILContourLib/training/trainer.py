"""The training itself: epochs of steps, a validation and a checkpoint after each."""

from __future__ import annotations

import json
import math
import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import ModelError
from ..files import replace_file
from ..inference.tensorflow_import import import_keras
from ..models.version import ModelVersion
from ..progress import CancelToken
from .checkpoint import Checkpoint
from .losses import loss_of
from .network_kinds import TrainableNetwork, build_network
from .plan import NETWORK, RESULT, Plan
from .records import Ended, EpochRecord, Progressed, best_of
from .sampling import batches_an_epoch, epoch_order
from .scores import Scores, mean_score
from .slice_data import Batch, SliceData

WEIGHT_DECAY = 1e-5
LARGEST_GRADIENT = 1.0
LOWEST_RATE = 0.02
"""The learning rate falls along half a cosine to this part of itself."""

Tell = Callable[[EpochRecord | Progressed], None]


class Trainer:
    """One training in this process, from where its folder says it is. The same folder gives the same weights on a CPU.

    ModelError if the previous version's weights cannot be taken over, memory does not suffice, the disk is full, or
    the loss is no number any more.
    """

    def __init__(self, folder: Path, tell: Tell, cancel: CancelToken) -> None:
        self._folder, self._tell, self._cancel = folder, tell, cancel
        self.plan = Plan.load(folder)
        keras = import_keras()
        import tensorflow as tf

        tf.config.experimental.enable_op_determinism()
        keras.utils.set_random_seed(self.plan.options.seed)
        self._network = build_network(self.plan.shape)
        self._optimizer = keras.optimizers.AdamW(
            self.plan.options.learning_rate, weight_decay=WEIGHT_DECAY, global_clipnorm=LARGEST_GRADIENT
        )
        self._optimizer.build(self._network.logits.trainable_variables)
        self._curves: tuple[EpochRecord, ...] = ()
        self._best: list[np.ndarray] = []
        self._go_on()
        self._step = _traced_step(self.plan, self._network, self._optimizer)
        self._see = tf.function(lambda images: self._network.logits(images, training=False), reduce_retracing=True)

    def run(self) -> Ended:
        """All epochs that are missing, unless stopped between two batches; then the epoch in hand is done again."""
        options = self.plan.options
        data = SliceData(self.plan, self._folder)
        batches = batches_an_epoch(len(data.training), options.batch)
        while len(self._curves) < options.epochs and not self._out_of_patience():
            record = self._epoch(data, len(self._curves) + 1, batches)
            if record is None:
                return Ended(True, self._curves)
            self._keep(record)
            self._tell(record)
        self.export()
        return Ended(False, self._curves)

    def export(self) -> None:
        """Write the best weights as a whole network, with what made it. ModelError if there are none yet."""
        if not self._best:
            message = f"{self.plan.model} has no epoch behind it yet, so there is nothing to publish."
            raise ModelError(message)
        import keras
        import tensorflow

        self._network.logits.set_weights(self._best)
        written = self._folder / f".{NETWORK}.tmp.keras"
        libraries = {"keras": keras.__version__, "tensorflow": tensorflow.__version__, "numpy": np.__version__}
        result = {"libraries": {"python": platform.python_version(), **libraries}}
        try:
            self._network.probabilities.save(written)
            replace_file(self._folder / RESULT, json.dumps(result).encode())
            written.replace(self._folder / NETWORK)
        except OSError as error:
            message = f"The network cannot be written to {self._folder}: {error.strerror or error}; make room, resume."
            raise ModelError(message) from error

    def _go_on(self) -> None:
        """From the checkpoint, else from the previous version, else from random weights."""
        held = Checkpoint.load(self._folder)
        if held is not None:
            self._network.logits.set_weights(list(held.weights))
            for variable, value in zip(self._optimizer.variables, held.optimizer, strict=True):
                variable.assign(value)
            self._curves, self._best = held.curves, list(held.best)
        elif self.plan.start_folder is not None:
            self._network.logits.set_weights(_weights_of(self.plan, self._network))

    def _out_of_patience(self) -> bool:
        best = best_of(self._curves)
        patience = self.plan.options.patience
        return bool(patience and best and len(self._curves) - best.epoch >= patience)

    def _epoch(self, data: SliceData, epoch: int, batches: int) -> EpochRecord | None:
        """None if stopped."""
        options, start = self.plan.options, time.monotonic()
        order = epoch_order(data.weights, batches, options.batch, options.seed, epoch)
        total, rate = 0.0, 0.0
        varied = data.varied_batches(order, options.augmentation, (options.seed, epoch))
        for number, batch in enumerate(varied):
            if self._cancel.cancelled:
                varied.close()
                return None
            rate = _rate(options.learning_rate, (epoch - 1) * batches + number, options.epochs * batches)
            self._optimizer.learning_rate = rate
            total += self._learned(batch, epoch)
            self._tell(Progressed(epoch, number + 1, batches, total / (number + 1)))
        loss, by_class = self._validated(data)
        scores = dict(zip(self.plan.classes, by_class, strict=True))
        seconds = time.monotonic() - start
        return EpochRecord(epoch, total / batches, loss, mean_score(by_class), scores, rate, seconds)

    def _learned(self, batch: Batch, epoch: int) -> float:
        """The loss of one step."""
        import tensorflow as tf

        try:
            loss = float(self._step(batch.images, batch.truth, batch.known))
        except (tf.errors.ResourceExhaustedError, MemoryError) as error:
            message = (
                f"Memory does not suffice to train {self.plan.model} with {len(batch.images)} slices at once: choose a "
                "smaller batch, a larger spacing or a narrower network."
            )
            raise ModelError(message) from error
        if not math.isfinite(loss):
            message = (
                f"The loss of {self.plan.model} is no number any more in epoch {epoch}; what it had learned before is "
                "kept. Train again with a lower learning rate."
            )
            raise ModelError(message)
        return loss

    def _validated(self, data: SliceData) -> tuple[float, list[float | None]]:
        """Mean loss and the measure by class, on slices as inference sees them."""
        shape, total, count = self.plan.shape, 0.0, 0
        scores = Scores(shape.task, shape.output, len(self.plan.classes))
        for batch in data.validation_batches(self.plan.options.batch):
            logits = self._see(batch.images)
            total += float(loss_of(shape, logits, batch.truth, batch.known)) * len(batch.images)
            count += len(batch.images)
            scores.add(np.asarray(logits), batch.truth, batch.known)
        return total / max(count, 1), scores.by_class()

    def _keep(self, record: EpochRecord) -> None:
        curves = (*self._curves, record)
        weights = self._network.logits.get_weights()
        best = weights if best_of(curves) is record else self._best
        optimizer = [np.asarray(variable) for variable in self._optimizer.variables]
        Checkpoint(curves, weights, optimizer, best).save(self._folder)
        self._curves, self._best = curves, best


def _rate(highest: float, step: int, steps: int) -> float:
    """Half a cosine down, after a short rise that keeps the first steps from undoing what was known."""
    warm = max(1, min(100, steps // 20))
    fall = LOWEST_RATE + (1 - LOWEST_RATE) * 0.5 * (1 + math.cos(math.pi * step / steps))
    return highest * fall * min(1.0, (step + 1) / warm)


def _traced_step(plan: Plan, network: TrainableNetwork, optimizer: Any) -> Any:
    """A function that learns from one batch and returns its loss; never XLA, which is slow on CPUs."""
    import tensorflow as tf

    variables = network.logits.trainable_variables

    def step(images: Any, truth: Any, known: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = loss_of(plan.shape, network.logits(images, training=True), truth, known)
        optimizer.apply(tape.gradient(loss, variables), variables)
        return loss

    return tf.function(step, reduce_retracing=True, jit_compile=False)


def _weights_of(plan: Plan, network: TrainableNetwork) -> list[np.ndarray]:
    """Those of the version that training begins with. ModelError if they do not fit."""
    from ..inference.keras_loading import load_network

    folder = Path(plan.start_folder or "")
    weights = load_network(ModelVersion(folder, int(folder.name))).model.get_weights()
    wanted = [value.shape for value in network.logits.get_weights()]
    if [value.shape for value in weights] != wanted:
        message = f"{plan.start} has another network than the one to be trained: train from scratch."
        raise ModelError(message)
    return weights
