"""How the page is served: one user, one window, on this computer, to nobody else."""
