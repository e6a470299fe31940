"""The engine over several devices: one process for each, and a job goes where its model was last."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from danqing.core.job import Job, model_of
from danqing.core.progress import Report, unheard
from danqing.engines.engine import READY, Drawing
from danqing.engines.pool import Pool, Terms

TARGET = "danqing.engines.diffusion.drawer:Diffusion"


@dataclass(eq=False)
class _Device:
    pool: Pool
    models: list[str] = field(default_factory=list[str])
    """What it has drawn, the latest last."""


class Devices:
    """The Engine over drawing processes, each with options of its own; it draws as many jobs at once as there are."""

    def __init__(self, options: Sequence[Mapping[str, object]], terms: Terms, target: str = TARGET) -> None:
        self._devices = [_Device(Pool(target, slots=1, terms=terms, options=each)) for each in options]
        self._free = list(self._devices)
        self._freed = asyncio.Condition()
        self.slots = len(self._devices)

    @property
    def name(self) -> str:
        """What the processes call themselves."""
        return self._devices[0].pool.name

    @property
    def state(self) -> str:
        """READY while any device is."""
        states = [device.pool.state for device in self._devices]
        return READY if READY in states else states[0]

    async def start(self) -> None:
        """Start every process; each then loads its models. Raises EngineLost."""
        results = await asyncio.gather(*(device.pool.start() for device in self._devices), return_exceptions=True)
        for fault in results:
            if fault is not None:
                await self.stop()
                raise fault

    async def run(self, job: Job, references: Sequence[bytes], report: Report = unheard) -> Drawing:
        """Draw on the free device that drew with this model last, or else the one that drew longest ago."""
        model = model_of(job.model)
        async with self._freed:
            await self._freed.wait_for(lambda: self._free)
            device = max(self._free, key=lambda each: each.models.index(model) if model in each.models else -1)
            self._free.remove(device)
        try:
            return await device.pool.run(job, references, report)
        finally:
            device.models = [*(name for name in device.models if name != model), model]
            async with self._freed:
                self._free.append(device)
                self._freed.notify()

    async def stop(self) -> None:
        """End every process."""
        await asyncio.gather(*(device.pool.stop() for device in self._devices))
