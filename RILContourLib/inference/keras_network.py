"""A Keras model as a network: traced once for each shape, run without surprises."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import ModelError
from .network import NetworkMemoryError


class KerasNetwork:
    """`model` is the Keras model itself, for whoever looks into it; `output` the name of the output that is used.

    ModelError if it has several inputs, or no output of that name.
    """

    def __init__(self, model: Any, output: str | None = None) -> None:
        if len(model.inputs) != 1:
            message = (
                f"The network has {len(model.inputs)} inputs; models of one input run here, whose channels are images."
            )
            raise ModelError(message)
        names = list(model.output_names)
        if output is not None and output not in names:
            message = f"The network has no output {output!r}; it has {', '.join(names)}."
            raise ModelError(message)
        self.model = model
        self._function = _traced(model, names.index(output) if output else 0)

    def __call__(self, batch: np.ndarray) -> np.ndarray:
        """The raw output for a batch, as the model takes it. ModelError if it does not; NetworkMemoryError."""
        import tensorflow

        try:
            return np.asarray(self._function(tensorflow.constant(batch, tensorflow.float32)))
        except (tensorflow.errors.ResourceExhaustedError, MemoryError) as error:
            message = f"Memory does not suffice for the network on {batch.shape}: close other programs, and try again."
            raise NetworkMemoryError(message) from error
        except (ValueError, TypeError, tensorflow.errors.InvalidArgumentError) as error:
            message = f"The network does not take an input of shape {batch.shape}: {first_line(error)}"
            raise ModelError(message) from error

    def close(self) -> None:
        """Let the model go; Python frees its memory."""
        self.model = self._function = None


def first_line(error: BaseException) -> str:
    """What an error says, in one line; its kind if it says nothing."""
    lines = str(error).strip().splitlines()
    return lines[0][:300] if lines else type(error).__name__


def _traced(model: Any, number: int) -> Any:
    """A function from a batch to output `number`, traced once for each shape; never XLA, which is slow on CPUs."""
    import tensorflow

    def run(batch: Any) -> Any:
        return tensorflow.nest.flatten(model(batch, training=False))[number]

    return tensorflow.function(run, reduce_retracing=True, jit_compile=False)
