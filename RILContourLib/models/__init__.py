"""Models as folders: what a network expects and what its output means, in libraries that people share."""
