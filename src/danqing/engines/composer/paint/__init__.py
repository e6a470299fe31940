"""Scene → pixels: a painter for every name that a layout uses, each in a file named after what it paints."""
