"""How the subjects stand to each other: who rides, holds, sits on or stands beside what."""

from danqing.engines.composer.parse.nearby import ACTORS, Nearby
from danqing.engines.composer.parse.reading import Reading
from danqing.engines.composer.parse.subjects import LIVING, Cast, Draft
from danqing.engines.composer.spec import Language, Place, Verb

HANDY = frozenset({"object", "food", "deco", "sky"})
"""Kinds of which somebody can hold the small ones."""

REACH = 7
"""How many tokens may stand between a preposition and its noun."""

SEATS = frozenset({"bench", "rug", "swing", "rock", "wood", "table", "tree", "cloud", "moon", "fullmoon", "book"})
"""What is sat or slept on, besides what things are put into."""

CONTAINERS = frozenset({"vehicle", "water"})
VERBS = {verb.value: verb for verb in Verb} | {"holding": Verb.HELD}
"""The keys of `data/grammar.toml` and the relations that they tell; who holds something is told of what is held."""


def relate(reading: Reading, cast: Cast) -> None:
    """Give every subject that is said to be on, in, beside, held by or riding another its verb.

    What is held comes first: then "beside the girl with the balloon" is beside the girl.
    """
    near = Nearby(reading, cast)
    said = [at for at in range(len(reading.tokens)) if at not in reading.negated]
    for at in said:
        act = reading.tokens[at].key("act")
        if act in VERBS and at not in cast.at:
            _act(near, at, VERBS[act or ""])
        elif reading.tokens[at].key("prep") == "with":
            _with(near, at)
    for at in said:
        if reading.tokens[at].key("act") not in VERBS or at in cast.at:
            _stand(near, at)
    _places(near)


def _stand(near: Nearby, at: int) -> None:
    """Give those that a word puts somewhere their place."""
    token = near.reading.tokens[at]
    post, prep = token.key("post"), token.key("prep")
    if post:
        _post(near, at, post)
    elif prep and prep != "with":
        _prep(near, at, prep)
    elif token.has("pose", "does") and near.reading.language is Language.JA:
        _seat(near, at)


def _link(near: Nearby, edge: tuple[int, Verb, int], at: int) -> None:
    """Enter that subject stands in that relation to another, unless it has one or a circle would close."""
    if not _enter(near, edge):
        return
    near.reading.used.add(at)
    subject, verb, other = edge
    if verb in {Verb.RIDING, Verb.ON} and not near.cast.drafts[other].given:
        near.cast.drafts[other].count = 1  # 気球に乗って: in one of them
    if verb is Verb.HELD:
        _one_each(near.cast.drafts[subject], near.cast.drafts[other])
    for one in near.cast.company.get(subject, ()) if verb is not Verb.HELD else ():
        _enter(near, (one, verb, other))


def _one_each(thing: Draft, holder: Draft) -> None:
    """Where nothing says how many are held, everybody holds one."""
    if not thing.given:
        thing.count = holder.count


def _enter(near: Nearby, edge: tuple[int, Verb, int]) -> bool:
    subject, verb, other = edge
    draft = near.cast.drafts[subject]
    if draft.verb is not None or subject == other or near.cast.leads(other, subject):
        return False
    draft.verb, draft.other = verb, other
    return True


def _act(near: Nearby, at: int, verb: Verb) -> None:
    """骑着马的宇航员, "an astronaut riding a horse", 馬に乗った宇宙飛行士."""
    if near.reading.language is Language.JA and not near.reading.tokens[at].word.isascii():
        _act_behind(near, at, verb)
        return
    what = near.after(at, reach=REACH)
    alone = what is None or near.cast.draft(what).noun.kind not in ACTORS
    if (verb is Verb.BESIDE and alone and _together(near, at)) or what is None:
        return
    who = near.actor_before(at)
    if who is None:
        chinese = near.reading.language in {Language.ZH, Language.ZH_HANT}
        ahead = (i for i in near.actors(what) if not chinese or near.reading.same_clause(i, at))
        who = next(ahead, None)
    _tie(near, (who, verb, what), at)


def _together(near: Nearby, at: int) -> bool:
    """A robot and a girl hand in hand: who is listed together is beside each other."""
    who = near.actor_before(at)
    other = next((i for i in near.listed(who) if near.cast.draft(i).noun.kind in ACTORS), None) if who else None
    if who is not None and other is not None:
        _link(near, (near.cast.at[other], Verb.BESIDE, near.cast.at[who]), at)
    return other is not None


def _tie(near: Nearby, edge: tuple[int | None, Verb, int], at: int) -> None:
    who, verb, what = edge
    if who is None or not _can(verb, near.cast.draft(what)):
        return
    if verb is Verb.BESIDE and near.cast.draft(what).noun.kind not in ACTORS:
        who, what = what, who  # the ball that the dogs play with is beside them
    if verb is not Verb.HELD:
        _link(near, (near.cast.at[who], verb, near.cast.at[what]), at)
        return
    for thing in (what, *near.listed_after(what)):
        if _can(verb, near.cast.draft(thing)):
            _link(near, (near.cast.at[thing], verb, near.cast.at[who]), at)


def _can(verb: Verb, what: Draft) -> bool:
    """Whether a thing can be held: "watching TV" and "holding his father's hand" hold nothing."""
    return verb is not Verb.HELD or (what.noun.kind != "person" and what.noun.height <= 0.65)


def _act_behind(near: Nearby, at: int, verb: Verb) -> None:
    what = near.adjacent(at)
    if what is None:
        return
    who = near.marked_before(what)
    who = next(near.actors(at), None) if who is None else who
    _tie(near, (who, verb, what), at)


