"""Which things are to be drawn: every noun of the prompt that means a thing, the same thing only once."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from danqing.engines.composer.parse import lexicon
from danqing.engines.composer.parse.lexicon import Noun
from danqing.engines.composer.parse.modifiers import Description, describe_mention
from danqing.engines.composer.parse.reading import Reading
from danqing.engines.composer.spec import Person, Place, Subject, Verb

LIVING = frozenset({"person", "animal"})
MADE_FOR = re.compile(r"\bfor\b|^的|^の|^设计|^開|^的新品")
"""What stands between a shop and the picture that is made for it."""
ANYBODY = "man"
"""The noun for people of trades that no painter tells apart."""

MOST_SUBJECTS = 24
EMBLEMS = frozenset(
    {"crowd", "santa", "couple", "family", "robot", "alien", "astronaut", "fairy", "mermaid", "ninja", "angel"}
    | {"runner", "swimmer", "surfer", "skier"}
)
"""People who are drawn as a whole: their hair and clothes are not to be told apart."""


@dataclass(slots=True, kw_only=True)
class Draft:
    """A subject while the prompt is read."""

    noun: Noun
    mentions: list[int]
    """Indexes of the tokens that name it."""
    count: int = 1
    told: bool = False
    given: bool = False
    """Whether the prompt speaks of one, or of several."""
    color: str = ""
    scale: float = 1.0
    place: Place = Place.ANYWHERE
    verb: Verb | None = None
    other: int | None = None
    person: Person | None = None
    pose: str = ""

    @property
    def is_figure(self) -> bool:
        """Whether it is somebody with a look of their own: whose hair and clothes are painted."""
        return self.noun.kind == "person" and self.noun.key not in EMBLEMS and not self.noun.key.startswith("cldr:")

    def subject(self) -> Subject:
        return Subject(
            noun=self.noun.key,
            count=self.count,
            color=self.color,
            scale=self.scale,
            person=self.person,
            verb=self.verb,
            other=self.other,
            place=self.place,
            pose=self.pose,
        )


@dataclass(slots=True)
class Cast:
    """The subjects of a prompt, and which token names which."""

    drafts: list[Draft] = field(default_factory=list["Draft"])
    at: dict[int, int] = field(default_factory=dict[int, int])
    """Index of a token → index of the draft that it names."""
    company: dict[int, range] = field(default_factory=dict[int, range])
    """Index of a draft → those of the others that the same word names: a family."""
    costumes: list[int] = field(default_factory=list[int])
    """Tokens that name whom an animal is dressed as."""

    def draft(self, token: int) -> Draft:
        return self.drafts[self.at[token]]

    def leads(self, start: int, goal: int) -> bool:
        """Return whether following the relations of drafts from one comes to another."""
        at: int | None = start
        while at is not None:
            if at == goal:
                return True
            at = self.drafts[at].other
        return False


def cast_of(reading: Reading, exclude: frozenset[str], icons: Collection[int] = ()) -> Cast:
    """Return every thing that the prompt names, less what is negated or excluded and the icons of a slide."""
    cast = Cast()
    for at, key in reading.said("noun"):
        barred = not exclude.isdisjoint(lexicon.nouns()[key].banned_by)
        if barred or at in icons or not _is_thing(reading, at):
            continue
        if _is_costume(reading, at):
            cast.costumes.append(at)
            continue
        reading.used.add(at)
        described = describe_mention(reading, at)
        color = "" if described.color in exclude else described.color
        _enter(cast, reading, at, described._replace(color=color))
    _turn(cast)
    return cast


def shown_anyway(reading: Reading, scene: str) -> set[int]:
    """Return the tokens of nouns that the backdrop or a building shows of itself: the window of a room."""
    has = str(lexicon.scenes().get(scene, {}).get("has", "")).split("|")
    said = [(at, lexicon.nouns()[key]) for at, key in reading.said("noun")]
    kinds = {noun.kind for _, noun in said if not noun.part}
    shown = {at for at, noun in said if noun.key in has or noun.part in kinds}
    reading.used |= shown
    return shown


def _turn(cast: Cast) -> None:
    """Take words for what they mean among the others: two glasses beside a bottle are not to be worn."""
    kinds = {draft.noun.kind for draft in cast.drafts}
    there = kinds | {draft.noun.key for draft in cast.drafts}
    for draft in cast.drafts:
        if draft.noun.turns and not there.isdisjoint(draft.noun.among) and kinds.isdisjoint(LIVING):
            draft.noun = lexicon.nouns()[draft.noun.turns]


def _enter(cast: Cast, reading: Reading, at: int, described: Description) -> None:
    noun = lexicon.nouns()[reading.tokens[at].key("noun") or ""]
    same = next((i for i, draft in enumerate(cast.drafts) if _is_same(draft, noun, described)), None)
    if same is not None:
        draft = cast.drafts[same]
        draft.mentions.append(at)
        cast.at[at] = same
        draft.color = draft.color or described.color
        if described.told and not draft.told and described.number > 1:
            draft.count, draft.told, draft.given = described.number, True, True
        return
    if len(cast.drafts) >= MOST_SUBJECTS:
        reading.used.discard(at)
        return
    first = len(cast.drafts)
    cast.at[at] = first
    members = [lexicon.nouns()[key] for key in noun.members] or [noun]
    cast.company[first] = range(first + 1, first + len(members))
    count = described.number if len(members) == 1 else 1
    for member in members:
        draft = Draft(noun=member, mentions=[at], count=count, told=described.told, scale=described.scale)
        draft.color = described.color
        draft.given = described.given or reading.tokens[at].plural
        cast.drafts.append(draft)


def _is_same(draft: Draft, noun: Noun, described: Description) -> bool:
    differs = bool(draft.color and described.color and draft.color != described.color)
    return draft.noun.key == noun.key and not differs and not described.another


def _is_thing(reading: Reading, at: int) -> bool:
    """Whether a noun means a thing to draw, not a colour, a pattern, a garment or another noun's modifier."""
    token = reading.tokens[at]
    following = reading.tokens[at + 1] if at + 1 < len(reading.tokens) else None
    follows = following is not None and reading.same_clause(at, at + 1) and following.quote < 0
    if (token.has("color") and follows) or (token.has("counted") and not _counted(reading, at)):
        return False
    if token.has("color") and not _counted(reading, at):
        return False
    if _owns_the_picture(reading, at) or _names_a_house(reading, at):
        reading.used.add(at)
        return False
    near = following is not None and follows and len(reading.gap(token, following)) <= 1
    if near and (reading.tokens[at + 1].has("like") or _modifies(reading, at)):
        return False
    return not _is_worn(reading, at) and not _is_a_trade(reading, at)


