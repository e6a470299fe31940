"""One edited picture: an instruction and one to three images in, exactly the size asked for out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from danqing.core.errors import EngineRejected
from danqing.core.job import Job, Size
from danqing.engines.composer.edit.carrying_out import DOINGS, SHEETS, Bench
from danqing.engines.composer.edit.frame import fitted, resized
from danqing.engines.composer.edit.planning import Plan, plan
from danqing.engines.composer.edit.reading import read
from danqing.engines.composer.edit.step import Step
from danqing.engines.composer.edit.telling import described, noted
from danqing.engines.composer.edit.words import rows
from danqing.engines.composer.style.plane import Pixels

_LARGEST = 1.5
"""How much larger than the result, by its longer side, the image that is worked on may be; more is reduced first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A picture, and what is to be known of how it came about."""

    picture: Pixels
    """RGB, exactly as large as the job asks."""
    done: tuple[str, ...] = ()
    """`recolor=orange>blue`, `write=1` …"""
    ignored: tuple[str, ...] = ()
    """What was asked for and not done, or not quite: `pose`, `cut-out` …"""
    description: str = ""
    """In the instruction's language."""


def edited(job: Job, images: Sequence[Pixels], seed: int) -> Edited:
    """Return the first image, or the one that the instruction names, with what the job's prompt asks for done to it.

    The same job, images and seed give the same bytes; another seed another strength, crop or place. Raises
    EngineRejected for what is not done for anybody, and for a job without size or images.
    """
    size = job.size
    if size is None or not images:
        raise EngineRejected("An edit needs a size and at least one image.")
    instruction = read(job.prompt, job.negative_prompt)
    if instruction.refused:
        raise EngineRejected(rows("refused")[instruction.refused].says)
    wanted = plan(instruction, len(images))
    rng = np.random.default_rng(seed)
    sheet = _reduced(images[wanted.base], size)
    for step in wanted.steps:
        if step.action in SHEETS:
            sheet = SHEETS[step.action](sheet, step)
    bench = Bench(images=images, size=size, seed=seed, rng=rng)
    picture, done, short = _carried_out(fitted(sheet, size, rng), wanted, bench)
    ignored = [*wanted.ignored, *short, *([] if wanted.understood else ["instruction"])]
    return Edited(
        picture=picture,
        done=tuple(noted(step) for step in done),
        ignored=tuple(dict.fromkeys(ignored)),
        description=described(done, instruction.language, understood=wanted.understood),
    )


def _carried_out(picture: Pixels, wanted: Plan, bench: Bench) -> tuple[Pixels, list[Step], list[str]]:
    """Return the picture after all steps, those that did something to it, and what of them fell short."""
    done: list[Step] = []
    short: list[str] = []
    for step in wanted.steps:
        if step.action in SHEETS:
            done.append(step)
            continue
        made, missed = DOINGS[step.action](picture, step, bench)
        if made is not picture:
            done.append(step)
        short += [missed] if missed else []
        picture = made
    return picture, done, short


def _reduced(image: Pixels, size: Size) -> Pixels:
    height, width = image.shape[:2]
    scale = _LARGEST * max(size.width, size.height) / max(height, width)
    if scale >= 1:
        return image
    return resized(image, max(1, round(width * scale)), max(1, round(height * scale)))
