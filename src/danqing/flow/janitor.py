"""What time and crashes leave behind: lost leases, expired results, forgotten uploads."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from danqing.core.clock import Clock
from danqing.storage.results import Results
from danqing.storage.store import Storage
from danqing.tasks.store import Upkeep
from danqing.telemetry import SERVICE, Metrics, log

BATCH = 1000
"""Tasks forgotten in one transaction, so that no claim waits long behind it."""


@dataclass(kw_only=True)
class Janitor:
    """Sweeps: leases every second, everything else every minute."""

    upkeep: Upkeep
    results: Results
    storage: Storage
    clock: Clock
    metrics: Metrics
    retention: float
    """Seconds that a finished task and its files are kept."""
    kept_for: Mapping[str, float]
    """Seconds that files of no task are kept, by the prefix of their keys."""

    async def run(self) -> None:
        """Sweep until cancelled."""
        for tick in range(2**62):
            try:
                await self.upkeep.reap()
                if tick % 60 == 0:
                    await self.sweep()
            except Exception:  # noqa: BLE001  what was not swept now is swept next time
                log.exception(SERVICE, message="sweeping failed")
            await asyncio.sleep(1)

    async def sweep(self) -> None:
        """Forget what is past its time: tasks with their files, and files of no task by their prefix."""
        now = self.clock.now()
        while gone := await self.upkeep.purge(now - self.retention, BATCH):
            await self.results.forget(gone)
        for prefix, seconds in self.kept_for.items():
            await self.storage.delete(await self.storage.older(prefix, now - seconds))

    async def measure(self) -> None:
        """Bring the queue's depth into the metrics."""
        self.metrics.depth.clear()
        for depth in await self.upkeep.depths():
            self.metrics.depth.labels(depth.model, "pending").set(depth.pending)
            self.metrics.depth.labels(depth.model, "running").set(depth.running)
