"""Numbers of peer libraries that are too large for `make test`, with the scripts that made them."""
