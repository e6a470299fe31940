"""A scene while it is being arranged: what stands so far, and which places are taken."""

import functools
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from danqing.core.job import Size
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Air, Layer, Lines, Node, Params, Scene
from danqing.engines.composer.layout.stage import STAGES, Stage, ground
from danqing.engines.composer.nouns import hue, noun
from danqing.engines.composer.parse.lexicon import nouns, scenes
from danqing.engines.composer.spec import Layout, Lettering, Person, Spec, Subject

LIGHTS = {"sun": "sun", "moon": "moon", "fullmoon": "moon"}
"""Nouns that a ground does not paint a second time, by the name that it knows them by."""
Seen = tuple[tuple[int, ...], str]
"""The indexes in the Spec of the subjects that are seen in a node, and what the first of them does."""
GLAZED = frozenset({"room", "kitchen", "cafe"})
"""Grounds with a window of their own."""
COLD, WARM = ("blue", "green", "purple"), ("brown", "red", "orange")
"""What is worn where a colour is banned and none is named: not the banned one's neighbours either."""


def clad(subject: Subject, exclude: frozenset[str]) -> Subject:
    """Return somebody in a colour that is not excluded, so that no painter chooses one that is; else the subject."""
    thing, person = noun(subject.noun), subject.person or Person()
    banned = {c for c in exclude if hue(c)}
    if thing is None or thing.kind != "person" or person.top or subject.color or not banned:
        return subject
    order = WARM + COLD if banned & set(COLD) else COLD + WARM
    return replace(subject, person=replace(person, top=next((c for c in order if c not in banned), "gray")))


