"""Where annotations are kept: the Protocol that sessions use, and the store in folders beside the images."""
