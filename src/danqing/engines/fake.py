"""An engine that does as it is told, in the prompt: for tests of the service, and of the code that calls it.

A prompt may hold any of these, anywhere: `[reject]` the engine refuses, `[error]` it fails, `[lost]` it dies,
`[timeout]` it takes too long, `[partial]` every second image fails, `[slow 1.5]` it takes that many seconds,
`[steps 8]` it draws in so many steps, and shows what there is so far to whoever wants previews.
FakeDrawer is the same in a process of its own, where `[lost]` ends the process and `[bug]` raises what it must not.
"""

import asyncio
import os
import re
import struct
import time
import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache

from danqing.core.errors import EngineError, EngineLost, EngineRejected, EngineTimeout
from danqing.core.image import Failure, Image
from danqing.core.job import Job, Size
from danqing.core.progress import Report, Step, unheard
from danqing.engines.engine import READY, Drawing

_FAULTS: dict[str, type[EngineError]] = {
    "[reject]": EngineRejected,
    "[error]": EngineError,
    "[lost]": EngineLost,
    "[timeout]": EngineTimeout,
}
_SLOW = re.compile(r"\[slow (\d{1,3}(?:\.\d{1,3})?)\]")
_STEPS = re.compile(r"\[steps (\d{1,3})\]")


class Fake:
    """Plain pictures, one colour for each seed; nothing is drawn while `gate` is clear."""

    name = "fake/1.0"
    state = READY

    def __init__(self, slots: int = 1) -> None:
        self.slots = slots
        self.gate = asyncio.Event()
        self.gate.set()
        self.ran: list[Job] = []

    async def start(self) -> None:
        """There is nothing to start."""

    async def stop(self) -> None:
        """Let everything that waits at the gate go on."""
        self.gate.set()

    async def run(self, job: Job, references: Sequence[bytes], report: Report = unheard) -> Drawing:
        """Draw as told."""
        del references
        self.ran.append(job)
        await self.gate.wait()
        for step, pause in _steps(job):
            await asyncio.sleep(pause)
            report(step)
        for word, fault in _FAULTS.items():
            if word in job.prompt:
                raise fault
        return Drawing(
            images=tuple(_image(job, number) for number in range(job.n)),
            actual_prompt=f"{job.prompt} (one colour)" if job.prompt_extend else None,
        )


class FakeDrawer:
    """The fake as a Drawer."""

    name = Fake.name

    def draw(self, job: Job, references: Sequence[bytes], report: Report = unheard) -> Drawing:
        """Draw as told."""
        del references
        if "[lost]" in job.prompt:
            os._exit(1)
        if "[reject]" in job.prompt:
            raise EngineRejected("the fake was told to refuse")
        if "[bug]" in job.prompt:
            raise ZeroDivisionError
        for step, pause in _steps(job):
            time.sleep(pause)
            report(step)
        return Drawing(images=tuple(_image(job, number) for number in range(job.n)))


def _steps(job: Job) -> Iterator[tuple[Step, float]]:
    """Yield each step, and how long to wait before it."""
    slow, several = _SLOW.search(job.prompt), _STEPS.search(job.prompt)
    if slow is None and several is None:
        return
    of = int(several[1]) if several else 1
    shown = {of * number // (job.previews + 1) for number in range(1, job.previews + 1)}
    for done in range(1, of + 1):
        preview = plain_png(8, 8, done % 7) if done in shown else None
        yield Step(done, of, preview), (float(slow[1]) if slow else 0) / of


def _image(job: Job, number: int) -> Image | Failure:
    if "[partial]" in job.prompt and number % 2:
        return Failure(code=EngineTimeout.code, message=EngineTimeout.message)
    size = job.size or Size(width=1024, height=1024)
    seed = job.seed + number
    return Image(png=plain_png(size.width, size.height, seed % 7), width=size.width, height=size.height, seed=seed)


@lru_cache(maxsize=64)
def plain_png(width: int, height: int, shade: int) -> bytes:
    """Return a PNG of one grey, one bit a pixel: a few hundred bytes at any size."""
    row = b"\0" + bytes((width + 7) // 8)
    palette = bytes((40 + 30 * shade,) * 3) * 2
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 3, 0, 0, 0)),
        (b"PLTE", palette),
        (b"IDAT", zlib.compress(row * height, 1)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )
