"""A real PostgreSQL server of the tests' own, gone when they end."""

import asyncio
import glob
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import asyncpg

OWNER = "postgres"
"""Who owns everything in it."""
NONE = "there is no PostgreSQL here: neither on PATH nor in /usr/lib/postgresql"
PORT = 5432
"""Only a part of the socket's name: it listens to no network."""


def programs() -> Path | None:
    """Return the folder of the newest server's programs."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: float(path.split("/")[4]))  # noqa: PTH207
    initdb = found[-1] if found else shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


EMPTY = """
    SET session_replication_role = replica; -- no triggers: even what is only added to is taken away
    DO $$ DECLARE name TEXT; BEGIN
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = '{name}' AND tablename <> 'migration' LOOP
            EXECUTE format('DELETE FROM {name}.%I', name);
        END LOOP;
    END $$
"""


@dataclass
class Server:
    """What can be done to a server."""

    folder: Path
    programs: Path
    _ledgers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def url(self) -> str:
        return f"postgresql://{OWNER}@/postgres?host={self.folder}&port={PORT}"

    def ledger(self) -> str:
        """Return the address of a ledger that nobody has used."""
        name = f"ledger_{next(self._ledgers)}"
        self.do(f"CREATE SCHEMA {name}")
        return f"{self.url}&search_path={name}"

    def emptied(self, ledger: str) -> str:
        """Return the address of a ledger whose tables are there already, but nothing in them."""
        name = ledger.rpartition("=")[2]
        self.do(EMPTY.format(name=name))
        return ledger

    def do(self, script: str, database: str = "postgres") -> None:
        """Run a script from outside."""

        async def do() -> None:
            connection = await asyncpg.connect(self.url, database=database)
            await connection.execute(script)
            await connection.close()

        with ThreadPoolExecutor(1) as elsewhere:  # the test's thread may be in a loop of its own
            elsewhere.submit(lambda: asyncio.run(do())).result()

    def start(self) -> None:
        # The log is written to while pg_ctl's own outputs are closed, or it would wait for the server's end.
        self.control("start", "-w", "-l", str(self.folder / "log"), "-o", f"-k {self.folder} -p {PORT} -h ''")

    def stop(self, how: str = "immediate") -> None:
        self.control("stop", "-w", "-m", how)

    def control(self, *arguments: str) -> None:
        self.run("pg_ctl", "-D", str(self.folder / "data"), *arguments)

    def run(self, program: str, *arguments: str) -> None:
        who = runner()
        done = subprocess.run(
            [self.programs / program, *arguments],
            user=who, group=pwd.getpwnam(who).pw_gid if who else None, extra_groups=[] if who else None,
            cwd=self.folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr


def runner() -> str | None:
    """Return who runs the server: it refuses to be run by root."""
    if os.getuid() != 0:
        return None
    return OWNER if OWNER in {user.pw_name for user in pwd.getpwall()} else "nobody"


@contextmanager
def serving(programs: Path) -> Iterator[Server]:
    """Run a new server; what is acknowledged is synced, as in life."""
    folder = Path(tempfile.mkdtemp(prefix="danqing-postgres-", dir="/tmp"))
    if who := runner():
        owner = pwd.getpwnam(who)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    server = Server(folder, programs)
    try:
        server.run("initdb", "-D", str(folder / "data"), "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
