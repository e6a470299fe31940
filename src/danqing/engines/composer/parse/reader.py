"""From a prompt to a Spec."""

from dataclasses import replace
from zlib import crc32

from danqing.engines.composer.parse import lexicon
from danqing.engines.composer.parse.arranging import deal_cards, with_bearers, with_title, without_couplet
from danqing.engines.composer.parse.coverage import ignored
from danqing.engines.composer.parse.extending import extend as extended
from danqing.engines.composer.parse.gear import equip
from danqing.engines.composer.parse.layouts import fits, layout_named, layout_of
from danqing.engines.composer.parse.lettering import letter
from danqing.engines.composer.parse.persons import dress_people
from danqing.engines.composer.parse.picture import Setting, in_the_air, moods, palette, setting, style_of
from danqing.engines.composer.parse.reading import Reading, open_prompt
from danqing.engines.composer.parse.relations import relate
from danqing.engines.composer.parse.subjects import Cast, Draft, cast_of, shown_anyway
from danqing.engines.composer.spec import Layout, Lettering, Spec

GROUNDS = {Layout.COUPLET: "hall", Layout.SLIDE: ""}
"""Layouts that have a backdrop of their own, whatever scene is named."""


PLACELESS = frozenset({Layout.LOGO, Layout.CARD, Layout.GREETING, Layout.SHOP})
"""Layouts that are nowhere, unless a prompt names a scene."""

BANNED_KINDS = frozenset({"noun", "color", "scene", "sort", "style", "weather"})
"""Kinds of words that a negative prompt takes out."""


def read(prompt: str, negative: str = "", style: str = "", extend: bool = True) -> Spec:
    """Return what the prompt asks for; takes any string, and always says the same of the same.

    `negative` takes out the nouns, colours and scenes that it names. `style`, a value of wanx-v1 (`watercolor`,
    `<3d cartoon>`), goes before the style that the prompt speaks of. With `extend`, fitting detail is added.
    """
    reading = open_prompt(prompt)
    exclude = _excluded(negative)
    texts = [_without(text, exclude) for text in without_couplet(reading, letter(reading))]
    named = layout_named(reading, texts)
    icons: set[int] = set()
    if named is Layout.SLIDE:
        texts, icons = deal_cards(reading, texts)
    where = _allowed(setting(reading), exclude)
    cast = cast_of(reading, exclude, icons | shown_anyway(reading, where.scene))
    relate(reading, cast)
    equip(reading, cast, exclude)
    dress_people(reading, cast, exclude)
    where = where if cast.drafts or named in PLACELESS else in_the_air(where)
    layout = named if named is not None and fits(named, cast) else layout_of(cast, where, texts)
    if layout is Layout.LOGO:
        where = _emblem(cast, where)
    spec = Spec(
        prompt=prompt,
        language=reading.language,
        layout=layout,
        scene=GROUNDS.get(layout, where.scene),
        time=where.time or _hour_of(cast),
        weather=where.weather,
        style=style_of(reading, style, exclude),
        palette=tuple(color for color in palette(reading) if color not in exclude),
        texts=tuple(with_title(with_bearers(reading, texts, cast), layout)),
        subjects=tuple(draft.subject() for draft in cast.drafts),
        moods=moods(reading),
        exclude=exclude | _negated(reading),
        extend=extend,
    )
    return _finished(spec, reading)


def _finished(spec: Spec, reading: Reading) -> Spec:
    seed = crc32(spec.prompt.encode("utf-8", "replace"))
    return replace(extended(spec, seed), ignored=ignored(reading))


def _excluded(negative: str) -> frozenset[str]:
    """Return the nouns, colours, scenes and kinds that a negative prompt names."""
    if not negative.strip():
        return frozenset()
    tokens = open_prompt(negative).tokens
    return frozenset(key for token in tokens for kind, key in token.senses.items() if kind in BANNED_KINDS)


def _negated(reading: Reading) -> frozenset[str]:
    senses = (sense for at in reading.negated for sense in reading.tokens[at].senses.items())
    return frozenset(key for kind, key in senses if kind in {"noun", "scene", "sort"})


def _without(text: Lettering, exclude: frozenset[str]) -> Lettering:
    return replace(text, color="") if text.color in exclude else text


def _allowed(where: Setting, exclude: frozenset[str]) -> Setting:
    scene = "" if where.scene in exclude else where.scene
    return where._replace(scene=scene, weather=where.weather - exclude)


def _emblem(cast: Cast, where: Setting) -> Setting:
    """A logo has no backdrop: what stands for the scene is a thing on it."""
    noun = str(lexicon.scenes().get(where.scene, {}).get("emblem", ""))
    if noun and all(draft.noun.key != noun for draft in cast.drafts):
        cast.drafts.append(Draft(noun=lexicon.nouns()[noun], mentions=[]))
    return where._replace(scene="")


def _hour_of(cast: Cast) -> str:
    """The hour that the subjects tell: there is a moon, so it is night."""
    return next((draft.noun.time for draft in cast.drafts if draft.noun.time), "day")
