"""The page's panels: each draws one view model of `RILContourLib.panels` and decides nothing."""
