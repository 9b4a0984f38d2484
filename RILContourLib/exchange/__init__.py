"""Annotations out of a project and into it: mask files, segmentations, tables, JSON, pictures.

Everything here is given plain values (masks, definitions, geometry, paths); it knows neither store nor session.
"""
