"""What is seen of the open series, and the tools that work in it: trame-slicer's views and effects, put together."""
