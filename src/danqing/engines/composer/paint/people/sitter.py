"""Who sits for a portrait: age, hair, dress and colouring, decided before a line is drawn."""

from dataclasses import dataclass
from random import Random

from danqing.engines.composer.color import Color, mix
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.nouns import hue
from danqing.engines.composer.paint.people.build import TRADES, hair_color
from danqing.engines.composer.spec import Person

Tones = tuple[Color, Color, Color]
SKINS: tuple[Tones, ...] = (
    ("#ffe0c7", "#f7c9a6", "#e2a27d"),
    ("#ffe6d2", "#fad2b4", "#e8ad88"),
    ("#fbd8b8", "#efbd95", "#d2946c"),
)
SEXES = {
    "man": "m",
    "boy": "m",
    "elder_m": "m",
    "santa": "m",
    "wizard": "m",
    "prince": "m",
    "knight": "m",
    "vampire": "m",
}
AGES = {"elder_m": "elder", "elder_f": "elder", "santa": "elder", "wizard": "elder", "boy": "child", "child": "child"}
ROBES = ("#b3293a", "#2f6f8f", "#7a4fa0", "#b5602f", "#3f7f5f")
CLOTHES = ("#e9e4dc", "#3a4a63", "#c25b56", "#6f8f72", "#8a6fa8", "#d0a24c")
ORIENTAL = frozenset({"hanfu", "kimono", "robe", "qipao", "cheongsam"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitter:
    """How the bust looks."""

    sex: str
    age: str
    skin: Tones
    hair: Color
    brow: Color
    outfit: Color
    dress: frozenset[str]
    beard: bool = False
    long_hair: bool = True
    robe: bool = False
    lip: Color = "#d9475c"
    buns: int = 3
    """How the hair is put up with a robe: loops on the crown, none for hair that hangs."""
    bloom: Color = "#ff9fb5"
    iris: Color = "#5a3420"

    @property
    def female(self) -> bool:
        """Whether lashes, lips and ear rings are painted."""
        return self.sex == "f"


def sitter(params: Params, rng: Random) -> Sitter:
    """Return the sitter that `params` describe; what is not said, the dice say."""
    person = params.person or Person()
    sex = (
        SEXES.get(params.kind, "f")
        if params.kind not in TRADES or params.kind in SEXES
        else rng.choice(("f", "f", "m"))
    )
    sex = "m" if person.beard and params.kind not in SEXES else sex
    sex = "f" if params.kind in {"princess", "witch"} else sex
    age = AGES.get(params.kind, "adult")
    robe = bool(person.dress & ORIENTAL)
    gray = "#dedbd6" if age == "elder" else "#1d1a22"
    hair = hair_color(person.hair) if person.hair and age != "elder" else gray
    santa = params.kind == "santa"
    dress, uniform, _ = TRADES.get(params.kind, (frozenset[str](), "", ""))
    outfit = (
        hue(person.top) or params.color or ("#c9252a" if santa else uniform or rng.choice(ROBES if robe else CLOTHES))
    )
    return Sitter(
        sex=sex,
        age=age,
        skin=rng.choice(SKINS),
        hair=hair,
        brow=mix(hair, "#3a2a24", 0.35),
        outfit=outfit,
        dress=person.dress | dress | frozenset({"santa_hat"} if santa else ()),
        beard=person.beard or santa or (params.kind == "elder_m" and rng.random() < 0.75),
        long_hair=person.long_hair or (sex == "f" and age == "adult" and rng.random() < 0.7),
        robe=robe,
        buns=rng.choice((3, 2, 1)),
        bloom=rng.choice(("#ff9fb5", "#ff7f6e", "#fff1f4", "#b9a3ff", "#ffd166")),
        lip="#d9475c" if sex == "f" and age != "child" else "#c98272",
        iris=rng.choice(("#5a3420", "#4a2c1c", "#6b4426")),
    )