class Draft:
    """What the parts of a template hand from one to the next; `scene()` ends it."""

    def __init__(self, spec: Spec, size: Size, rng: Random, turn: int = 0) -> None:
        self.spec = spec
        self.rng = rng
        self.turn = turn
        """The seed: what is taken in turn differs in the next picture."""
        self.frame = Box(0, 0, size.width, size.height)
        self.unit = min(size.width, size.height)
        """The shorter side in pixels: what sizes of type and ornaments are measured in."""
        self.texts: list[tuple[int, Lettering]] = list(enumerate(spec.texts))
        """The lettering that has no place yet, with its index in the Spec."""
        self.subjects: list[tuple[int, Subject]] = list(enumerate(clad(s, spec.exclude) for s in spec.subjects))
        """The subjects that have no place yet."""
        self.taken: list[Box] = []
        self.top = self.frame.h * 0.045
        """Where the free part of the canvas begins, and ends."""
        self.low = self.frame.h * 0.972
        self.roof = 0.40
        """How much of the height the lettering at the top may take."""
        self.style = spec.style
        self.accent = ""
        """The colour of a title for which nothing is said, where a template has one."""
        self.ground = "abstract"
        self.stage = STAGES[self.ground]
        self.place = ""
        """Where the picture is, by the name that the ground was laid for."""
        self._nodes: list[Node] = []

    @functools.cached_property
    def unwanted(self) -> frozenset[str]:
        """What is excluded, with every noun of an excluded family or sort: no trees, so no firs."""
        spoken = self.spec.exclude
        if not spoken:
            return spoken
        return spoken | {key for key, known in nouns().items() if not spoken.isdisjoint(known.banned_by)}

    @property
    def wide(self) -> bool:
        """Whether the canvas is clearly wider than high."""
        return self.frame.w > self.frame.h * 1.15

    @property
    def night(self) -> bool:
        """Whether it is night: said as an hour or as a scene."""
        return self.spec.time == "night" or self.spec.scene == "night"

    @property
    def bare(self) -> bool:
        """Whether the lettering is all there is: nothing that was asked for stands on the ground."""
        shown = (noun(s.noun) for s in self.spec.subjects if not s.added)
        return all(n is None or n.kind in {"sky", "deco"} for n in shown)

    @property
    def floor(self) -> float:
        """Where feet stand, in pixels: the stage's floor, or above what is written at the foot."""
        return min(self.stage.floor * self.frame.h, self.low - 0.012 * self.frame.h)

    def on(self, scene: str, default: str = "abstract", *, mood: str = "") -> None:
        """Lay the ground; `mood` is one more for its painter to know."""
        name = ground(scene, default)
        self.ground, self.place = name, scene if scene in scenes() else ""
        self.stage: Stage = STAGES[name]
        spec = self.spec
        palette = tuple(hue(c) for c in spec.palette or self._worn_by_things if c not in spec.exclude and hue(c))
        air = Air(
            time="night" if self.night else spec.time,
            weather=spec.weather,
            moods=spec.moods | frozenset({mood} if mood else ()),
            palette=palette,
            exclude=self.unwanted | {LIGHTS[s.noun] for s in spec.subjects if s.noun in LIGHTS},
            extend=spec.extend,
            turn=self.turn,
            floor=self.stage.floor,
        )
        self.add(name, self.frame, layer=Layer.GROUND, params=Params(air=air))
        if name in GLAZED:
            self.behind(*(index for index, subject in self.subjects if subject.noun == "window"))

    @property
    def _worn_by_things(self) -> tuple[str, ...]:
        """The colours of what is strewn about, and on a sale's poster of what is sold: the ground goes with them."""
        sold = self.spec.layout is Layout.SHOP
        coloured = [s for s in self.spec.subjects if s.color not in {"", "black", "white", "gray", "red"}]
        return tuple(s.color for s in coloured if (n := noun(s.noun)) and (n.kind == "deco" or sold))

    def add(
        self, painter: str, box: Box, *, z: float = 0.0, layer: Layer = Layer.PICTURE, params: Params | None = None
    ) -> Node:
        """Put a thing somewhere."""
        node = Node(painter=painter, box=box, z=z, layer=layer, params=params or Params())
        self._nodes.append(node)
        return node

    def show(self, painter: str, box: Box, seen: Seen, *, z: float = 0.0, params: Params | None = None) -> Node:
        """Put subjects somewhere: those that are `seen` count as drawn, and nothing else does."""
        shows, does = seen
        node = Node(painter=painter, box=box, z=z, params=params or Params(), shows=shows, does=does)
        self._nodes.append(node)
        return node

    def behind(self, *shows: int) -> None:
        """Say that the ground itself shows these subjects: the table of a still life, the bamboo behind a sitter."""
        at = next(i for i, node in enumerate(self._nodes) if node.layer is Layer.GROUND)
        self._nodes[at] = replace(self._nodes[at], shows=self._nodes[at].shows + shows)
        for index in shows:
            self.settle(index)

    def write(self, painter: str, box: Box, lines: Lines, *, z: float = 0.0, params: Params | None = None) -> Node:
        """Put lettering somewhere, in the text pass, and reserve its place."""
        node = Node(painter=painter, box=box, z=z, layer=Layer.TEXT, params=params or Params(), lines=lines)
        self._nodes.append(node)
        self.taken.append(box)
        return node

    def free(self, box: Box, margin: float = 0.0) -> bool:
        """Whether nothing has been reserved where `box` is."""
        grown = box.inset(-margin)
        return all(grown.overlap(t) == 0 for t in self.taken)

    def claim(self, texts: Sequence[tuple[int, Lettering]]) -> None:
        """Take lettering off the list of what has no place yet."""
        gone = {i for i, _ in texts}
        self.texts = [t for t in self.texts if t[0] not in gone]

    def settle(self, index: int) -> None:
        """Take a subject off the list of what has no place yet."""
        self.subjects = [s for s in self.subjects if s[0] != index]

    @property
    def written(self) -> list[Node]:
        """The lettering that has its place."""
        return [n for n in self._nodes if n.lines is not None]

    def scene(self) -> Scene:
        """Return what has been arranged, in painting order."""
        nodes = tuple(sorted(self._nodes, key=lambda n: (n.layer, n.z)))
        size = {"width": round(self.frame.w), "height": round(self.frame.h)}
        return Scene(**size, nodes=nodes, style=self.style, ground=self.ground, place=self.place)
