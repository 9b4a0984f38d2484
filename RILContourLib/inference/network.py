"""What the runner asks of a network, whichever library runs it."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from ..errors import ModelError


class Network(Protocol):
    """A loaded network. It is called from one thread."""

    def __call__(self, batch: np.ndarray, /) -> np.ndarray:
        """The raw output for a batch (n, ..., channels) or, as the model says, (n, channels, ...); both float32.

        ModelError if the network does not take it; NetworkMemoryError if there is too little memory for it.
        """
        ...

    def close(self) -> None:
        """Give its memory back."""
        ...


class NetworkMemoryError(ModelError):
    """Too little memory for a batch; half of it may do."""
