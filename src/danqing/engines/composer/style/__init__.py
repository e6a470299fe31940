"""The looks that a picture can be given; filters work on finished pixels, before any lettering."""

from collections.abc import Callable, Mapping

import numpy as np

from danqing.engines.composer.style.anime import anime
from danqing.engines.composer.style.clay import cartoon3d, clay, studio
from danqing.engines.composer.style.felt import felt, felted
from danqing.engines.composer.style.flat import flat
from danqing.engines.composer.style.handdrawn import handdrawn
from danqing.engines.composer.style.ink import ink
from danqing.engines.composer.style.oil import oil
from danqing.engines.composer.style.photo import photo
from danqing.engines.composer.style.pixel import pixel
from danqing.engines.composer.style.plane import Pixels
from danqing.engines.composer.style.portrait import portrait
from danqing.engines.composer.style.sketch import sketch
from danqing.engines.composer.style.watercolor import watercolor

Filter = Callable[[Pixels, np.random.Generator], Pixels]
"""Returns new pixels of the same shape; the same for the same dice."""

PICTURE_FILTERS: Mapping[str, Filter] = {
    "watercolor": watercolor,
    "oil": oil,
    "sketch": sketch,
    "ink": ink,
    "anime": anime,
    "handdrawn": handdrawn,
    "pixel": pixel,
    "photo": photo,
    "portrait": portrait,
    "flat": flat,
    "felt": felt,
    "clay": studio,
    "cartoon3d": studio,
}
"""By the names of `data/styles.toml`: RGB of the whole picture. For the last three, the ground behind the subjects."""

SUBJECT_FILTERS: Mapping[str, Filter] = {
    "felt": felted,
    "clay": clay,
    "cartoon3d": cartoon3d,
}
"""Straight RGBA of one subject each, on its own layer; subjects that share a layer melt into one body."""
