"""Secrets that all processes of a database have in common: the first that needs one makes it."""

from danqing.core.connection import Connection
from danqing.database.database import Database

MAKE = "INSERT INTO secret (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING"
READ = "SELECT value FROM secret WHERE name = :name"


async def shared(database: Database, name: str, fresh: str) -> str:
    """Return the secret of that name, which is `fresh` if there was none."""

    def make(db: Connection) -> str:
        db.execute(MAKE, {"name": name, "value": fresh})
        return str(db.execute(READ, {"name": name}).fetchall()[0]["value"])

    return await database.write(make)
