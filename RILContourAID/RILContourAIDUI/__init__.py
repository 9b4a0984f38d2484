"""The panels of RIL-Contour AID: Qt widgets that draw the view models of networks, and decide nothing.

They are made as those of RILContourUI are, and work on the project that is open there. Nothing here imports TensorFlow;
what needs it says what is to be installed, and asks.
"""
