"""One of several processes that share a ledger: it submits and ends tasks until nothing is left to spend."""

import asyncio
import os
import sys
from functools import partial

from danqing.core.clock import RandomIds, SystemClock
from danqing.core.errors import FreeTierOnly, RateLimited
from danqing.core.task import Claim
from danqing.database.postgres import PostgresDatabase
from danqing.metering import books
from danqing.metering.books import OpenBooks
from danqing.metering.count import count
from danqing.metering.prices import Tariff
from danqing.tasks.durable import MIGRATIONS, DurableTasks
from tests.metering.booked import MODELS, WANX, asking, made, ticket

AT_ONCE, PER_SECOND, IMAGES = 3, 40, 90
LEASE = 1.0
SUBMITTERS, WORKERS = 4, 5
DOOMED_AFTER = 8
"""Tasks that a process finishes which is to die; the next ones it holds."""


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


async def submit(tasks: DurableTasks, ids: RandomIds) -> None:
    while True:
        asked = ticket("anna", WANX, 1, at_once=AT_ONCE, submissions_per_second=PER_SECOND)
        try:
            say("promised", (await tasks.add(asked, asking("anna", digest=ids.new()))).id)
        except RateLimited as error:
            await asyncio.sleep(error.retry_after)
        except FreeTierOnly:
            return


class Workers:
    def __init__(self, tasks: DurableTasks, *, doomed: bool) -> None:
        self.tasks, self.doomed, self.finished = tasks, doomed, 0

    async def work(self, name: str) -> None:
        while True:
            claim = await self.tasks.claim(name, MODELS)
            if claim is None:
                await self.tasks.waiting()
            else:
                await self.draw(claim)

    async def draw(self, claim: Claim) -> None:
        if self.doomed and self.finished >= DOOMED_AFTER:
            say("holding", claim.task_id)
            await asyncio.Event().wait()
        outcome = made(1, 0)
        await self.tasks.finish(claim, outcome, count(claim, outcome))
        self.finished += 1
        say("finished", claim.task_id)


async def sweep(tasks: DurableTasks) -> None:
    while True:
        await tasks.reap()
        await asyncio.sleep(LEASE / 10)


async def main(url: str, doomed: bool) -> None:
    database = await PostgresDatabase.open(url, {**MIGRATIONS, **books.MIGRATIONS})
    ids = RandomIds()
    tasks = DurableTasks(database, SystemClock(), ids, partial(OpenBooks, Tariff()), lease=LEASE)
    working = Workers(tasks, doomed=doomed)
    crowd = [asyncio.create_task(working.work(f"{os.getpid()}-{i}")) for i in range(WORKERS)]
    crowd.append(asyncio.create_task(sweep(tasks)))
    await asyncio.gather(*(submit(tasks, ids) for _ in range(SUBMITTERS)))
    while await tasks.depths():  # noqa: ASYNC110  it may be another process that ends the last one
        await asyncio.sleep(LEASE / 10)
    for one in crowd:
        one.cancel()
    await database.close()
    say("done")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], doomed=sys.argv[2] == "doomed"))
