"""Doings that are seen by what they are done with: who fishes has a rod in hand, who skis is on skis."""

from danqing.engines.composer.parse import lexicon
from danqing.engines.composer.parse.nearby import Nearby
from danqing.engines.composer.parse.reading import Reading
from danqing.engines.composer.parse.subjects import MOST_SUBJECTS, Cast, Draft
from danqing.engines.composer.spec import Verb


def equip(reading: Reading, cast: Cast, exclude: frozenset[str]) -> None:
    """Give everybody who does something what it is done with, unless the prompt names it already."""
    near = Nearby(reading, cast)
    for at, key in list(reading.said("gear")):
        noun = lexicon.nouns()[key]
        busy = at in reading.used or reading.tokens[at].has("noun") or len(cast.drafts) >= MOST_SUBJECTS
        if busy or any(draft.noun.key == key for draft in cast.drafts) or not exclude.isdisjoint(noun.banned_by):
            continue
        who = near.actor_before(at)
        who = next(near.actors(at), None) if who is None else who
        if who is not None:
            _hand(cast, who, at, key)
            reading.used.add(at)


def _hand(cast: Cast, who: int, at: int, key: str) -> None:
    owner, index = cast.at[who], len(cast.drafts)
    verb = Verb(str(lexicon.people()["gear"][key]["verb"]))
    count = cast.drafts[owner].count if verb is not Verb.BESIDE else 1
    thing = Draft(noun=lexicon.nouns()[key], mentions=[at], count=count)
    cast.drafts.append(thing)
    if verb is not Verb.ON:
        thing.verb, thing.other = verb, owner
    elif cast.drafts[owner].verb is None:
        cast.drafts[owner].verb, cast.drafts[owner].other = verb, index
