"""Bringing a ledger's tables to what this version knows, by one process at a time."""

from collections.abc import Mapping
from importlib.resources.abc import Traversable

from danqing.core.errors import Error
from danqing.database.postgres_session import Session
from danqing.database.script import statements

FOLDER = "postgres"
"""In each stage's folder of migrations; their numbers are their own."""

TABLE = """
    CREATE TABLE IF NOT EXISTS migration (
        stage TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (stage, number)
    )
"""
ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('danqing ' || current_schema(), 0))"
DONE = "SELECT number FROM migration WHERE stage = :stage"
NOTE = "INSERT INTO migration (stage, number, name) VALUES (:stage, :number, :name)"


def migrate(session: Session, migrations: Mapping[str, Traversable]) -> None:
    """Run what is missing in one transaction. Raises Error for tables that a later version has made."""
    session.do("BEGIN")
    session.execute(ALONE)
    session.execute(TABLE)
    for stage, folder in migrations.items():
        _migrate(session, stage, folder / FOLDER)
    session.do("COMMIT")


def _migrate(session: Session, stage: str, folder: Traversable) -> None:
    scripts = {int(file.name[:4]): file for file in folder.iterdir() if file.name.endswith(".sql")}
    done = {int(row["number"]) for row in session.execute(DONE, {"stage": stage})}
    if unknown := done - scripts.keys():
        raise Error(f"the ledger has migration {max(unknown)} of {stage}, which this version of Danqing does not know")
    for number in sorted(scripts.keys() - done):
        for statement in statements(scripts[number].read_text("utf-8")):
            session.execute(statement)
        session.execute(NOTE, {"stage": stage, "number": number, "name": scripts[number].name})
