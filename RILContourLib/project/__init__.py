"""A project's definitions: reading, checking and editing `rilcontour.yaml`, and the rules that it sets.

Plain data and plain Python: nothing here opens an image or an annotation.

    definitions, roi, text_field   what a project file says
    check                          reading a file, with everything that is wrong in it
    new_file, writer, revise       making a file, and changing one without losing what people wrote in it
    changes                        what a change of the definitions does to annotations that exist
    template, palette, terms       making an ROI template
    answers, applicability         which answers are allowed, and which questions are asked
    companions, split, metadata    what belongs to a series
"""
