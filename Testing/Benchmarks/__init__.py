"""How fast the library is, beside its peers, on the machine at hand: `make bench`."""
