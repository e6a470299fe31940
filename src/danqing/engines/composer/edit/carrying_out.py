"""Steps carried out: each action by one function, in the order of the actions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

import numpy as np

from danqing.core.job import Size
from danqing.engines.composer.edit import backdrop, turning
from danqing.engines.composer.edit.adding import added
from danqing.engines.composer.edit.card import carded
from danqing.engines.composer.edit.combining import brought_in
from danqing.engines.composer.edit.detail import blurred, enhanced, sharpened
from danqing.engines.composer.edit.erasing import erased, whole_thing
from danqing.engines.composer.edit.frame import covering, fitted
from danqing.engines.composer.edit.montage import montage
from danqing.engines.composer.edit.palette import in_colors_of
from danqing.engines.composer.edit.recolor import found, main_part, of_subject, recolored
from danqing.engines.composer.edit.scenery import behind, painted, plain
from danqing.engines.composer.edit.sky import colored, sky_of, under_sky
from danqing.engines.composer.edit.step import Action, Step
from danqing.engines.composer.edit.styling import restyled
from danqing.engines.composer.edit.subject import cut_out
from danqing.engines.composer.edit.tone import TONES, toned
from danqing.engines.composer.edit.weather import weathered
from danqing.engines.composer.edit.writing import written
from danqing.engines.composer.style.plane import Pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What a step may need beside the picture: the images that were given, the size asked for, and the dice."""

    images: Sequence[Pixels]
    size: Size
    seed: int
    rng: np.random.Generator

    @property
    def tilt(self) -> float:
        """A slight turn to either side, in degrees."""
        return float(self.rng.choice((-1.0, 1.0)) * self.rng.uniform(1.5, 4.5))


class Done(NamedTuple):
    """A picture after a step, and what of the step could not be done as asked; empty: nothing."""

    picture: Pixels
    short: str = ""


Doing = Callable[[Pixels, Step, Bench], Done]

SHEETS: Mapping[Action, Callable[[Pixels, Step], Pixels]] = {
    Action.ROTATE: lambda picture, step: turning.rotated(picture, step.amount),
    Action.FLIP: lambda picture, _: turning.mirrored(picture),
    Action.UPEND: lambda picture, _: turning.upended(picture),
    Action.CROP: lambda picture, step: turning.cropped(picture, step.amount, step.place),
    Action.EXPAND: lambda picture, step: turning.expanded(picture, step.amount),
}
"""What is done to the whole sheet, before it is brought to the size asked for."""


def _redraw(picture: Pixels, step: Step, bench: Bench) -> Done:
    return Done(picture if step.spec is None else painted(step.spec, bench.size, bench.seed), "depth")


def _montage(picture: Pixels, step: Step, bench: Bench) -> Done:
    chosen = [bench.images[index] for index in step.images or range(len(bench.images))]
    return Done(montage(chosen, bench.size, bench.rng))


def _swap_background(picture: Pixels, step: Step, bench: Bench) -> Done:
    ground = fitted(bench.images[step.images[0]], bench.size, bench.rng)
    # From the image as it was given: one that was brought to another ratio may have lost its subject's head.
    made = brought_in(ground, bench.images[step.onto], float(bench.rng.uniform(0.46, 0.54)), 0.9, bench.tilt)
    return Done(made.picture, "" if made.cut else "cut-out")


def _sky(picture: Pixels, step: Step, bench: Bench) -> Done:
    mask = sky_of(picture)
    if mask is None:
        return Done(picture, "sky")
    if step.spec is None:
        return Done(colored(picture, step.color, mask))
    return Done(under_sky(picture, painted(step.spec, bench.size, bench.seed), mask))


def _border(picture: Pixels, step: Step, bench: Bench) -> Done:
    ground = plain(step.color, bench.size)
    edge = round(min(bench.size.width, bench.size.height) * float(bench.rng.uniform(0.035, 0.05)))
    inner = Size(width=max(1, bench.size.width - 2 * edge), height=max(1, bench.size.height - 2 * edge))
    ground[edge : edge + inner.height, edge : edge + inner.width] = covering(picture, inner)
    return Done(ground)


