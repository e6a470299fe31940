"""The families of models that can be drawn with, as `families.toml` has them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import msgspec

from danqing.core.errors import InvalidParameter


class Family(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"kind": "class"}):
    """One family: the words of its pipeline, its defaults and its terms."""

    kind: str
    """The class that a folder's model_index.json names."""
    mark: str = ""
    """What the folder's or the hub's name must have in it, in lower case; empty: nothing in particular."""
    repaint: str = ""
    """The pipeline that draws over a reference with the same weights; empty: none does."""
    references: int = 0
    """Most pictures that an edit reads; 0: it edits nothing."""
    optional_references: bool = False
    """Whether it draws from words alone too."""
    listed: bool = False
    """Whether references come as a list rather than as one picture."""
    guidance: str
    scale: float
    """Guidance by default; at 1 or less there is none, and the negative prompt is not heeded."""
    negative_scale: float | None = None
    """Guidance where the caller has a negative prompt, for a family that is not guided otherwise."""
    second: str = ""
    """The guidance of a second expert."""
    second_scale: float | None = None
    steps: int
    least_steps: int = 1
    multiple: int
    """Of pixels: what sides must be a multiple of."""
    untold: str = ""
    """The negative prompt where the caller has none."""
    count: str = "num_images_per_prompt"
    tokens: int | None = None
    """Most tokens of a prompt that are read, where that is more than the pipeline reads by itself."""
    precise: tuple[str, ...] = ()
    """Parts that are kept in float32 whatever the others are in."""
    frames: bool = False
    """Whether it makes films: one frame is asked for, and a frame comes back."""
    gigabytes: float
    """Of memory for the published weights in bfloat16, everything on the card."""
    licence: str
    must_accept: bool = False
    hub: str
    hosted: tuple[str, ...] = ()
    """The names of the API that it stands for."""

    @property
    def draws(self) -> bool:
        """Whether it makes pictures from words alone."""
        return not self.references or self.optional_references


@dataclass(frozen=True, slots=True)
class Chosen:
    """A family and its name."""

    name: str
    family: Family = field(repr=False)


@cache
def families() -> Mapping[str, Family]:
    """Return all of them by name, in the order in which they are tried."""
    text = (files("danqing.engines.diffusion") / "families.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, Family])


def named(name: str) -> Chosen:
    """Return the family of that name. Raises InvalidParameter."""
    known = families()
    if name not in known:
        raise InvalidParameter(f"{name!r} is no family of models; known: {', '.join(known)}")
    return Chosen(name, known[name])


def recognised(kind: str, source: str) -> Chosen:
    """Return the family of a model by the class of its pipeline and the name it came by. Raises InvalidParameter."""
    for name, family in families().items():
        if family.kind == kind and family.mark in source.lower():
            return Chosen(name, family)
    known = ", ".join(sorted({family.kind for family in families().values()}))
    raise InvalidParameter(f"{source} is a {kind or 'model without a class'}; Danqing draws with {known}")
