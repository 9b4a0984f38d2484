"""View models of the panels: state as plain data, commands as methods; drawn by the workbench and by Slicer's modules.

No panel does input or output of its own, none knows a shell. What takes long is handed to an `Executor` that the shell
gives, so a panel may change on another thread than the one that draws it: see `observing` and `work`.
"""
