"""How often something was changed: by it a process sees that another one was there first, and what it missed."""

from danqing.core.connection import Connection

NOTHING = -1
"""The revision of whoever knows nothing yet."""

NOW = "SELECT number FROM revision WHERE stage = :stage"
ADVANCE = """
    INSERT INTO revision (stage, number) VALUES (:stage, 1)
    ON CONFLICT (stage) DO UPDATE SET number = revision.number + 1 WHERE revision.number = :known
    RETURNING number"""


def revision_of(db: Connection, stage: str) -> int:
    """Return the number of the latest change; 0: there was none."""
    found = db.execute(NOW, {"stage": stage}).fetchall()
    return int(found[0]["number"]) if found else 0


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
