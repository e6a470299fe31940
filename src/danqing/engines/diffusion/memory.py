"""Which models are in memory: as many as fit, the one that was asked for longest ago is the first to go."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from danqing.engines.diffusion.loader import Loaded


@dataclass(kw_only=True)
class Memory:
    """Holds models by what they were made from: two names for the same thing share one."""

    budget: int
    """Bytes of weights."""
    freed: Callable[[], None]
    """Called once a model is let go of."""
    _held: OrderedDict[Hashable, Loaded] = field(default_factory=OrderedDict[Hashable, Loaded], init=False)

    def get(self, key: Hashable, size: int, load: Callable[[], Loaded]) -> Loaded:
        """Return the model, loaded now if it was not there; others are let go of until `size` more bytes fit."""
        if key not in self._held:
            while self._held and self.used + size > self.budget:
                self._held.popitem(last=False)
                self.freed()
            self._held[key] = load()
        self._held.move_to_end(key)
        return self._held[key]

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
