"""How the subjects stand to each other: who rides, holds, sits on or stands beside what."""

from collections.abc import Iterator

from danqing.engines.composer.parse.reading import NEAR, Reading
from danqing.engines.composer.parse.subjects import LIVING, Cast, Draft
from danqing.engines.composer.spec import Language, Place, Verb

ACTORS = LIVING
HANDY = frozenset({"object", "food", "deco", "sky"})
"""Kinds of which somebody can hold the small ones."""

REACH = 7
"""How many tokens may stand between a preposition and its noun."""

SUBJECT_MARKS = frozenset({"が", "は", "も", "在", "于"})
PRONOUNS = frozenset({"them", "it", "him", "her"})
LISTED = ("join", "number", "many", "measure", "color", "size", "of")
"""Kinds of words that may stand between the nouns of a list."""

CONTAINERS = frozenset({"vehicle", "water"})
VERBS = {verb.value: verb for verb in Verb}


def relate(reading: Reading, cast: Cast) -> None:
    """Give every subject that is said to be on, in, beside, holding or riding another its verb."""
    for at, token in enumerate(reading.tokens):
        if at in reading.negated:
            continue
        act, post, prep = token.key("act"), token.key("post"), token.key("prep")
        if act in VERBS and at not in cast.at:
            _act(reading, cast, at, VERBS[act or ""])
        elif post:
            _post(reading, cast, at, post)
        elif prep and token.word not in {"with", "with a"}:
            _prep(reading, cast, at, prep)
        elif token.word in {"with", "with a"}:
            _with(reading, cast, at)
    _places(reading, cast)


def _link(reading: Reading, cast: Cast, edge: tuple[int, Verb, int], at: int) -> None:
    """Enter that subject stands in that relation to another, unless it has one or a circle would close."""
    subject, verb, other = edge
    draft = cast.drafts[subject]
    if draft.verb is not None or subject == other or _leads(cast, other, subject):
        return
    draft.verb, draft.other = verb, other
    reading.used.add(at)


def _leads(cast: Cast, start: int, goal: int) -> bool:
    at: int | None = start
    while at is not None:
        if at == goal:
            return True
        at = cast.drafts[at].other
    return False


def _before(reading: Reading, cast: Cast, at: int, *, sentence: bool = False) -> int | None:
    """Return the token of the nearest mention before, in the clause or the sentence."""
    for i in reading.behind(at):
        if not _together(reading, i, at, sentence=sentence):
            return None
        if i in cast.at:
            return i
    return None


def _after(reading: Reading, cast: Cast, at: int, *, sentence: bool = False, reach: int = NEAR) -> int | None:
    """Return the token of the nearest mention behind, in the clause or the sentence."""
    for i in reading.ahead(at)[:reach]:
        if not _together(reading, i, at, sentence=sentence):
            return None
        if i in cast.at:
            return i
    return None


def _together(reading: Reading, one: int, other: int, *, sentence: bool) -> bool:
    tokens = reading.tokens
    same = tokens[one].sentence == tokens[other].sentence if sentence else tokens[one].clause == tokens[other].clause
    return same and tokens[one].quote < 0


def _act(reading: Reading, cast: Cast, at: int, verb: Verb) -> None:
    """骑着马的宇航员, "an astronaut riding a horse", 馬に乗った宇宙飛行士."""
    if reading.language is Language.JA and not reading.tokens[at].word.isascii():
        _act_behind(reading, cast, at, verb)
        return
    what = _after(reading, cast, at, reach=REACH)
    if what is None:
        return
    who = _actor_before(reading, cast, at)
    if who is None:
        chinese = reading.language in {Language.ZH, Language.ZH_HANT}
        ahead = (i for i in _actors(reading, cast, what) if not chinese or reading.same_clause(i, at))
        who = next(ahead, None)
    _tie(reading, cast, (who, verb, what), at)


def _tie(reading: Reading, cast: Cast, edge: tuple[int | None, Verb, int], at: int) -> None:
    who, verb, what = edge
    if who is None or not _can(verb, cast.draft(what)):
        return
    if verb is Verb.BESIDE and cast.draft(what).noun.kind not in ACTORS:
        who, what = what, who  # the ball that the dogs play with is beside them
    _link(reading, cast, (cast.at[who], verb, cast.at[what]), at)


def _can(verb: Verb, what: Draft) -> bool:
    """Whether a thing can be held: "watching TV" and "holding his father's hand" hold nothing."""
    return verb is not Verb.HOLDING or (what.noun.kind != "person" and what.noun.height <= 0.65)


