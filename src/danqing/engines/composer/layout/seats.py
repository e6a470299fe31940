"""Where on a thing others sit, stand or are held: fractions of its box."""

from danqing.engines.composer.ink import Point

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
PAWS: Point = (0.14, 0.62)


def seat(key: str) -> Point:
    """Return where on `key` something that is on it has its foot."""
    return SEATS.get(key, TOP)
