"""Fitting detail that a prompt leaves open: clouds, flowers, a sun, what lies about; told apart from what was asked."""

from dataclasses import replace
from random import Random
from typing import Any, cast

from danqing.engines.composer.parse import lexicon
from danqing.engines.composer.spec import Language, Layout, Spec, Subject, Verb

EXTENDED = frozenset({Layout.SCENE, Layout.POSTER, Layout.GREETING, Layout.STREET})
MOST_ADDED = 3
TALL = 1.5
"""Plants from this height on grow where they stand."""
ENOUGH = 7
"""With so many kinds of subjects a picture is full."""

NOT_AT_NIGHT = frozenset({"sun", "butterfly", "bee", "bird", "rainbow", "umbrella"})
NOT_IN_WEATHER: dict[str, frozenset[str]] = {
    "rain": frozenset({"sun", "butterfly", "bee", "star", "moon"}),
    "snow": frozenset({"sun", "butterfly", "bee", "flower", "duck", "lotus"}),
    "fog": frozenset({"sun", "star", "moon"}),
    "wind": frozenset(),
}
AT_NIGHT: dict[str, int] = {"star": 9, "moon": 1}
BOARDED = frozenset({"cafe", "kitchen", "library", "office", "classroom"})
"""Places with a board on the wall."""
SIGNS = ("star", "diamond", "leaf", "crown", "clover", "maple", "sakura", "compass")
"""What may stand for a company that nothing is known of."""
ABROAD = frozenset({"firework", "snowflake"})
"""What a feast has under the sky only."""
CHRISTMAS = frozenset({"santa", "xmastree", "deer", "snowman"})
FESTIVE: dict[Language, dict[str, int]] = {
    Language.EN: {"confetti": 4, "balloon": 5},
    Language.JA: {"lantern": 4, "confetti": 3},
    Language.ZH: {"lantern": 4, "firework": 2},
    Language.ZH_HANT: {"lantern": 4, "firework": 2},
}


def extend(spec: Spec, seed: int = 0) -> Spec:
    """Return the Spec with a scene where its subjects are at home and up to three more kinds of things; pure.

    What was added before is taken out first: extending again with another seed adds other things, not more.
    """
    spec = replace(spec, subjects=tuple(subject for subject in spec.subjects if not subject.added))
    spec = replace(spec, scene="" if spec.home else spec.scene, home=False)
    if spec.extend and spec.layout is Layout.LOGO:
        return _signed(spec, Random(seed))
    if spec.extend and spec.layout is Layout.BOARD and not spec.scene:
        home = _home(spec)
        return replace(spec, scene=home, home=True) if home in BOARDED else spec
    if not spec.extend or spec.layout not in EXTENDED or "minimal" in spec.moods:
        return spec
    home = "" if spec.scene else _home(spec)
    placed = replace(spec, scene=spec.scene or home, home=bool(home))
    room = min(MOST_ADDED, ENOUGH - len(spec.subjects))
    props = _props(placed)
    if room <= 0 or not props:
        return placed
    dice = Random(seed)
    chosen = sorted(dice.sample(sorted(props), min(room, len(props))))
    added = tuple(
        Subject(noun=noun, count=dice.randint((props[noun] + 1) // 2, props[noun]), added=True) for noun in chosen
    )
    return replace(placed, subjects=spec.subjects + added)


def _signed(spec: Spec, dice: Random) -> Spec:
    """Give a logo of which nothing is said a sign of its own."""
    if spec.subjects or spec.texts:
        return spec
    wanted = [noun for noun in SIGNS if not _barred(noun, spec)]
    return replace(spec, subjects=(Subject(noun=dice.choice(wanted), added=True),)) if wanted else spec


def outdoors(scene: str) -> bool:
    """Return whether a scene has a sky of its own."""
    return bool(scene) and not lexicon.scenes()[scene].get("indoor", False)


def _home(spec: Spec) -> str:
    """Where most subjects are at home, the first counting a little more; a picture of lettering alone stays plain."""
    if spec.layout is Layout.GREETING or (spec.layout is Layout.POSTER and not spec.subjects):
        return ""
    votes: dict[str, float] = {}
    for subject in spec.subjects:
        home = lexicon.nouns()[subject.noun].home
        if home and home not in spec.exclude:
            votes[home] = votes.get(home, 0) + _vote(subject, first=not votes, held=subject.verb is Verb.HELD)
    home = max(votes, key=lambda home: votes[home]) if votes else ""
    return _under_the_sky(spec) if home == "studio" and (spec.time != "day" or spec.weather) else home


def _under_the_sky(spec: Spec) -> str:
    """Where a thing is shown that is at home before a plain backdrop, when there is an hour or weather to be seen."""
    return "snow" if "snow" in spec.weather else "street"


def _vote(subject: Subject, *, first: bool, held: bool) -> float:
    """How much a subject's home weighs: a building's and a tree's most, and least that of what is only held."""
    if held:
        return 0.3
    noun = lexicon.nouns()[subject.noun]
    stands_there = noun.kind == "building" or (noun.kind == "plant" and noun.height >= TALL)
    return 2.5 if stands_there else 1.2 if first else 1.0


def _props(spec: Spec) -> dict[str, int]:
    row = lexicon.scenes().get(spec.scene, {})
    props = dict(cast("dict[str, int]", row.get("props", {})))
    if outdoors(spec.scene) and spec.time == "night" and "time" not in row and spec.scene != "underwater":
        props = {noun: most for noun, most in props.items() if noun not in NOT_AT_NIGHT} | AT_NIGHT
    if "romantic" in spec.moods:
        props |= {"heart": 5}
    elif "party" in spec.moods:
        props |= {"balloon": 5, "confetti": 4}
    elif "festive" in spec.moods:
        christmas = any(subject.noun in CHRISTMAS for subject in spec.subjects)
        props |= {"gift": 4, "snowflake": 14, "bell": 2} if christmas else FESTIVE[spec.language]
        if spec.scene and not outdoors(spec.scene):
            props = {noun: most for noun, most in props.items() if noun not in ABROAD}
    unfit = {noun for weather in spec.weather for noun in NOT_IN_WEATHER[weather]}
    unfit |= {subject.noun for subject in spec.subjects} | spec.exclude
    if "fullmoon" in unfit:  # one moon is enough
        unfit.add("moon")
    return {noun: most for noun, most in props.items() if noun not in unfit and not _barred(noun, spec)}


def _barred(noun: str, spec: Spec) -> bool:
    known: Any = lexicon.nouns().get(noun)
    return known is None or not spec.exclude.isdisjoint(known.banned_by)
