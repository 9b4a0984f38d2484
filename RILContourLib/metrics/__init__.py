"""Numbers about annotations."""
