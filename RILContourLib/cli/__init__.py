"""The command `rilcontour`: one shell of the library; it asks, calls and prints, and decides nothing."""
