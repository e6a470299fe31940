"""How the people look: hair, beard, age, clothes and pose, each told of the nearest somebody."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from danqing.engines.composer.parse import lexicon
from danqing.engines.composer.parse.nearby import Nearby
from danqing.engines.composer.parse.reading import Reading
from danqing.engines.composer.parse.subjects import Cast, Draft
from danqing.engines.composer.spec import Person, Verb

ELDERS = {"man": "elder_m", "woman": "elder_f"}
OLD_AT = 60
"""Years from which a grown-up is painted old."""

DOERS = frozenset({"animal"})
"""Kinds of which a doing is shown; people have their poses."""

DRESSED = frozenset(
    "dog cat rabbit tiger horse cow pig mouse monkey fox wolf bear polarbear panda lion koala frog hamster raccoon "
    "redpanda unicorn".split()
)
"""Animals that have a body to put clothes on."""

HUNG = frozenset({"face", "neck", "hat", "back"})
FITTED = frozenset({"helmet", "beret", "santa_hat", "toque", "wizard_hat", "police_cap", "straw_hat"})
"""Slots of what is hung on an animal as a thing, but for hats that are painted to fit."""

DYED = frozenset({"top", "bottom"})
"""Slots whose colour a Person can tell."""

KINDS = ("dress", "hair", "haircolor", "beard", "pose", "does", "age")


@dataclass(slots=True)
class _Looks:
    """A Person while the prompt is read."""

    hair: str = ""
    long_hair: bool = False
    beard: bool = False
    dress: set[str] = field(default_factory=set[str])
    top: str = ""
    bottom: str = ""
    pose: str = ""

    def person(self) -> Person | None:
        person = Person(
            hair=self.hair,
            long_hair=self.long_hair,
            beard=self.beard,
            dress=frozenset(self.dress),
            top=self.top,
            bottom=self.bottom,
            pose=self.pose,
        )
        return None if person == Person() else person


def dress_people(reading: Reading, cast: Cast, exclude: frozenset[str]) -> None:
    """Tell every figure's looks; what an animal wears becomes a thing on it."""
    looks: dict[int, _Looks] = {}
    for at, kind in _telling(reading, cast):
        who = _whose(reading, cast, at)
        if who is None:
            continue
        draft = cast.drafts[who]
        if draft.is_figure and kind != "does":
            _tell(reading, cast, at, kind, looks.setdefault(who, _Looks()), exclude)
        elif kind == "dress" and draft.noun.kind == "animal":
            _put_on(reading, cast, at, who)
        else:
            _do(reading, cast, who, at)
    for who, look in looks.items():
        cast.drafts[who].person = look.person()
        for other in cast.company.get(who, ()):
            cast.drafts[other].person = Person(pose=look.pose) if look.pose else None
    _grow_old(reading, cast)
    _masquerade(reading, cast)


def _telling(reading: Reading, cast: Cast) -> Iterator[tuple[int, str]]:
    """Yield the tokens that tell of somebody's looks, and what of them."""
    for at, token in enumerate(reading.tokens):
        kind = next((kind for kind in KINDS if token.has(kind)), None)
        if kind is not None and at not in reading.negated and at not in cast.at:
            yield at, kind


def _do(reading: Reading, cast: Cast, who: int, at: int) -> None:
    """Let somebody, and who is listed with them, do what a token says, where that is shown of their kind."""
    pose = reading.tokens[at].key("does") or ""
    mention = cast.drafts[who].mentions[-1]
    others = [cast.draft(i) for i in Nearby(reading, cast).listed(mention)] if mention in cast.at else []
    if cast.drafts[who].is_figure:
        reading.used.discard(at)  # "sleeping on a bed" puts somebody on it, and shows nobody asleep
    for draft in (cast.drafts[who], *others):
        if pose and draft.noun.kind in DOERS:
            draft.pose = draft.pose or pose
            reading.used.add(at)
            if draft.pose == "flying" and draft.verb is Verb.ON:
                draft.verb = draft.other = None


def _whose(reading: Reading, cast: Cast, at: int) -> int | None:
    """Return the draft that a word tells of: the last somebody of the sentence, or the next one, or the one before."""
    described = _described(reading, at)
    if described in cast.at and _is_somebody(cast.draft(described)):
        return cast.at[described]
    near = [i for i in (*reading.behind(at), *reading.ahead(at)) if i in cast.at and _is_somebody(cast.draft(i))]
    sentence = reading.tokens[at].sentence
    here = [i for i in near if reading.tokens[i].sentence == sentence]
    figures = [i for i in here if cast.draft(i).is_figure]
    beside = [i for i in here if reading.same_clause(i, at)]
    for choice in (beside, figures, here, [i for i in near if cast.draft(i).is_figure]):
        owner = _nearest(reading, choice, at)
        if owner is not None:
            return cast.at[owner]
    return next((cast.at[i] for i in range(at - 1, -1, -1) if i in cast.at and cast.draft(i).is_figure), None)


