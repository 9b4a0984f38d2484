"""Changing masks by rule: brushes, outlines, islands, margins, smoothing, filling. Arrays in, arrays out."""
