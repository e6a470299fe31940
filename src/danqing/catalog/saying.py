"""How a refusal speaks: in the API's manner, with the parameter, the caller's value and what would have done."""

import reprlib

from danqing.core.errors import InvalidParameter
from danqing.core.job import Said


class _Short(reprlib.Repr):
    """Like `repr`, but no longer than a line, whatever was sent."""

    def __init__(self) -> None:
        super().__init__()
        self.maxstring = 60
        self.maxlevel = 3

    def repr_int(self, x: int, level: int) -> str:
        """Spell a number; one of thousands of digits cannot be spelled, and is not."""
        del level
        return repr(x) if x.bit_length() <= 64 else "a number of more than 64 bits"


_short = _Short()


def shown(said: Said) -> str:
    """Return a caller's value as a refusal quotes it."""
    return _short.repr(said)


def wrong(name: str, must: str, said: Said) -> InvalidParameter:
    """Return the refusal of a value: `must` completes the sentence `it must be …`."""
    words = f"The type or value of {name} is out of definition: it must be {must}, got {shown(said)}."
    return InvalidParameter(words, parameter=name)
