"""Which models are in memory: as many as fit, the one that was asked for longest ago is the first to go."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # it loads PyTorch, which is there in a drawing process alone
    from danqing.engines.diffusion.loader import Loaded


@dataclass(kw_only=True)
class Memory:
    """Holds models by what they were made from: two names for the same thing share one."""

    budget: int
    """Bytes of weights."""
    freed: Callable[[], None]
    """Called once a model is let go of."""
    _held: "OrderedDict[Hashable, Loaded]" = field(init=False)

    def __post_init__(self) -> None:
        self._held = OrderedDict()

    def get(self, key: Hashable, size: int, load: "Callable[[], Loaded]") -> "Loaded":
        """Return the model, loaded now if it was not there; others are let go of until `size` more bytes fit."""
        if key not in self._held:
            while self._held and self.used + size > self.budget:
                self._held.popitem(last=False)
                self.freed()
            self._held[key] = load()
        self._held.move_to_end(key)
        return self._held[key]

    def keep_only(self, key: Hashable) -> None:
        """Let go of every other model."""
        for other in [held for held in self._held if held != key]:
            del self._held[other]
        self.freed()

    def has(self, key: Hashable) -> bool:
        """Say whether the model is there."""
        return key in self._held

    def fits(self, size: int) -> bool:
        """Say whether so many bytes more fit beside what is there."""
        return self.used + size <= self.budget

    @property
    def used(self) -> int:
        """Bytes of the weights of all that is there."""
        return sum(loaded.size for loaded in self._held.values())
