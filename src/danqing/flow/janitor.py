"""What time and crashes leave behind: lost leases, expired results, forgotten uploads."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from danqing.core.clock import Clock
from danqing.core.job import model_of
from danqing.metering.report import Reports
from danqing.storage.results import Results
from danqing.storage.store import Storage
from danqing.tasks.store import Upkeep
from danqing.telemetry import SERVICE, Metrics, log

MINUTE, HOUR = 60, 3600
HOURS_KEPT = 35 * 86_400.0
"""Seconds for which usage is told by the hour; older days are told as a whole."""

BATCH = 1000
"""Tasks forgotten in one transaction, so that no claim waits long behind it."""


@dataclass(kw_only=True)
class Janitor:
    """Sweeps: leases each second, ended tasks each minute, books and loose files (listing a bucket costs) each hour."""

    upkeep: Upkeep
    reports: Reports
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
                if tick % MINUTE == 0:
                    await self.forget_tasks()
                if tick % HOUR == 0:
                    await self.forget_loose_files()
                    await self.forget_hours()
            except Exception:  # noqa: BLE001  what was not swept now is swept next time
                log.exception(SERVICE, message="sweeping failed")
            await asyncio.sleep(1)

    async def forget_tasks(self) -> None:
        """Forget tasks that are past their time, with their files."""
        while gone := await self.upkeep.purge(self.clock.now() - self.retention, BATCH):
            await self.results.forget(gone)

    async def forget_loose_files(self) -> None:
        """Forget the files that no task names, by their prefix and age."""
        now = self.clock.now()
        for prefix, seconds in self.kept_for.items():
            await self.storage.delete(await self.storage.older(prefix, now - seconds))

    async def forget_hours(self) -> None:
        """Make whole days of the books' old hours."""
        while await self.reports.fold(self.clock.now() - HOURS_KEPT, BATCH):
            pass

    async def measure(self) -> None:
        """Bring the queue's depth into the metrics."""
        self.metrics.depth.clear()
        for depth in await self.upkeep.depths():
            self.metrics.depth.labels(model_of(depth.model), "pending").inc(depth.pending)
            self.metrics.depth.labels(model_of(depth.model), "running").inc(depth.running)
