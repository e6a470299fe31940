"""Typesetting: strings become outlines that lie inside a box, with nothing cut off and nothing guessed."""