def _is_somebody(draft: Draft) -> bool:
    return draft.noun.kind in {"person", "animal"}


def _described(reading: Reading, at: int) -> int:
    """Return the token that a doing stands right before and describes: 昼寝する犬, 睡觉的狗; -1: none."""
    if not reading.is_cjk or not reading.tokens[at].has("does", "pose") or at + 1 >= len(reading.tokens):
        return -1
    following = at + 2 if reading.tokens[at + 1].has("of", "filler") and at + 2 < len(reading.tokens) else at + 1
    return following if reading.same_clause(at, following) else -1


def _nearest(reading: Reading, near: list[int], at: int) -> int | None:
    behind = min((i for i in near if i > at), default=None)
    ahead = max((i for i in near if i < at), default=None)
    if behind is not None and (ahead is None or not reading.same_clause(ahead, at)) and reading.same_clause(behind, at):
        return behind
    return behind if ahead is None else ahead


def _tell(reading: Reading, cast: Cast, at: int, kind: str, look: _Looks, exclude: frozenset[str]) -> None:
    token = reading.tokens[at]
    key = token.key(kind) or ""
    slot = str(lexicon.people()[kind][key].get("slot", ""))
    color = _color_before(reading, cast, at, exclude) if slot in DYED or kind == "hair" else ""
    reading.used.add(at)
    if kind == "dress":
        look.dress.add(key)
        _dye(look, slot, color)
    elif kind == "hair":
        look.long_hair = look.long_hair or key == "long" or _long(reading, at)
        look.hair = look.hair or color
    elif kind == "haircolor":
        look.hair = look.hair or key
        look.long_hair = look.long_hair or _long(reading, at)
    elif kind == "beard":
        look.beard = True
    elif kind == "pose":
        look.pose = look.pose or key


def _dye(look: _Looks, slot: str, color: str) -> None:
    if slot == "top":
        look.top = look.top or color
    elif slot == "bottom":
        look.bottom = look.bottom or color


def _long(reading: Reading, at: int) -> bool:
    return any(reading.tokens[i].has("length") for i in range(max(0, at - 2), at))


def _color_before(reading: Reading, cast: Cast, at: int, exclude: frozenset[str]) -> str:
    for i in range(at - 1, max(-1, at - 4), -1):
        token = reading.tokens[i]
        if not reading.same_clause(i, at) or token.has("dress", "hair", "join") or i in cast.at:
            return ""
        color = token.key("color")
        if color is not None:
            reading.used.add(i)
            return "" if color in exclude else color
    return ""


def _put_on(reading: Reading, cast: Cast, at: int, who: int) -> None:
    """A cat with a hat: the hat is a thing, on the cat."""
    key = reading.tokens[at].key("dress") or ""
    slot = str(lexicon.people()["dress"][key].get("slot", ""))
    if cast.drafts[who].noun.key in DRESSED and (slot not in HUNG or key in FITTED):
        reading.used.add(at)
        _clothe(cast.drafts[who], {key}, _color_before(reading, cast, at, frozenset()))
        return
    worn = str(lexicon.people()["dress"][key].get("noun", ""))
    if not worn or any(draft.noun.key == worn for draft in cast.drafts):
        return
    reading.used.add(at)
    color = _color_before(reading, cast, at, frozenset())
    cast.at[at] = len(cast.drafts)
    noun = lexicon.nouns()[worn]
    count = cast.drafts[who].count
    cast.drafts.append(Draft(noun=noun, mentions=[at], color=color, count=count, verb=Verb.ON, other=who))


def _clothe(draft: Draft, dress: set[str], color: str = "") -> None:
    person = draft.person or Person()
    draft.person = replace(person, dress=person.dress | dress, top=person.top or color)


def _masquerade(reading: Reading, cast: Cast) -> None:
    """A cat dressed as a wizard, a panda chef: an animal in somebody's clothes."""
    for at in cast.costumes:
        who = _whose(reading, cast, at)
        if who is None or cast.drafts[who].noun.key not in DRESSED:
            continue
        key = reading.tokens[at].key("noun") or ""
        _clothe(cast.drafts[who], set(str(lexicon.people()["costume"][key]["dress"]).split("|")))
        reading.used.add(at)


def _grow_old(reading: Reading, cast: Cast) -> None:
    """ "Elderly man" and 七十岁的男人 are old men."""
    for at in _old(reading):
        near = [i for i in cast.at if cast.draft(i).noun.key in ELDERS and reading.same_clause(i, at)]
        owner = _nearest(reading, near, at)
        if owner is not None:
            draft = cast.draft(owner)
            draft.noun = lexicon.nouns()[ELDERS[draft.noun.key]]
            reading.used.add(at)


def _old(reading: Reading) -> Iterator[int]:
    for at, key in reading.said("age"):
        if key == "old":
            yield at
    for at, _ in reading.said("age_unit"):
        years = reading.tokens[at - 1] if at else None
        if years is not None and years.word.isdigit():
            reading.used.add(at - 1)
            if int(years.word) >= OLD_AT:
                yield at
