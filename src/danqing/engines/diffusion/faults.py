"""What can go wrong while a picture is computed; the caller is told no more than that it did."""

from danqing.core.errors import EngineError


class NotAPicture(EngineError):
    """What was computed holds no numbers: the weights, or their type, are broken."""


class NotEnoughMemory(EngineError):
    """A picture does not fit into the memory, however it is drawn."""
