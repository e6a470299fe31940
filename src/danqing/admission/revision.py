"""How often something was changed: by it a process sees that another one was there first, and what it missed."""

from danqing.core.connection import Connection

NOTHING = -1
"""The revision of whoever knows nothing yet."""

NOW = "SELECT number FROM revision WHERE stage = :stage"
ADVANCE = "UPDATE revision SET number = number + 1 WHERE stage = :stage AND number = :known RETURNING number"


def revision_of(db: Connection, stage: str) -> int:
    """Return the number of the latest change."""
    return int(db.execute(NOW, {"stage": stage}).fetchall()[0]["number"])


def advance(db: Connection, stage: str, known: int) -> int | None:
    """Return the number of a change that is decided knowing all changes up to `known`; None: there were others.

    To be asked first in the transaction that makes the change: until that ends, nobody else's comes further, and then
    every process that listens to the stage is told.
    """
    found = db.execute(ADVANCE, {"stage": stage, "known": known}).fetchall()
    if not found:
        return None
    db.tell(stage)
    return int(found[0]["number"])
