"""No books: for a ledger by itself."""

from danqing.core.job import Ticket
from danqing.core.usage import End, Hold


class Unbooked:
    """Books that nobody keeps: everything is held, for nothing."""

    def hold(self, ticket: Ticket, now: float) -> Hold:
        """Hold what the ticket says, as paid images without a price."""
        del now
        return Hold(paid=ticket.held)

    def settle(self, end: End) -> None:
        """Forget it."""
