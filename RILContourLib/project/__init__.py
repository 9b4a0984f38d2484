"""A project's definitions: reading, checking and editing `rilcontour.yaml`, and the rules that it sets.

Plain data and plain Python: nothing here opens an image or an annotation.
"""
