"""Running networks on images: the way in, the way back, in this process or in a child."""
