"""Grounds: what a scene is set in, from edge to edge of the canvas."""
