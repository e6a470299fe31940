"""Nothing is counted twice or lost through a kill at any point of a life with money in it."""

import asyncio
import multiprocessing
import shutil
import signal
from pathlib import Path

import pytest

from danqing.core.clock import RandomIds, SystemClock
from tests.metering.booked import MODELS, sqlite
from tests.metering.story import faults, tell

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.metering.story"])

FEWEST = 36
"""Points that the story has at least: with fewer this would test less than it says."""


async def made(path: Path) -> None:
    async with sqlite(path, SystemClock(), RandomIds()):
        pass


async def gone_on_with(path: Path, acknowledged: list[str]) -> list[str]:
    """Open the ledger again, and bring what is in it to its end; return what did not add up before and after."""
    async with sqlite(path, SystemClock(), RandomIds()) as booked:
        before = faults(path, acknowledged)
        while claim := await booked.tasks.claim("w", MODELS):
            await booked.finish(claim, 1)
        return before + faults(path, acknowledged)


def killed_at(point: int, path: Path, said: Path) -> bool:
    """Live until then; say whether there was such a point."""
    child = PROCESSES.Process(target=tell, args=(path, said, point))
    child.start()
    child.join()
    assert child.exitcode in {0, -signal.SIGKILL}
    return child.exitcode != 0


@pytest.mark.slow
def test_a_kill_at_any_point_leaves_books_that_add_up(tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    asyncio.run(made(new))
    point, killed = 0, True
    while killed:
        point += 1
        path, said = tmp_path / f"{point}.db", tmp_path / f"{point}.txt"
        shutil.copy(new, path)
        said.touch()
        killed = killed_at(point, path, said)
        found = asyncio.run(gone_on_with(path, said.read_text().splitlines()))
        assert found == [], f"killed at point {point}"
    assert point > FEWEST
