"""Why a network says what it says: maps over the image of what spoke for a class, or of what a layer gave."""
