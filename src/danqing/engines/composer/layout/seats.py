"""Where on a thing others sit, stand or are held: fractions of its box."""

from danqing.engines.composer.ink import Point
from danqing.engines.composer.layout.box import Box

SEATS: dict[str, Point] = {
    "horse": (0.52, 0.46),
    "unicorn": (0.50, 0.44),
    "donkey": (0.52, 0.42),
    "cow": (0.52, 0.34),
    "ox": (0.52, 0.34),
    "camel": (0.52, 0.30),
    "elephant": (0.52, 0.22),
    "deer": (0.52, 0.46),
    "tiger": (0.52, 0.42),
    "dragon": (0.50, 0.46),
    "whale": (0.52, 0.40),
    "dolphin": (0.50, 0.42),
    "turtle": (0.50, 0.42),
    "tractor": (0.60, 0.44),
    "broom": (0.42, 0.62),
    "bike": (0.44, 0.30),
    "motorcycle": (0.46, 0.36),
    "scooter": (0.64, 0.36),
    "car": (0.50, 0.14),
    "bus": (0.50, 0.06),
    "boat": (0.40, 0.84),
    "canoe": (0.50, 0.66),
    "ship": (0.50, 0.50),
    "rocket": (0.45, 0.30),
    "plane": (0.50, 0.42),
    "chair": (0.50, 0.62),
    "sofa": (0.50, 0.70),
    "bench": (0.50, 0.58),
    "bed": (0.55, 0.60),
    "swing": (0.50, 0.88),
    "table": (0.50, 0.10),
    "desk": (0.50, 0.10),
    "moon": (0.40, 0.80),
    "fullmoon": (0.50, 0.12),
    "cloud": (0.50, 0.40),
    "hotairballoon": (0.50, 0.97),
    "tree": (0.40, 0.42),
    "rug": (0.50, 0.55),
    "skateboard": (0.50, 0.40),
    "skis": (0.50, 0.86),
    "surfboard": (0.50, 0.55),
    "book": (0.50, 0.30),
    "box": (0.50, 0.06),
    "rock": (0.50, 0.10),
    "stump": (0.50, 0.10),
    "carpet": (0.50, 0.50),
    "stall": (0.50, 0.725),
}
TOP: Point = (0.50, 0.06)
SITTABLE = frozenset(
    {"chair", "sofa", "bench", "bed", "swing", "moon", "fullmoon", "tree", "rock", "stump", "cloud", "ball"}
)
ASTRIDE = frozenset(
    "horse unicorn donkey cow ox camel elephant deer tiger dragon bike motorcycle scooter dolphin turtle".split()
)
"""What is ridden with a leg at each side."""
WORN: dict[str, tuple[float, float, float]] = {
    "glasses": (0.30, 0.26, 0.44),
    "sunglasses": (0.30, 0.26, 0.44),
    "scarf": (0.40, 0.50, 0.34),
    "hat": (0.34, 0.02, 0.46),
    "tophat": (0.34, 0.0, 0.42),
    "cap": (0.32, 0.06, 0.46),
    "santahat": (0.32, 0.02, 0.46),
    "toque": (0.32, -0.02, 0.36),
    "wizardhat": (0.32, -0.04, 0.46),
    "beret": (0.32, 0.04, 0.40),
    "crown": (0.34, 0.02, 0.40),
    "ribbon": (0.40, 0.50, 0.26),
    "bowtie": (0.40, 0.50, 0.26),
}
"""What animals wear: the middle of it and its width, as shares of the animal's box."""
PAWS: Point = (0.14, 0.62)


def seat(key: str) -> Point:
    """Return where on `key` something that is on it has its foot."""
    return SEATS.get(key, TOP)


def worn(box: Box, key: str, aspect: float, *, flip: bool) -> Box:
    """Return where a hat, glasses or a scarf is worn: emoji of animals have their heads at the left."""
    x, y, share = WORN[key]
    wide = box.w * share
    tall = wide / aspect
    return Box(box.x + box.w * (1 - x if flip else x) - wide / 2, box.y + box.h * y - tall / 2, wide, tall)