def _act_behind(reading: Reading, cast: Cast, at: int, verb: Verb) -> None:
    what = _adjacent(reading, cast, at)
    if what is None:
        return
    who = _marked_before(reading, cast, what)
    who = next(_actors(reading, cast, at), None) if who is None else who
    _tie(reading, cast, (who, verb, what), at)


def _actor_before(reading: Reading, cast: Cast, at: int) -> int | None:
    for i in reading.behind(at):
        if not _together(reading, i, at, sentence=True):
            return None
        if i in cast.at and cast.draft(i).noun.kind in ACTORS:
            return i
    return None


def _actors(reading: Reading, cast: Cast, at: int) -> Iterator[int]:
    """Yield the mentions behind that can do something, in the sentence."""
    for i in reading.ahead(at):
        if not _together(reading, i, at, sentence=True):
            return
        if i in cast.at and cast.draft(i).noun.kind in ACTORS:
            yield i


def _adjacent(reading: Reading, cast: Cast, at: int) -> int | None:
    """Return the mention right before a postposition, over 的 and の."""
    if at == 0 or (at - 1 not in cast.at and at - 2 not in cast.at):
        return None
    i = at - 1 if at - 1 in cast.at else at - 2
    between = reading.gap(reading.tokens[i], reading.tokens[at]).strip(" 的の它")
    return i if not between and reading.same_clause(i, at) else None


def _marked_before(reading: Reading, cast: Cast, what: int) -> int | None:
    """Return the mention before `what` that is marked as the one who does or is: 猫が, 猫在, 猫坐在."""
    marked = False
    for i in reading.behind(what)[:16]:
        if not reading.same_clause(i, what):
            return None
        if i in cast.at and marked:
            return i
        marked = marked or _marks(reading, i)
    return None


def _post(reading: Reading, cast: Cast, at: int, key: str) -> None:
    """桌子上放着花瓶, 猫坐在沙发上, ソファの上の猫, and 旁边有一只猫, which is beside what came before."""
    what = _adjacent(reading, cast, at)
    if what is None:
        leads = next(iter(reading.clause(at))) == at or reading.tokens[at - 1].has("definite", "of")
        leads = leads and len(reading.tokens[at].word) > 1 and key != "between"
        what = _owner_before(reading, cast, at) if leads else None
        what = _holder(cast, what) if what is not None else None
        who = _after(reading, cast, at)
    else:
        what = _holder(cast, what)
        who = _who_is_there(reading, cast, what, at)
    if what is None or who is None:
        return
    verb = _inside(cast.draft(what)) if key == "in" else VERBS.get(key)
    for one in (who, *_listed(reading, cast, who)) if verb is not None else ():
        _link(reading, cast, (cast.at[one], verb or Verb.ON, cast.at[what]), at)


def _who_is_there(reading: Reading, cast: Cast, what: int, at: int) -> int | None:
    """Return who is on, under or beside `what`, which a postposition at `at` follows."""
    who = _marked_before(reading, cast, what)
    if who is not None:
        return _lead(cast, who)
    if reading.language is not Language.JA:
        clause = [i for i in reading.clause(at) if i < what]
        if any(_marks(reading, i) for i in clause):
            return _actor_before(reading, cast, clause[0])  # 一只小狗,坐在树下: the one spoken of before
    who = _after(reading, cast, at)
    return _next_clause(reading, cast, at) if who is None else who


def _marks(reading: Reading, at: int) -> bool:
    token = reading.tokens[at]
    return token.has("pose") or not SUBJECT_MARKS.isdisjoint(token.word)


def _owner_before(reading: Reading, cast: Cast, at: int) -> int | None:
    named = [i for i in reading.behind(at) if i in cast.at and cast.draft(i).noun.kind != "sky"]
    return next((i for i in named if cast.draft(i).verb is None), next(iter(named), None))


def _spoken_of(reading: Reading, cast: Cast, at: int) -> int | None:
    """Return what "them" or "it" means: the first somebody of the sentence, or the first thing."""
    sentence = reading.tokens[at].sentence
    here = [i for i in reading.behind(at) if i in cast.at and reading.tokens[i].sentence == sentence]
    return min(here, key=lambda i: (cast.draft(i).noun.kind not in LIVING, i), default=None)


def _holder(cast: Cast, what: int) -> int:
    """圣诞老人手持礼物旁边: beside Santa, not beside what he holds."""
    draft = cast.draft(what)
    if draft.verb is Verb.HOLDING and draft.other is not None:
        return what
    for other in cast.drafts:
        if other.verb is Verb.HOLDING and other.other == cast.at[what]:
            return other.mentions[0]
    return what


