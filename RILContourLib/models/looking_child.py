"""`python -m RILContourLib.models.looking_child FILE [ARCHITECTURE]`: what a network's file holds, as JSON."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..errors import ModelError
from .inspection import inspect_network


def main() -> None:
    """Write `network`, or `error` with the sentence that says why it cannot be read."""
    said: dict[str, Any]
    try:
        said = {"network": asdict(inspect_network(*(Path(each) for each in sys.argv[1:])))}
    except ModelError as error:
        said = {"error": str(error)}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
