"""What the shortcuts do that need nothing of a shell: the same for both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from .keyboard import KeyboardAnswers
from .roi_panel import KEYS, ROIPanel
from .workspace import Workspace

Commands = Mapping[str, Callable[[], object]]
OF_THE_SHELL = ("browser.", "help.", "tool.", "brush.", "slice.", "window.", "view.", "draft.")
"""How the ids of shortcuts begin that a shell answers itself: they act on its views, tools and windows."""


def commands(workspace: Workspace, roi: ROIPanel, keyboard: KeyboardAnswers) -> Commands:
    """By the ids of `shortcuts`; those of keys in the keyboard mode are `KeyboardAnswers.press`."""
    choose = {f"roi.choose_{key}": partial(roi.choose_key, key) for key in KEYS}
    return {
        "series.next": lambda: workspace.open_neighbour(1),
        "series.previous": lambda: workspace.open_neighbour(-1),
        "series.next_unseen": lambda: workspace.open_neighbour(1, unseen=True),
        "series.save": workspace.save,
        "edit.undo": workspace.undo,
        "edit.redo": workspace.redo,
        **choose,
        "roi.next": lambda: roi.step(1),
        "roi.previous": lambda: roi.step(-1),
        "roi.finish": roi.finish,
        "roi.lock": roi.toggle_locked,
        "roi.lock_others": roi.lock_all_others,
        "answer.switch": lambda: keyboard.switch(not keyboard.state.on),
    }
