"""Edits: an instruction and one to three pictures, or words and a reference, made into a picture without a model."""

from danqing.engines.composer.edit.drawing import edit
from danqing.engines.composer.edit.editing import Edited, edited
from danqing.engines.composer.edit.reading import read
from danqing.engines.composer.edit.references import repaint, restyle
from danqing.engines.composer.edit.step import Action, Instruction, Step

__all__ = ["Action", "Edited", "Instruction", "Step", "edit", "edited", "read", "repaint", "restyle"]