def _post(near: Nearby, at: int, key: str) -> None:
    """桌子上放着花瓶, 猫坐在沙发上, ソファの上の猫, and 旁边有一只猫, which is beside what came before."""
    what = near.adjacent(at)
    if what is None:
        leads = next(iter(near.reading.clause(at))) == at or near.reading.tokens[at - 1].has("definite", "of")
        leads = leads and len(near.reading.tokens[at].word) > 1 and key != "between"
        what = near.owner_before(at) if leads else None
        what = near.holder(what) if what is not None else None
        who = near.after(at)
        who = None if who is None else near.lead(who)
    else:
        what = near.holder(what)
        who = _who_is_there(near, what, at)
    if what is None or who is None:
        return
    verb = _inside(near.cast.draft(what)) if key == "in" else VERBS.get(key)
    for one in (who, *near.listed(who)) if verb is not None else ():
        _link(near, (near.cast.at[one], verb or Verb.ON, near.cast.at[what]), at)


def _seat(near: Nearby, at: int) -> None:
    """ベンチに座る, ソファで眠る: on it."""
    what = next((i for i in near.reading.behind(at)[:3] if i in near.cast.at), None)
    if what is None or not near.reading.same_clause(what, at):
        return
    between = near.reading.text[near.reading.tokens[what].end : near.reading.tokens[at].start]
    seat = near.cast.draft(what).noun
    if between[:1] in {"に", "で"} and (seat.inside or seat.key in SEATS):
        who = near.marked_before(what)
        who = next(near.actors(at), None) if who is None else who
        for one in (who, *near.listed(who)) if who is not None else ():
            _link(near, (near.cast.at[one], Verb.ON, near.cast.at[what]), at)


def _who_is_there(near: Nearby, what: int, at: int) -> int | None:
    """Return who is on, under or beside `what`, which a postposition at `at` follows."""
    who = near.marked_before(what)
    if who is not None:
        return near.lead(who)
    if near.reading.language is not Language.JA:
        clause = [i for i in near.reading.clause(at) if i < what]
        if any(near.marks(i) for i in clause):
            return near.actor_before(clause[0])  # 一只小狗,坐在树下: the one spoken of before
    who = near.after(at)
    who = None if who is None else near.lead(who)
    ends = at + 1 == len(near.reading.tokens) or not near.reading.same_clause(at, at + 1)
    return near.next_clause(at) if who is None and ends else who


def _prep(near: Nearby, at: int, key: str) -> None:
    """ "A cat on a sofa", and "On the table stands a vase"."""
    what = near.after(at, reach=REACH)
    if what is None and at + 1 < len(near.reading.tokens) and near.reading.tokens[at + 1].has("pronoun"):
        what = near.spoken_of(at)
    if what is None or _place_between(near.reading, at, what) or _names_a_place(near.reading, what):
        return
    who = near.before(at, sentence=True)
    opens = next(iter(near.reading.clause(at))) == at and near.after(what, reach=REACH) is not None
    if who is None or opens:
        who = near.after(what, sentence=True, reach=REACH)
    if who is None:
        return
    verb = _inside(near.cast.draft(what)) if key == "in" else VERBS.get(key)
    for one in (near.lead(who), *near.listed(who)) if verb is not None else ():
        _link(near, (near.cast.at[one], verb or Verb.ON, near.cast.at[what]), at)


def _place_between(reading: Reading, at: int, what: int) -> bool:
    return any(reading.tokens[i].has("scene", "prep") for i in range(at + 1, what))


def _names_a_place(reading: Reading, what: int) -> bool:
    """ "Over a koi pond": over the pond, not over the koi."""
    following = reading.tokens[what + 1] if what + 1 < len(reading.tokens) else None
    return following is not None and following.has("scene") and len(reading.gap(reading.tokens[what], following)) <= 1


def _inside(what: Draft) -> Verb | None:
    """Nothing is painted inside something: people in a boat ride it, a cat in a box is on it."""
    if what.noun.kind in CONTAINERS:
        return Verb.RIDING
    return Verb.ON if what.noun.inside else None


def _with(near: Nearby, at: int) -> None:
    """ "A girl with a balloon" holds it; "a man with a dog" has it beside him."""
    who, what = near.before(at), near.after(at, reach=REACH)
    if who is None or what is None or _place_between(near.reading, at, what):
        return
    if any(near.reading.tokens[i].has("dress", "hair", "beard", "act") for i in range(at + 1, what)):
        return
    owner, thing = near.cast.draft(who), near.cast.draft(what)
    if owner.noun.kind not in LIVING:
        return
    small = thing.noun.kind in HANDY and thing.noun.height <= 0.6 and thing.count == 1
    if owner.noun.kind == "person" and small:
        _link(near, (near.cast.at[what], Verb.HELD, near.cast.at[who]), at)
    else:
        _link(near, (near.cast.at[what], Verb.BESIDE, near.cast.at[who]), at)


def _places(near: Nearby) -> None:
    """Give the subjects of clauses without lettering their place: "on the left, a cat"."""
    for at, key in near.reading.said("place"):
        if at in near.reading.used or _of_lettering(near.reading, at):
            continue
        one = near.after(at)
        one = near.before(at) if one is None else one
        one = near.next_clause(at) if one is None else one
        if one is not None and near.cast.draft(one).place is Place.ANYWHERE:
            near.cast.draft(one).place = Place(key)
            near.reading.used.add(at)


def _of_lettering(reading: Reading, at: int) -> bool:
    clause = [reading.tokens[i] for i in reading.clause(at)]
    return any(token.quote >= 0 or token.has("role") for token in clause)
