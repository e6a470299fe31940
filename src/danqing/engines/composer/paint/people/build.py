"""How somebody is built and dressed, decided before a line is drawn."""

from dataclasses import dataclass, replace
from random import Random

from danqing.engines.composer.color import Color
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.nouns import hue
from danqing.engines.composer.spec import Person

SKINS: tuple[str, ...] = ("#f9d9bd", "#f6cfae", "#eebd94", "#c98d62")
TOPS = ("#4aa3df", "#ff8a65", "#7cb342", "#ba68c8", "#ffb74d", "#ef5350", "#26a69a", "#5c6bc0")
HAIR = ("#2a1f1d", "#2a1f1d", "#1f1a1f", "#43302a", "#5a3d2b")
PATTERNS = ("", "", "stripes", "dots", "pocket", "band")
"""What is on clothes of which nothing was said."""
BOTTOMS = ("#37474f", "#3f51b5", "#5d4037", "#546e7a", "#455a64")


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """A figure in units of its height: the feet at 0, up is negative."""

    sex: str = "m"
    age: str = "adult"  # child, adult, elder
    head: float = 0.125
    """The head's radius."""
    chin: float = -0.735
    shoulder: float = -0.70
    breadth: float = 0.125
    """Half the shoulders' width."""
    hip: float = -0.42
    skin: Color = SKINS[0]
    hair: Color = "#2a1f1d"
    style: str = "short"  # short, long, longer, bun, tails, bald, bob
    beard: bool = False
    top: Color = "#4aa3df"
    bottom: Color = "#37474f"
    dress: frozenset[str] = frozenset()
    pose: str = "standing"
    pattern: str = ""
    lilt: float = 0.0
    """How far the body is from standing to attention, and to which side: -1 … 1."""

    @property
    def face(self) -> float:
        """The height of the head's middle."""
        return self.chin - self.head * 0.92


ADULT = Build()
CHILD = Build(age="child", head=0.168, chin=-0.62, shoulder=-0.595, breadth=0.118, hip=-0.33)
KINDS: dict[str, Build] = {
    "man": ADULT,
    "woman": replace(ADULT, sex="f", style="long", breadth=0.108),
    "boy": CHILD,
    "girl": replace(CHILD, sex="f", style="long"),
    "child": replace(CHILD, style="bob"),
    "elder_m": replace(ADULT, age="elder", style="bald", hair="#e4e2de", beard=True),
    "elder_f": replace(ADULT, age="elder", sex="f", style="bun", hair="#dcdad6", breadth=0.112),
    "santa": replace(
        ADULT,
        age="elder",
        hair="#f7f7f7",
        beard=True,
        breadth=0.165,
        dress=frozenset({"santa"}),
        head=0.135,
        top="#d32f2f",
        bottom="#b71c1c",
    ),
}
TRADES: dict[str, tuple[frozenset[str], str, str]] = {
    "chef": (frozenset({"toque", "apron"}), "#fbfbfb", "#37474f"),
    "doctor": (frozenset({"coat", "glasses"}), "#7fb8d8", "#455a64"),
    "teacher": (frozenset({"glasses", "suit"}), "#5c6b8a", "#37474f"),
    "farmer": (frozenset({"straw_hat", "overalls"}), "#d9694f", "#3f6fa8"),
    "artist": (frozenset({"beret", "apron"}), "#7a9cc6", "#4b4a5e"),
    "scientist": (frozenset({"coat", "glasses"}), "#6fbf9a", "#455a64"),
    "police": (frozenset({"police_cap", "tie"}), "#2f4f8f", "#1f2f55"),
    "firefighter": (frozenset({"helmet"}), "#c8862a", "#5d4a2a"),
    "princess": (frozenset({"crown", "gown"}), "#f08fb5", "#f08fb5"),
    "prince": (frozenset({"crown", "cape"}), "#3f5fb0", "#2a3358"),
    "knight": (frozenset({"helmet", "armor"}), "#aab4c0", "#7f8a98"),
    "wizard": (frozenset({"wizard_hat", "robe"}), "#5a3fa0", "#5a3fa0"),
    "witch": (frozenset({"wizard_hat", "gown"}), "#4a2f7a", "#3a2560"),
    "barista": (frozenset({"apron", "shirt"}), "#f4f1ea", "#37474f"),
    "waiter": (frozenset({"suit", "tie"}), "#2b2b33", "#22222c"),
    "nurse": (frozenset({"coat"}), "#e3f1f8", "#eef4f8"),
    "pilot": (frozenset({"police_cap", "suit", "tie"}), "#22386e", "#1a2a4f"),
    "sailor": (frozenset({"uniform"}), "#f4f7fb", "#22386e"),
    "singer": (frozenset({"jacket"}), "#8e24aa", "#22222c"),
    "superhero": (frozenset({"cape", "mask"}), "#d32f2f", "#1e4fa8"),
    "vampire": (frozenset({"cape", "suit"}), "#2b2b33", "#22222c"),
}
FEMALE_TRADES = frozenset({"princess", "witch"})
ELDERLY = frozenset({"wizard"})


def build(params: Params, rng: Random) -> Build:
    """Return how the person that `params` describe is built and dressed; what is not said, the dice say."""
    kind = params.kind
    if kind == "crowd":
        kind = rng.choice(("woman", "man", "girl", "boy", "woman", "man"))
    person = params.person or Person()
    plain = KINDS.get(kind) or _trade(kind, rng, bearded=person.beard)
    skin = rng.choice(SKINS[:3])
    top = hue(person.top) or params.color or (plain.top if plain.top != ADULT.top else rng.choice(TOPS))
    bottom = hue(person.bottom) or (plain.bottom if plain.bottom != ADULT.bottom else rng.choice(BOTTOMS))
    dyed = replace(
        plain, skin=skin, top=top, bottom=bottom, dress=plain.dress | person.dress, pose=person.pose or "standing"
    )
    if not plain.dress | person.dress and not person.top and plain.age != "elder":
        dyed = replace(dyed, pattern=rng.choice(PATTERNS))
    dyed = replace(dyed, lilt=rng.uniform(-1, 1), hair=rng.choice(HAIR) if plain.hair == ADULT.hair else plain.hair)
    if person.hair and plain.style != "bald":
        dyed = replace(dyed, hair=hair_color(person.hair))
    if person.long_hair:
        dyed = replace(dyed, style="longer")
    if plain.sex == "f" and plain.age == "child" and not person.long_hair:
        dyed = replace(dyed, style=rng.choice(("long", "tails", "bob")))
    return replace(dyed, beard=plain.beard or person.beard)


def hair_color(name: str) -> Color:
    """Return what hair of a named colour looks like: softer than the colour itself."""
    natural = {"black": "#211b20", "brown": "#6b4429", "gold": "#e3b44a", "yellow": "#e9c25e", "red": "#b5452c"}
    natural |= {"white": "#ece9e4", "gray": "#b9b6b2", "orange": "#d9762f"}
    return natural.get(name) or hue(name) or "#2a1f1d"


def _trade(kind: str, rng: Random, *, bearded: bool) -> Build:
    either = kind not in {"knight", "prince"} and not bearded
    sex = "f" if kind in FEMALE_TRADES or (either and rng.random() < 0.4) else "m"
    plain = KINDS["woman" if sex == "f" else "man"]
    if kind in ELDERLY:
        plain = KINDS["elder_m"]
    if kind not in TRADES:
        return plain
    dress, top, bottom = TRADES[kind]
    return replace(plain, dress=dress, top=top, bottom=bottom)
