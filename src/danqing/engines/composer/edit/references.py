"""Pictures from words and a reference: its content in another style, or the words in its style."""

from dataclasses import replace
from random import Random

import cv2
import numpy as np

from danqing.core.errors import EngineRejected
from danqing.core.job import Job, Size
from danqing.engines.composer.drawn import ignored, understood
from danqing.engines.composer.edit.adding import scattered
from danqing.engines.composer.edit.editing import Edited
from danqing.engines.composer.edit.frame import covering, fitted, hazy
from danqing.engines.composer.edit.guessing import style_of
from danqing.engines.composer.edit.matte import laid_over
from danqing.engines.composer.edit.palette import in_colors_of
from danqing.engines.composer.edit.scenery import composed, painted
from danqing.engines.composer.edit.styling import restyled
from danqing.engines.composer.edit.subject import cut_out
from danqing.engines.composer.nouns import noun
from danqing.engines.composer.parse import read
from danqing.engines.composer.parse.describing import describe
from danqing.engines.composer.spec import Layout, Spec, Subject
from danqing.engines.composer.style.noise import noise
from danqing.engines.composer.style.plane import Pixels, Plane

_AIRY = frozenset({"sky", "deco"})
_UNASKED = "watercolor"
"""The style of a repainted picture whose prompt names none."""
_FROM = 0.15
"""The strength from which a reference's content is seen; under it, only its colours are."""


def repaint(job: Job, reference: Pixels, seed: int) -> Edited:
    """Return the reference's content in the prompt's style, with what the prompt puts into the air around its subject.

    `ref_strength` 1 shows all of the reference, only its style changed; the less it is, the more the picture dissolves,
    from its border inwards, into the place that the prompt describes; at 0 it is the prompt's picture alone.
    """
    size = _size(job)
    spec = read(job.prompt, job.negative_prompt, job.style, False)
    spec = replace(spec, style=spec.style or _UNASKED)
    airy = tuple(subject for subject in spec.subjects if _is_airy(subject))
    rng = np.random.default_rng(seed)
    content = fitted(reference, size, rng)
    picture = _repainted(content, spec, job.ref_strength, (rng, seed))
    return Edited(
        picture=picture,
        done=("repaint", f"style={spec.style}", *(f"{s.noun}*{s.count}" for s in airy)),
        ignored=spec.ignored,
        description=describe(spec),
    )


def _repainted(content: Pixels, spec: Spec, strength: float, dice: tuple[np.random.Generator, int]) -> Pixels:
    rng, seed = dice
    size = Size(width=content.shape[1], height=content.shape[0])
    known = spec.layout is not Layout.CARD
    if strength < _FROM and known:
        return in_colors_of(painted(spec, size, seed), content, strength)
    airy = tuple(replace(s, verb=None, other=None) for s in spec.subjects if _is_airy(s))
    place = replace(spec, subjects=(), texts=(), layout=Layout.SCENE)
    ground = painted(place, size, seed) if known and (spec.scene or strength < 0.9) else hazy(content, size)
    cutout = cut_out(content)
    mask = cutout.mask if cutout.believed else None
    close = max(0.0, strength - 0.6) * 0.9
    styled = restyled(content, spec.style, 1.0, rng)
    styled = np.asarray(cv2.addWeighted(content, close, styled, 1 - close, 0), np.uint8)
    picture = laid_over(ground, styled, _shown(mask, content.shape, strength, rng))
    return scattered(picture, airy, _middle(size) if mask is None else mask, Random(seed))


def _middle(size: Size) -> Plane:
    """Return a mask of where a subject most likely is."""
    mask = np.zeros((size.height, size.width), np.float32)
    axes = round(size.width * 0.32), round(size.height * 0.36)
    cv2.ellipse(mask, (size.width // 2, size.height // 2), axes, 0, 0, 360, (1,), -1)
    return mask


def restyle(job: Job, reference: Pixels, seed: int) -> Edited:
    """Return what the prompt describes in the reference's colours, and in its style unless the job names one.

    `ref_strength` 0 takes nothing of the reference; 1 its palette in full, and its style.
    """
    size = _size(job)
    spec = read(job.prompt, job.negative_prompt, job.style, job.prompt_extend)
    style = spec.style or style_of(reference)
    made = composed(spec, size, seed)
    drawn = made.pixels
    if style != spec.style:
        styled = painted(replace(spec, style=style), size, seed)
        drawn = np.asarray(cv2.addWeighted(styled, job.ref_strength, drawn, 1 - job.ref_strength, 0), np.uint8)
    return Edited(
        picture=in_colors_of(drawn, covering(reference, size), job.ref_strength),
        done=("restyle", f"style={style}", *understood(spec, made.drawn)),
        ignored=ignored(spec, made.drawn),
        description=describe(replace(made.drawn, style=style)),
    )


def _size(job: Job) -> Size:
    if job.size is None:
        raise EngineRejected("A reference needs a size to be drawn at.")
    return job.size


def _is_airy(subject: Subject) -> bool:
    thing = noun(subject.noun)
    return thing is not None and thing.kind in _AIRY


def _shown(mask: Plane | None, shape: tuple[int, ...], strength: float, rng: np.random.Generator) -> Plane:
    """Return how much of the reference is seen at each pixel, 0 … 1; nowhere less for more strength."""
    height, width = shape[:2]
    down = (np.arange(height, dtype=np.float32)[:, None] / height - 0.5) / 0.62
    across = (np.arange(width, dtype=np.float32)[None] / width - 0.5) / 0.62
    near = 1 - np.clip(np.sqrt(down**2 + across**2), 0, 1)
    frayed = near + noise((height, width), rng, max(8.0, 0.03 * max(height, width))) * 0.04
    # From a spot in the middle, or nothing beside the subject, to all of it.
    reach = (0.60 if mask is None else 1.15) - (strength - _FROM) / (1 - _FROM) * (1.20 if mask is None else 1.75)
    shown = np.clip((frayed - reach) / 0.30, 0, 1)
    if mask is not None:
        shown = np.maximum(shown, mask * min(1.0, 0.4 + (strength - _FROM) * 4))
    return shown.astype(np.float32)
