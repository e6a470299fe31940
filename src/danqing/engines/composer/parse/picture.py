"""What the whole picture is: its layout, scene, hour, weather, style, palette and moods."""

import functools
from typing import NamedTuple

from danqing.engines.composer.parse import lexicon
from danqing.engines.composer.parse.reading import Reading
from danqing.engines.composer.spec import Language

CHINESE = frozenset({Language.ZH, Language.ZH_HANT})
"""The languages whose sentences go on and on: their palette is told within a clause."""

FIRST = 0.3
"""What the scene named first weighs more."""

LOSERS = {"snow": ("weather", "snow"), "night": ("time", "night"), "sky": ("", "")}
"""A scene that another one beat still tells the weather or the hour: a snowy street."""


SKIES = {
    "rain": "street",
    "snow": "snow",
    "fog": "mountain",
    "wind": "meadow",
    "night": "night",
    "sunset": "sea",
    "dawn": "mountain",
    "day": "meadow",
}
"""Where weather and hours are best seen."""


class Setting(NamedTuple):
    """Where and when the picture is, and in what weather."""

    scene: str
    time: str
    weather: frozenset[str]


def setting(reading: Reading) -> Setting:
    """Return where and when; a scene that another one beat may still tell weather or hour."""
    said = list(reading.said("scene"))
    inside = [(at, key) for at, key in said if not _is_outside(reading, at)]
    shut = bool(said) and not inside
    ranked = sorted(((_weight(reading, at, key, first=at == said[0][0]), -at, key) for at, key in said), reverse=True)
    scene = "room" if shut or (not said and _looks_out(reading)) else ranked[0][2] if ranked else _hinted(reading)
    hours = [(at, key) for at, key in reading.said("time")]
    time = next((key for _, key in hours if key != "day"), "day" if hours else "")
    weather = {key for _, key in reading.said("weather")}
    reading.used |= {at for at, _ in hours} | {at for at, _ in reading.said("weather")}
    for _, at, key in ranked:
        if key == scene:
            reading.used |= {-at, -at - 1} if _colored(reading, -at) else {-at}
        elif key in LOSERS:
            reading.used.add(-at)
            kind, value = LOSERS[key]
            weather |= {value} if kind == "weather" else set()
            time = time or (value if kind == "time" else "")
    row = lexicon.scenes().get(scene, {})
    return Setting(scene, time or str(row.get("time", "")), frozenset(weather))


def _looks_out(reading: Reading) -> bool:
    """Whether something is seen through a window, and nothing else says where that is."""
    return any(token.key("ground") == "outside" for token in reading.tokens)


def _is_outside(reading: Reading, at: int) -> bool:
    return any(reading.tokens[i].key("ground") == "outside" for i in reading.clause(at))


def in_the_air(where: Setting) -> Setting:
    """Return a setting with a scene for its weather or its hour, where that is all that is told: "rainy day"."""
    if where.scene:
        return where
    told = (*sorted(where.weather), where.time)
    return where._replace(scene=next((SKIES[word] for word in told if word in SKIES), ""))


def _hinted(reading: Reading) -> str:
    """The scene that a word speaks of without naming it: spring, a cliff, "in the rain"."""
    for at, key in reading.said("hint"):
        reading.used.add(at)
        return key
    return ""


def _colored(reading: Reading, at: int) -> bool:
    """Whether a colour right before the scene's word goes without saying: green grass, blue sky."""
    return at > 0 and reading.tokens[at - 1].has("color") and reading.same_clause(at - 1, at)


