"""Who listens to what: news of committed transactions, brought to those who wait for them."""

from collections import defaultdict
from collections.abc import Callable, Iterable

Heard = Callable[[str | None], None]
"""Is told what a transaction said; or None: something may have been missed, so look at everything again."""

News = tuple[str, str]
"""A topic, and what was said."""


class Listeners:
    """Called on the event loop that the database is used from."""

    def __init__(self) -> None:
        self._heard: defaultdict[str, list[Heard]] = defaultdict(list)

    def add(self, topic: str, heard: Heard) -> None:
        """Have `heard` called with all that is said of the topic from now on."""
        self._heard[topic].append(heard)

    def tell(self, told: Iterable[News]) -> None:
        """Pass news on."""
        for topic, what in told:
            for heard in self._heard.get(topic, ()):
                heard(what)

    def missed(self) -> None:
        """Have everybody look again."""
        for listening in self._heard.values():
            for heard in listening:
                heard(None)
