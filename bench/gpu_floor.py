"""How fast Qwen-Image could be on a card at best: its multiplications at the rate that the card multiplies matrices.

Its transformer computes and hardly waits for memory: at 1024*1024 a forward pass takes about nine times as long as
reading the 41 GB of weights, so batches save nothing, and only fewer or cheaper multiplications do.
"""

from dataclasses import dataclass

BLOCKS = 60
WIDTH = 3072
"""24 heads of 128."""

PATCH = 16
"""Pixels along the side of what one token stands for: 8 in the autoencoder, 2 in the transformer."""

TOLD = 64
UNTOLD = 6
"""Text tokens of a usual prompt, and of the negative prompt of one space."""


@dataclass(frozen=True, slots=True)
class Work:
    """One image."""

    side: int
    """Pixels along each side."""
    steps: int
    guided: bool
    """Whether each step asks twice, with the prompt and with the negative prompt."""

    @property
    def name(self) -> str:
        """How tables call it: `1328*1328, 50 steps with guidance`."""
        return f"{self.side}*{self.side}, {self.steps} steps {'with' if self.guided else 'without'} guidance"


WORKS = tuple(Work(side, steps, guided) for side in (1328, 1024) for steps, guided in ((50, True), (8, False)))


def forward(side: int, text: int) -> float:
    """Return the floating-point operations of one pass through the transformer.

    Pictures and texts have weights of their own in each block: 4 d² for attention and 8 d² for the two layers after it.
    """
    tokens = (side // PATCH) ** 2 + text
    linear = 2 * 12 * WIDTH**2 * tokens
    attention = 4 * tokens**2 * WIDTH
    return float(BLOCKS * (linear + attention))


def operations(work: Work) -> float:
    """Return the floating-point operations of all steps of one image."""
    passes = [TOLD, UNTOLD] if work.guided else [TOLD]
    return work.steps * sum(forward(work.side, text) for text in passes)


def seconds(work: Work, rate: float) -> float:
    """Return the least time of one image on a card that does `rate` operations a second with matrices of its type."""
    return operations(work) / rate
