"""The one thread of a process that writes to PostgreSQL, in turn with those of all other processes."""

import json
import time
from threading import Thread

import asyncpg

from danqing.core.errors import Unavailable
from danqing.database.news import Listeners
from danqing.database.postgres_session import Session
from danqing.database.queue import Queue, Write, deliver

MOST = 60
"""Operations in one transaction: with more savepoints than 64 the server begins to keep account of them on its disk."""
LONGEST = 7000
"""Bytes of news in one message; the server takes 8000."""
KNOWN_WITHIN = 10.0
"""Seconds in which to learn whether a commit that was not answered has happened."""

TURN = """
    SELECT pg_advisory_xact_lock(hashtextextended('danqing ' || current_schema(), 0)),
        CAST(extract(epoch FROM clock_timestamp()) AS DOUBLE PRECISION) AS moment
"""
"""Ends when everybody who came earlier has committed; a statement after it sees what they did."""

SAY = """
    SELECT CAST(pg_current_xact_id_if_assigned() AS TEXT) AS number,
        (SELECT count(pg_notify('danqing ' || current_schema(), said)) FROM unnest(CAST(:said AS TEXT[])) AS said)
"""
"""The last statement: nothing was written if there is no number."""

OUTCOME = "SELECT pg_xact_status(CAST(CAST(:number AS TEXT) AS xid8)) AS status"


class Writer:
    """Commits together whatever queued up in the meantime, in its turn: no two transactions write at once.

    So an operation sees what all earlier ones did and nothing of any other, as in a file that one process writes.
    """

    def __init__(self, session: Session, queue: Queue, listeners: Listeners, *, own_time: bool) -> None:
        self._session = session
        self._queue = queue
        self._listeners = listeners
        self._own_time = own_time
        self._thread = Thread(target=self._write_what_queued, name="database-writer", daemon=True)
        self._thread.start()

    def join(self) -> None:
        """Wait for the end of the queue."""
        self._thread.join()

    def _write_what_queued(self) -> None:
        stopping = False
        while not stopping:
            writes, stopping = self._queue.batch(MOST)
            if writes:
                self._write(writes)
                deliver(writes, self._listeners)
        self._session.close()

    def _write(self, writes: list[Write]) -> None:
        session = self._session
        try:
            self._begin(durable=any(write.durable for write in writes))
            if not self._run(writes):
                return
            number = session.execute(SAY, {"said": _messages(writes)}).fetchall()[0]["number"]
        except (Unavailable, asyncpg.PostgresError) as error:  # the connection's end is the transaction's
            session.drop()
            for write in writes:
                write.undone(error)
            return
        try:
            session.do("COMMIT")
        except (Unavailable, asyncpg.PostgresError) as error:
            session.drop()
            if number is not None and not self._committed(number):
                for write in writes:
                    write.undone(error)

    def _begin(self, *, durable: bool) -> None:
        session = self._session
        begin = "BEGIN" if durable else "BEGIN; SET LOCAL synchronous_commit TO off"
        session.connect()
        try:
            session.do(begin)
        except (Unavailable, asyncpg.PostgresError):  # lost while nobody used it
            session.drop()
            session.connect()
            session.do(begin)
        moment: float = session.execute(TURN).fetchall()[0]["moment"]
        session.moment = None if self._own_time else moment

    def _run(self, writes: list[Write]) -> bool:
        """Run the operations; say whether there is anything to commit."""
        session = self._session
        if len(writes) == 1:
            if not _happens(session, writes[0]):
                session.do("ROLLBACK")
            return writes[0].error is None
        for number, write in enumerate(writes):
            session.do("RELEASE operation; SAVEPOINT operation" if number else "SAVEPOINT operation")
            if not _happens(session, write):
                session.do("ROLLBACK TO operation")
        return True

    def _committed(self, number: str) -> bool:
        """Ask what became of a transaction whose commit was not answered; False if nobody can say."""
        until = time.monotonic() + KNOWN_WITHIN
        while time.monotonic() < until:
            try:
                self._session.connect()
                status = self._session.execute(OUTCOME, {"number": number}).fetchall()[0]["status"]
            except (Unavailable, asyncpg.PostgresError):
                self._session.drop()
                status = None
            if status in {"committed", "aborted"}:
                return status == "committed"
            time.sleep(0.1)
        return False


def _happens(session: Session, write: Write) -> bool:
    session.told = write.told
    try:
        write.result = write.operation(session)
    except Unavailable:
        raise
    except BaseException as error:  # noqa: BLE001  whatever it is, it belongs to the caller
        write.failed(error)
    return write.error is None


def _messages(writes: list[Write]) -> list[str]:
    """Return the news of what happened, each once, in messages that are not too long."""
    messages, size = [list[tuple[str, str]]()], 0
    for topic, what in dict.fromkeys(news for write in writes if write.error is None for news in write.told):
        size += len(topic.encode()) + len(what.encode()) + 10
        if size > LONGEST:
            messages.append([])
            size = 0
        messages[-1].append((topic, what))
    return [json.dumps(message, ensure_ascii=False) for message in messages if message]
