"""The scene graph: a picture as a list of things with their places, before anything is painted."""

from dataclasses import dataclass, field
from enum import IntEnum

from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.spec import Person, Role
from danqing.engines.composer.text.block import Setting
from danqing.engines.composer.text.finish import Finish


class Layer(IntEnum):
    """In which pass a node is painted; style filters run between PICTURE and TEXT, so lettering stays sharp."""

    GROUND = 0
    PICTURE = 1
    TEXT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """What a painter is told besides its place; each reads what concerns it.

    Colours are `#rrggbb`; an empty one is the painter's to choose.
    """

    glyph: str = ""
    """The emoji that the default painter draws."""
    kind: str = ""
    """Which variant, where a painter has several."""
    color: str = ""
    accent: str = ""
    flip: bool = False
    tilt: float = 0.0
    """Degrees, clockwise."""
    shadow: bool = True
    raised: bool = True
    """Whether the 3-D and felt styles may round it; false for what is flat: a window, a rainbow."""
    alpha: float = 1.0
    person: Person | None = None
    holds: str = ""
    """The emoji in a figure's hand."""
    label: str = ""
    tip: tuple[float, float] = (0.0, 0.0)
    """Where a bubble's tail ends, in pixels."""
    air: "Air | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Air:
    """Time, weather and taste: what every ground is painted under."""

    time: str = "day"
    weather: frozenset[str] = frozenset()
    moods: frozenset[str] = frozenset()
    palette: tuple[str, ...] = ()
    """`#rrggbb` each."""
    exclude: frozenset[str] = frozenset()
    extend: bool = True
    turn: int = 0
    """Which of its looks a ground takes that has several: the picture's seed, so that neighbours differ."""
    floor: float = 0.86
    """How far down the canvas feet stand, 0 … 1."""

    def may(self, noun: str) -> bool:
        """Whether a ground may add `noun` of its own accord."""
        return self.extend and noun not in self.exclude

    def wants(self, noun: str) -> bool:
        """Whether nothing speaks against what belongs to a ground: the firs of a snowy hill."""
        return noun not in self.exclude

    @property
    def dark(self) -> bool:
        """Whether it is night."""
        return self.time == "night"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Typeset lettering: legible by choice of its colours, and measured, so that its place is known."""

    text: str
    """The string as asked for."""
    role: Role
    room: Box
    """What it may take; all of its ink lies inside."""
    setting: Setting
    finish: Finish
    size: float
    """Pixels to the em, as it came out."""
    missing: tuple[str, ...] = ()
    """Characters that no face has; they are not drawn."""
    ink: str = "#24324a"
    under: str = "#ffffff"
    """What the ink stands on: its plate, or its own outline. Contrast to `ink` is 4.5 or more."""
    vertical: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One thing to paint: which painter, where, in which pass and order."""

    painter: str
    box: Box
    z: float = 0.0
    """Within a layer the lower is painted first; the ground line of a figure, mostly."""
    layer: Layer = Layer.PICTURE
    params: Params = field(default_factory=Params)
    lines: Lines | None = None
    shows: tuple[int, ...] = ()
    """Indexes in `Spec.subjects` of what is seen in it, one for each: somebody, and what they hold."""
    does: str = ""
    """What the first of them is seen to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """All nodes of a picture, in the order they are painted."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    style: str = ""
    """The filter that the picture gets; may differ from the Spec's where a template is a style of its own."""
    ground: str = ""
    """The painter of what is behind all."""
    place: str = ""
    """The key of `data/scenes.toml` that the ground was laid for; empty: it is nowhere."""

    @property
    def texts(self) -> tuple[Node, ...]:
        """The nodes that carry lettering."""
        return tuple(n for n in self.nodes if n.lines is not None)
