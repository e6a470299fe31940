"""How each ground is divided: where feet stand, where the far things stand, how low the sky reaches."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stage:
    """Fractions of the height, from the top; all lines lie inside 0 … 1."""

    floor: float = 0.86
    far: float = 0.70
    sky: float = 0.54
    indoor: bool = False
    water: float = 0.0
    """Where boats float; 0: there is no water."""


OPEN = Stage()
STAGES: dict[str, Stage] = {
    "meadow": OPEN,
    "garden": Stage(0.87, 0.72, 0.50),
    "farm": Stage(0.87, 0.68, 0.48),
    "sakura": Stage(0.87, 0.72, 0.50),
    "autumn": Stage(0.87, 0.72, 0.50),
    "village": Stage(0.88, 0.72, 0.46),
    "snow": Stage(0.87, 0.72, 0.48),
    "sea": Stage(0.92, 0.86, 0.46, water=0.74),
    "beach": Stage(0.90, 0.78, 0.42, water=0.62),
    "lake": Stage(0.93, 0.50, 0.40, water=0.78),
    "river": Stage(0.94, 0.66, 0.44, water=0.84),
    "castle": Stage(0.88, 0.72, 0.40),
    "underwater": Stage(0.82, 0.80, 0.70),
    "space": Stage(0.72, 0.72, 0.92),
    "moon": Stage(0.88, 0.76, 0.60),
    "forest": Stage(0.88, 0.74, 0.40),
    "bamboo": Stage(0.88, 0.76, 0.40),
    "mountain": Stage(0.90, 0.78, 0.34),
    "desert": Stage(0.88, 0.72, 0.48),
    "street": Stage(0.92, 0.82, 0.22),
    "pavement": Stage(0.92, 0.82, 0.22),
    "city": Stage(0.93, 0.84, 0.26),
    "neon": Stage(0.93, 0.84, 0.26),
    "room": Stage(0.90, 0.78, 0.50, indoor=True),
    "gym": Stage(0.91, 0.78, 0.30, indoor=True),
    "kitchen": Stage(0.92, 0.78, 0.30, indoor=True),
    "library": Stage(0.92, 0.78, 0.30, indoor=True),
    "cafe": Stage(0.92, 0.78, 0.30, indoor=True),
    "classroom": Stage(0.93, 0.78, 0.30, indoor=True),
    "office": Stage(0.93, 0.78, 0.30, indoor=True),
    "stage": Stage(0.88, 0.78, 0.40, indoor=True),
    "studio": Stage(0.80, 0.80, 0.60, indoor=True),
    "hall": Stage(0.93, 0.80, 0.30, indoor=True),
    "sky": Stage(0.74, 0.74, 0.90),
    "table": Stage(0.84, 0.66, 0.40, indoor=True),
    "paper": Stage(0.84, 0.80, 0.70, indoor=True),
    "abstract": Stage(0.86, 0.76, 0.56, indoor=True),
    "glass": Stage(0.97, 0.90, 0.60, indoor=True),
    "bokeh": Stage(0.98, 0.90, 0.80, indoor=True),
    "festive": Stage(0.90, 0.80, 0.60, indoor=True),
    "party": Stage(0.92, 0.82, 0.60, indoor=True),
}

ALIASES = {
    "night": "meadow",
    "ocean": "sea",
    "harbour": "lake",
    "harbor": "lake",
    "park": "meadow",
    "grass": "meadow",
    "jungle": "forest",
    "market": "street",
    "shop": "street",
    "cyberpunk": "neon",
    "temple": "mountain",
    "field": "farm",
    "bedroom": "room",
    "home": "room",
    "plain": "paper",
    "concert": "stage",
    "planet": "moon",
    "stadium": "meadow",
    "waterfall": "mountain",
    "volcano": "mountain",
    "cave": "mountain",
    "island": "sea",
}


TIMELESS = frozenset(
    {"space", "moon", "underwater", "paper", "glass", "festive", "party", "stage", "studio", "hall", "slide_paper"}
)
"""Grounds that look the same at every hour."""
WINDOWED = frozenset({"room", "kitchen", "cafe"})
"""Grounds with a window through which rain and snow are seen."""


def shows_hour(name: str) -> bool:
    """Return whether the hour is seen on a ground."""
    return name not in TIMELESS


def shows_weather(name: str, weather: str) -> bool:
    """Return whether a ground itself shows the weather; out of doors something falls before it."""
    return name in WINDOWED and weather in {"rain", "snow"}


def ground(scene: str, default: str = "abstract") -> str:
    """Return the name of the ground painter for a scene's name."""
    name = ALIASES.get(scene, scene)
    return name if name in STAGES else default