def _owns_the_picture(reading: Reading, at: int) -> bool:
    """Whether the noun only says for whom the picture is made: 奶茶店的海报, "a poster for a pet shop"."""
    if lexicon.nouns()[reading.tokens[at].key("noun") or ""].kind != "building":
        return False
    near = [i for i in range(max(0, at - 3), min(len(reading.tokens), at + 4)) if reading.same_clause(i, at)]
    pictured = [i for i in near if reading.tokens[i].has("layout", "emblem")]
    start = reading.tokens[at].start
    given = bool(pictured) and not set("为给替").isdisjoint(reading.text[max(0, start - 4) : start])
    return given or any(MADE_FOR.search(_between(reading, at, i)) for i in pictured)


def _names_a_house(reading: Reading, at: int) -> bool:
    """宠物咖啡厅, 动物医院: pets and animals in general only say what kind of house it is."""
    following = reading.tokens[at + 1] if at + 1 < len(reading.tokens) else None
    if following is None or not lexicon.nouns()[reading.tokens[at].key("noun") or ""].members:
        return False
    house = following.has("scene") or lexicon.nouns()[following.key("noun") or "dog"].kind == "building"
    return house and len(reading.gap(reading.tokens[at], following)) <= (0 if reading.is_cjk else 1)


def _between(reading: Reading, at: int, picture: int) -> str:
    """Return what stands between a noun and a word for a picture, with that word where it comes first."""
    noun, layout = reading.tokens[at], reading.tokens[picture]
    return reading.text[noun.end : layout.start] if picture > at else reading.text[layout.start : noun.start]


def _counted(reading: Reading, at: int) -> bool:
    return at > 0 and reading.same_clause(at - 1, at) and reading.tokens[at - 1].has("number", "many")


def _modifies(reading: Reading, at: int) -> bool:
    """Whether the noun only tells what kind of thing the next one is: "dragon boat", 猫咪蛋糕."""
    token, following = reading.tokens[at], reading.tokens[at + 1]
    key, head = token.key("noun"), following.key("noun")
    if (
        head is None
        or token.plural
        or following.has("color", "dress")
        or (reading.is_cjk and reading.gap(token, following))
    ):
        return False
    if _is_costume(reading, at + 1):
        return False
    kinds = lexicon.nouns()[key or ""].kind, lexicon.nouns()[head].kind
    if kinds == ("person", "person"):
        return head != ANYBODY
    return kinds[0] != kinds[1] if reading.is_cjk else not LIVING.issuperset(kinds)


def _is_costume(reading: Reading, at: int) -> bool:
    """Whether the noun says what an animal is dressed as: "a panda chef", "dressed as a wizard", 打扮成医生."""
    if reading.tokens[at].key("noun") not in lexicon.people()["costume"]:
        return False
    near = [i for i in range(max(0, at - 3), at) if reading.same_clause(i, at)]
    after = [i for i in range(at + 1, min(len(reading.tokens), at + 2)) if reading.same_clause(i, at)]
    said = any(reading.tokens[i].has("guise") for i in (*near, *after))
    return said or (bool(near) and _wears_it(reading, near[-1], at))


def _wears_it(reading: Reading, animal: int, at: int) -> bool:
    """Whether the noun before is an animal that is, right after, somebody of a trade."""
    gap = reading.gap(reading.tokens[animal], reading.tokens[at])
    return _kind(reading, animal) == "animal" and not reading.tokens[animal].plural and gap in {"", " "}


def _is_a_trade(reading: Reading, at: int) -> bool:
    """Whether the noun before says already who it is: "a woman hiker" is one woman."""
    token, last = reading.tokens[at], reading.tokens[at - 1] if at else None
    beside = last is not None and reading.same_clause(at - 1, at) and reading.gap(last, token) == " "
    return beside and token.key("noun") == ANYBODY and _kind(reading, at - 1) == "person"


def _is_worn(reading: Reading, at: int) -> bool:
    """Whether the noun is what somebody of the prompt wears."""
    token = reading.tokens[at]
    worn = token.has("dress") or lexicon.nouns()[token.key("noun") or ""].worn
    somebody = any(_kind(reading, i) in LIVING for i in range(len(reading.tokens)) if i != at)
    return worn and somebody


def _kind(reading: Reading, at: int) -> str:
    key = reading.tokens[at].key("noun")
    return lexicon.nouns()[key].kind if key else ""
