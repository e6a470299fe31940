"""What a job asks of a pipeline: pure, so that it can be looked at without a card."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from danqing.core.errors import EngineRejected
from danqing.core.job import Job, Kind, Size
from danqing.engines.border import size_of
from danqing.engines.diffusion.families import Family
from danqing.engines.diffusion.profiles import Profile
from danqing.engines.diffusion.terms import Model


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Calls of one pipeline."""

    prompt: str
    arguments: Mapping[str, object]
    """For every call."""
    drawn: Size
    """What is drawn: the wanted size, or the next larger one that the family can draw."""
    wanted: Size
    steps: int
    """Of one call."""
    batches: tuple[tuple[int, ...], ...]
    """The seeds of the images of each call."""
    count: str
    repaint: bool = False
    references: int = 0
    """How many of the job's references are read."""
    listed: bool = False
    previews: int = 0
    """Of each image."""
    ignored: tuple[str, ...] = field(default=())


def plan(job: Job, family: Family, profile: Profile, model: Model, batch: int) -> Plan:
    """Return the plan for a job. Raises EngineRejected for what the family cannot do."""
    repaint = job.kind in {Kind.REPAINT, Kind.RESTYLE}
    references = _references(job, family, repaint=repaint)
    wanted = size_of(job)
    drawn = snapped(wanted, family.multiple)
    negative = job.negative_prompt.strip()
    scale = _first(model.guidance, profile.guidance, family.negative_scale if negative else None, family.scale)
    steps = max(family.least_steps, int(_first(model.steps, profile.steps, family.steps)))
    arguments: dict[str, object] = {
        "height": drawn.height,
        "width": drawn.width,
        "num_inference_steps": steps,
        family.guidance: scale,
    }
    if scale > 1:
        arguments["negative_prompt"] = negative or family.untold
    if family.tokens:
        arguments["max_sequence_length"] = family.tokens
    if family.second and family.second_scale is not None:
        arguments[family.second] = _first(model.guidance, profile.guidance, family.second_scale)
    if family.frames:
        arguments["num_frames"] = 1
    if repaint:
        strength = strength_of(job.ref_strength)
        arguments["strength"] = strength
        # An image that begins half drawn takes half the steps; every reference is worth two of them.
        arguments["num_inference_steps"] = steps = max(steps, int(family.least_steps / strength) + 1)
    seeds = [job.seed + number for number in range(job.n)]
    return Plan(
        prompt=job.prompt,
        arguments=arguments,
        drawn=drawn,
        wanted=wanted,
        steps=steps,
        batches=tuple(_split(seeds, batch)),
        count=family.count,
        repaint=repaint,
        references=references,
        listed=family.listed,
        previews=job.previews,
        ignored=tuple(_ignored(job, family, references, scale)),
    )


def snapped(size: Size, multiple: int) -> Size:
    """Return the smallest size that has both sides a multiple of so many pixels and is no smaller."""
    width, height = (-(-side // multiple) * multiple for side in (size.width, size.height))
    return Size(width=width, height=height)


def strength_of(ref_strength: float) -> float:
    """Return how much of a reference is drawn over, 0.15 to 1: the opposite of how much it counts, 0 to 1."""
    return round(1.0 - 0.85 * min(1.0, max(0.0, ref_strength)), 3)


def _references(job: Job, family: Family, *, repaint: bool) -> int:
    given = len(job.images)
    if repaint:
        if not family.repaint:
            raise EngineRejected(f"{job.model} cannot draw over a reference here; send the prompt alone.")
        if not given:
            raise EngineRejected(f"{job.model} was to draw over a reference, and there is none.")
        return 1
    if job.kind is Kind.EDIT and not family.references:
        raise EngineRejected(f"{job.model} draws from words alone; it edits no pictures.")
    if not given and not family.draws:
        raise EngineRejected(f"{job.model} edits pictures; send one at least.")
    return min(given, family.references)


def _ignored(job: Job, family: Family, references: int, scale: float) -> list[str]:
    said = {
        "style": bool(job.style),
        "watermark": bool(job.watermark),
        "negative_prompt": bool(job.negative_prompt.strip()) and scale <= 1,
        "ref_mode": job.kind is Kind.RESTYLE,
    }
    left = [f"image {number + 1}" for number in range(references, len(job.images))]
    return [*(name for name, was_said in said.items() if was_said), *left]


def _first(*values: float | None) -> float:
    return next(value for value in values if value is not None)


def _split(seeds: Sequence[int], batch: int) -> list[tuple[int, ...]]:
    return [tuple(seeds[first : first + batch]) for first in range(0, len(seeds), batch)]
