"""What a prompt asks for, as the composer understood it: the one value between reading and drawing."""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """The prompt's language; simplified and traditional Chinese are told apart for the plain-language description."""

    EN = "en"
    ZH = "zh"
    ZH_HANT = "zh-Hant"
    JA = "ja"


class Layout(StrEnum):
    """The composition; each has one template."""

    SCENE = "scene"
    POSTER = "poster"
    CARD = "card"  # nothing drawable was named: the prompt, typeset, saying so
    SLIDE = "slide"
    COUPLET = "couplet"
    SHOP = "shop"  # e-commerce
    PORTRAIT = "portrait"
    BOARD = "board"
    GREETING = "greeting"
    LOGO = "logo"
    STILL_LIFE = "still_life"
    STREET = "street"


class Role(StrEnum):
    """What a piece of lettering is for."""

    TITLE = "title"
    SUBTITLE = "subtitle"
    BUBBLE = "bubble"
    SIGN = "sign"
    LABEL = "label"
    BOTTOM = "bottom"
    BOARD = "board"
    CARD = "card"  # a heading in a list of cards
    BODY = "body"
    COUPLET_LEFT = "couplet_left"
    COUPLET_RIGHT = "couplet_right"
    COUPLET_TOP = "couplet_top"
    TEXT = "text"


class Place(StrEnum):
    """Where in the picture; the empty value leaves it to the template."""

    ANYWHERE = ""
    TOP_LEFT = "tl"
    TOP = "top"
    TOP_RIGHT = "tr"
    LEFT = "ml"
    CENTER = "center"
    RIGHT = "mr"
    BOTTOM_LEFT = "bl"
    BOTTOM = "bottom"
    BOTTOM_RIGHT = "br"


class Look(StrEnum):
    """How lettering is drawn."""

    SOLID = "solid"  # 3-D, extruded
    CARTOON = "cartoon"
    BRUSH = "brush"
    HAND = "hand"
    NEON = "neon"
    BOLD = "bold"


class Verb(StrEnum):
    """How one subject stands to another."""

    ON = "on"
    UNDER = "under"
    BESIDE = "beside"
    BEHIND = "behind"
    FRONT = "front"
    HELD = "held"  # by the other: a balloon is held by a girl, who may stand beside somebody all the same
    RIDING = "riding"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lettering:
    """A string to typeset, to the letter."""

    text: str
    role: Role = Role.TEXT
    place: Place = Place.ANYWHERE
    color: str = ""
    """A name of `data/colors.toml`; empty: the template chooses."""
    looks: frozenset[Look] = frozenset()
    parent: int | None = None
    """For BODY: the index in `Spec.texts` of the CARD it belongs to."""
    icon: str = ""
    """For CARD: the noun drawn beside it."""
    bearer: int | None = None
    """For LABEL, SIGN and BUBBLE: the index in `Spec.subjects` of what wears it, bears it or says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """How somebody looks; empty values leave it to the painter."""

    hair: str = ""  # a colour name
    long_hair: bool = False
    beard: bool = False
    dress: frozenset[str] = frozenset()  # keys of data: `hanfu`, `hoodie`, `cap`, `apron`, `suit`, `glasses` …
    top: str = ""  # colour names of the clothes
    bottom: str = ""
    pose: str = ""  # `standing`, `sitting`, `walking`, `waving`; empty: standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One kind of thing to draw, and how many of it."""

    noun: str
    """A key of the lexicon: `dog`, `girl`, or `cldr:<name>` for the emoji names."""
    count: int = 1
    color: str = ""
    scale: float = 1.0
    """0.6 for "small", 1.5 for "big"."""
    person: Person | None = None
    verb: Verb | None = None
    other: int | None = None
    """With `verb`: the index in `Spec.subjects` of what it is on, under, held by … (never a cycle)."""
    place: Place = Place.ANYWHERE
    pose: str = ""
    """What an animal does, where that can be shown: a key of `does` in `data/people.toml`."""
    added: bool = False
    """True for fitting detail that `extend` put in: the prompt did not name it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """Everything that is drawn follows from this, the size and the seed."""

    prompt: str
    language: Language = Language.EN
    layout: Layout = Layout.SCENE
    scene: str = ""
    """A key of `data/scenes.toml`: `meadow`, `snow`, `street` …; empty: the template's own ground.

    A scene is the backdrop alone: suns, clouds, birds, flowers and the like are `subjects`.
    """
    home: bool = False
    """Whether the scene is only where the subjects are at home: the prompt named none."""
    time: str = "day"  # day, dawn, sunset, night
    weather: frozenset[str] = frozenset()  # rain, snow, fog, wind
    style: str = ""
    """A key of `data/styles.toml`: `watercolor`, `ink` …; empty: none."""
    palette: tuple[str, ...] = ()
    """Names of `data/colors.toml`, the leading colour first."""
    texts: tuple[Lettering, ...] = ()
    subjects: tuple[Subject, ...] = ()
    moods: frozenset[str] = frozenset()  # keys of `data/moods.toml`: festive, cozy, cinematic, bokeh, old, muddy …
    exclude: frozenset[str] = frozenset()
    """Nouns, colours, scenes, styles and sorts of things (`people`, `animals` …) that are not wanted."""
    extend: bool = True
    """Whether fitting detail may be added (clouds, flowers, sun, props)."""
    ignored: tuple[str, ...] = ()
    """Words of the prompt that nothing was made of. What was understood is told of the picture: `drawn.understood`."""
