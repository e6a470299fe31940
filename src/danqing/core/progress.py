"""How far a drawing has come, told by whoever draws while it is drawn, and how it is called off."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """`done` of `of` steps of the whole job are behind us."""

    done: int
    of: int
    preview: bytes | None = None
    """An encoded picture of what there is so far, small and rough; only for jobs that want `previews`."""
    number: int = 0
    """Which of the job's images the preview shows, from 0."""


Report = Callable[[Step], None]
"""Takes a step. Inside a drawer it raises CalledOff once nobody wants the drawing any more; else it never raises."""


class CalledOff(Exception):
    """The drawing is no longer wanted; a drawer lets it pass."""


def unheard(step: Step) -> None:
    """Take a step that nobody wants to hear of."""
    del step