def _next_clause(reading: Reading, cast: Cast, at: int) -> int | None:
    """桌子上,一只猫在睡觉: the subject follows after the comma."""
    clause = reading.tokens[at].clause
    first = next((i for i in reading.ahead(at) if reading.tokens[i].clause == clause + 1), None)
    if first is None or not _together(reading, first, at, sentence=True):
        return None
    return first if first in cast.at else _after(reading, cast, first)


def _prep(reading: Reading, cast: Cast, at: int, key: str) -> None:
    """ "A cat on a sofa", and "On the table stands a vase"."""
    what = _after(reading, cast, at, reach=REACH)
    if what is None and at + 1 < len(reading.tokens) and reading.tokens[at + 1].word in PRONOUNS:
        what = _spoken_of(reading, cast, at)
    if what is None or _place_between(reading, at, what):
        return
    who = _before(reading, cast, at, sentence=True)
    opens = next(iter(reading.clause(at))) == at and _after(reading, cast, what, reach=REACH) is not None
    if who is None or opens:
        who = _after(reading, cast, what, sentence=True, reach=REACH)
    if who is None:
        return
    verb = _inside(cast.draft(what)) if key == "in" else VERBS.get(key)
    for one in (_lead(cast, who), *_listed(reading, cast, who)) if verb is not None else ():
        _link(reading, cast, (cast.at[one], verb or Verb.ON, cast.at[what]), at)


def _listed(reading: Reading, cast: Cast, who: int) -> Iterator[int]:
    """Yield the mentions that are listed with one: "a bowl, a bottle and two glasses"."""
    yield from _listed_before(reading, cast, who)
    joined = False
    for i in reading.ahead(who):
        joined = joined or reading.tokens[i].has("join")
        if i in cast.at and joined and reading.same_clause(i, who):
            yield i
        elif not reading.tokens[i].has(*LISTED):
            return


def _listed_before(reading: Reading, cast: Cast, who: int) -> Iterator[int]:
    joined = False
    for i in reading.behind(who):
        joined = (
            joined or reading.tokens[i].has("join") or "、" in reading.gap(reading.tokens[i], reading.tokens[i + 1])
        )
        if i in cast.at and joined and reading.tokens[i].sentence == reading.tokens[who].sentence:
            yield i
        elif not reading.tokens[i].has(*LISTED) and reading.tokens[i].word != "and":
            return


def _lead(cast: Cast, who: int) -> int:
    """ "A girl holding a kite on a horse": the girl is on it, not the kite."""
    for draft in cast.drafts:
        if draft.verb in {Verb.HOLDING, Verb.RIDING} and draft.other == cast.at[who] and draft.mentions[0] < who:
            return draft.mentions[0]
    return who


def _place_between(reading: Reading, at: int, what: int) -> bool:
    return any(reading.tokens[i].has("scene", "prep") for i in range(at + 1, what))


def _inside(what: Draft) -> Verb | None:
    """Nothing is painted inside something: people in a boat ride it, a cat in a box is on it."""
    if what.noun.kind in CONTAINERS:
        return Verb.RIDING
    return Verb.ON if what.noun.kind in {"object", "food", "plant"} and what.noun.height >= 0.2 else None


def _with(reading: Reading, cast: Cast, at: int) -> None:
    """ "A girl with a balloon" holds it; "a man with a dog" has it beside him."""
    who, what = _before(reading, cast, at), _after(reading, cast, at, reach=REACH)
    if who is None or what is None or _place_between(reading, at, what):
        return
    if any(reading.tokens[i].has("dress", "hair", "beard", "act") for i in range(at + 1, what)):
        return
    owner, thing = cast.draft(who), cast.draft(what)
    if owner.noun.kind not in LIVING:
        return
    small = thing.noun.kind in HANDY and thing.noun.height <= 0.6 and thing.count == 1
    if owner.noun.kind == "person" and small:
        _link(reading, cast, (cast.at[who], Verb.HOLDING, cast.at[what]), at)
    else:
        _link(reading, cast, (cast.at[what], Verb.BESIDE, cast.at[who]), at)


def _places(reading: Reading, cast: Cast) -> None:
    """Give the subjects of clauses without lettering their place: "on the left, a cat"."""
    for at, key in reading.said("place"):
        if at in reading.used or _of_lettering(reading, at):
            continue
        near = _after(reading, cast, at)
        near = _before(reading, cast, at) if near is None else near
        near = _next_clause(reading, cast, at) if near is None else near
        if near is not None and cast.draft(near).place is Place.ANYWHERE:
            cast.draft(near).place = Place(key)
            reading.used.add(at)


def _of_lettering(reading: Reading, at: int) -> bool:
    clause = [reading.tokens[i] for i in reading.clause(at)]
    return any(token.quote >= 0 or token.has("role") for token in clause)