def _combine(picture: Pixels, step: Step, bench: Bench) -> Done:
    if step.onto < 0 and step.spec is not None:
        picture = behind(step.spec, bench.size, bench.seed)
    places = _PLACES[len(step.images) > 1]
    framed = False
    for number, index in enumerate(step.images):
        at = places[number % len(places)] + float(bench.rng.uniform(-0.04, 0.04))
        share = 0.62 * float(bench.rng.uniform(0.92, 1.06))
        other = bench.images[index]
        if step.framed:
            picture = carded(picture, other, (_CORNERS[number % 2], 0.82), 0.28, bench.tilt)
        else:
            joined = brought_in(picture, other, at, share, bench.tilt)
            picture, framed = joined.picture, framed or not joined.cut
    return Done(picture, "cut-out" if framed else "")


_PLACES: Mapping[bool, Sequence[float]] = {False: (0.73,), True: (0.74, 0.26, 0.5)}
"""Where one, or several, that are brought in stand, across."""
_CORNERS = 0.85, 0.15


def _replace_background(picture: Pixels, step: Step, bench: Bench) -> Done:
    ground = plain(step.color, bench.size)
    if step.spec is not None:
        ground = behind(step.spec, bench.size, bench.seed)
    made = backdrop.in_front_of(ground, picture, cut_out(picture), bench.tilt)
    return Done(made.picture, "" if made.cut else "cut-out")


def _blur_background(picture: Pixels, step: Step, bench: Bench) -> Done:
    made = backdrop.blurred_behind(picture, cut_out(picture), step.amount)
    return Done(made.picture, "" if made.cut else "cut-out")


def _recolor(picture: Pixels, step: Step, bench: Bench) -> Done:
    cutout = cut_out(picture)
    mask = found(picture, step.source) if step.source else None
    if mask is not None:
        return Done(recolored(picture, of_subject(mask, cutout), step.color))
    part = main_part(picture, cutout) if cutout.believed else None
    if part is None:
        return Done(picture, step.source or "subject")
    return Done(recolored(picture, part, step.color), step.source)


def _erase(picture: Pixels, step: Step, bench: Bench) -> Done:
    mask = found(picture, step.source)
    whole = None if mask is None else whole_thing(mask, cut_out(picture))
    made = None if whole is None else erased(picture, whole, bench.rng)
    return Done(picture, "remove") if made is None else Done(made)


def _weather(picture: Pixels, step: Step, bench: Bench) -> Done:
    if step.spec is None:
        return Done(picture)
    return Done(weathered(picture, step.spec.time, step.spec.weather, Random(bench.seed)))


def _add(picture: Pixels, step: Step, bench: Bench) -> Done:
    subjects = step.spec.subjects if step.spec else ()
    return Done(added(picture, subjects, step.place, Random(bench.seed)))


def _imitate(picture: Pixels, step: Step, bench: Bench) -> Done:
    return Done(in_colors_of(picture, bench.images[step.images[0]], 0.9), "style")


def _write(picture: Pixels, step: Step, bench: Bench) -> Done:
    return Done(written(picture, step.spec.texts if step.spec else (), bench.rng))


def _tone(picture: Pixels, step: Step, bench: Bench) -> Done:
    return Done(toned(picture, step.action, step.amount * float(bench.rng.uniform(0.88, 1.14))))


def _detail(how: Callable[[Pixels, float], Pixels]) -> Doing:
    return lambda picture, step, bench: Done(how(picture, step.amount * float(bench.rng.uniform(0.85, 1.15))))


DOINGS: Mapping[Action, Doing] = {
    Action.REDRAW: _redraw,
    Action.MONTAGE: _montage,
    Action.SWAP_BACKGROUND: _swap_background,
    Action.COMBINE: _combine,
    Action.REMOVE_BACKGROUND: _replace_background,
    Action.REPLACE_BACKGROUND: _replace_background,
    Action.BLUR_BACKGROUND: _blur_background,
    Action.SKY: _sky,
    Action.BORDER: _border,
    Action.RECOLOR: _recolor,
    Action.ERASE: _erase,
    Action.ADD: _add,
    Action.WEATHER: _weather,
    Action.ENHANCE: _detail(enhanced),
    Action.SHARPEN: _detail(sharpened),
    Action.BLUR: _detail(blurred),
    Action.IMITATE: _imitate,
    Action.RESTYLE: lambda picture, step, bench: Done(restyled(picture, step.style, step.amount, bench.rng)),
    Action.WRITE: _write,
    **dict.fromkeys(TONES, _tone),
}
"""What is done at the size asked for."""