def _weight(reading: Reading, at: int, key: str, *, first: bool) -> float:
    """How much a scene's word weighs: more where it is called the background, or stands behind "in" or "at"."""
    weight = float(lexicon.scenes()[key].get("weight", 1.0))
    tokens = reading.tokens
    weight += FIRST * (first and weight >= 1)
    if any(tokens[i].key("ground") == "back" for i in reading.clause(at)):
        weight += 1.5
    if any(tokens[i].key("ground") == "outside" for i in reading.clause(at)):
        weight -= 1.0
    follows = tokens[at + 1] if at + 1 < len(tokens) and reading.same_clause(at, at + 1) else None
    near = follows is not None and reading.gap(tokens[at], follows) == ("" if reading.is_cjk else " ")
    if near and follows is not None and follows.has("noun"):
        weight -= 0.6  # 太空猫: a cat for space, wherever it is
    placed = any(tokens[i].has("prep") for i in range(max(0, at - 3), at) if reading.same_clause(i, at))
    placed = placed or (at + 1 < len(tokens) and tokens[at + 1].has("post") and reading.same_clause(at, at + 1))
    return weight + 0.25 * placed + 0.02 * (tokens[at].end - tokens[at].start)


def style_of(reading: Reading, asked: str, exclude: frozenset[str] = frozenset()) -> str:
    """Return the style asked for as a parameter, or else the one that the prompt speaks of most."""
    named = _parameters().get(asked.strip().strip("<>").lower(), "")
    if named:
        return named
    weights: dict[str, float] = {}
    for at, key in reading.said("style"):
        if key not in exclude and not _of_lettering(reading, at) and not _of_a_picture(reading, at):
            weights[key] = weights.get(key, 0) + 1 + (reading.tokens[at].end - reading.tokens[at].start) / 20
            reading.used.add(at)
    return max(weights, key=lambda key: weights[key]) if weights else ""


@functools.cache
def _parameters() -> dict[str, str]:
    found: dict[str, str] = {}
    for key, row in lexicon.styles().items():
        found |= {value: key for value in (key, *str(row.get("wanx", "")).split("|")) if value}
    return found


def _of_lettering(reading: Reading, at: int) -> bool:
    """Whether a word tells how letters look, not the picture: "3D text", 书法字体."""
    if not reading.tokens[at].has("look", "role"):
        return False
    return any(i != at and (reading.tokens[i].has("role") or reading.tokens[i].quote >= 0) for i in reading.clause(at))


def _of_a_picture(reading: Reading, at: int) -> bool:
    """Whether a style is told of a picture in the picture: 一副中国风的画作."""
    return any(
        token.key("noun") == "framed_picture" and token.clause == reading.tokens[at].clause
        for token in reading.tokens[at + 1 : at + 3]
    )


def palette(reading: Reading) -> tuple[str, ...]:
    """Return the colours that are told of the whole picture, the leading one first."""
    found = [key for _, key in reading.said("backdrop")]
    for cue, _ in reading.said("palette"):
        sentence = reading.tokens[cue].sentence
        near = reading.clause(cue) if reading.language in CHINESE else range(len(reading.tokens))
        for at in near:
            key = reading.tokens[at].key("color")
            if key and reading.tokens[at].sentence == sentence and at not in reading.negated:
                reading.used |= {at, cue}
                found.append(key)
    for cue, _ in reading.said("toned"):
        before = reading.tokens[cue - 1] if cue else None
        key = before.key("color") if before is not None else None
        if key and before is not None and len(reading.gap(before, reading.tokens[cue])) <= 1:
            reading.used |= {cue - 1, cue}
            found.append(key)
    for at, key in reading.said("color"):
        if at not in reading.used and key not in found and _alone(reading, at):
            reading.used.add(at)
            found.append(key)
    return tuple(dict.fromkeys(found))


def _alone(reading: Reading, at: int) -> bool:
    """Whether a clause names colours and nothing else: "…, blue and white"."""
    return all(
        reading.tokens[i].has("color", "join", "filler", "mood", "look", "hint", "ground") for i in reading.clause(at)
    )


def moods(reading: Reading) -> frozenset[str]:
    """Return the moods that the prompt speaks of."""
    reading.used |= {at for at, _ in reading.said("mood")}
    return frozenset(key for _, key in reading.said("mood"))
