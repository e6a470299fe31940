"""What an operator lets pass although the lists strike it: a rule, a category or a phrase, from now on."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Protocol

from danqing.admission.audit import Audit
from danqing.admission.entry import Act
from danqing.admission.moderation_words import ALLOW, Rule, Words, rule_of
from danqing.admission.revision import NOTHING, advance, revision_of
from danqing.core.change import Change, Witness
from danqing.core.clock import Clock
from danqing.core.connection import Connection
from danqing.core.errors import InvalidParameter, NotFound
from danqing.database.database import Database

EVERYBODY = ""
"""In the place of an account: all of them."""

ANY_WORD = "*"
"""In the place of a word: all of the category."""

STAGE = "overrulings"

MIGRATIONS: Mapping[str, Traversable] = {"moderation": files("danqing.admission") / "overrulings"}

PUT = """
    INSERT INTO overruling (account, category, word, who, at) VALUES (:account, :category, :word, :who, :at)
    ON CONFLICT DO NOTHING"""
DROP = "DELETE FROM overruling WHERE account = :account AND category = :category AND word = :word"
LOAD = "SELECT account, category, word, who, at FROM overruling ORDER BY at, account, category, word"


@dataclass(frozen=True, slots=True, kw_only=True)
class Overruling:
    """One decision of an operator."""

    account: str = EVERYBODY
    category: str
    """A rule's, or `allow`."""
    word: str
    """The rule's, or `*` for all of the category; with `allow`, the phrase that is let pass."""
    who: str = ""
    at: float = 0.0
    """Seconds since the epoch."""

    @property
    def rule(self) -> Rule:
        """What is let pass."""
        return Rule(self.category, self.word)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """All decisions that stand, oldest first, and the revision that they make up."""

    overrulings: tuple[Overruling, ...] = ()
    revision: int = NOTHING


class Keeper(Protocol):
    """Keeps decisions."""

    async def since(self, revision: int) -> Standing | None:
        """Return all if anything was decided after the revision, by whichever process; of NOTHING: in any case."""
        ...

    async def put(self, overruling: Overruling, witness: Witness[Overruling], revision: int) -> bool:
        """Keep one, durable on return together with what the witness writes.

        False, with nothing kept: something was decided after `revision`.
        """
        ...

    async def drop(self, overruling: Overruling, witness: Witness[Overruling], revision: int) -> bool:
        """Forget the one of the same account, category and word, in the same way."""
        ...


class MemoryOverrulings:
    """Keeps them as long as the process lives."""

    def __init__(self) -> None:
        self._all: dict[tuple[str, Rule], Overruling] = {}
        self._revision = 0

    async def since(self, revision: int) -> Standing | None:
        """Return all."""
        if revision == self._revision:
            return None
        return Standing(overrulings=tuple(self._all.values()), revision=self._revision)

    async def put(self, overruling: Overruling, witness: Witness[Overruling], revision: int) -> bool:
        """Remember it."""
        if revision == self._revision:
            self._all[overruling.account, overruling.rule] = overruling
            return self._changed(witness, Change(None, overruling))
        return False

    async def drop(self, overruling: Overruling, witness: Witness[Overruling], revision: int) -> bool:
        """Forget it."""
        if revision == self._revision:
            del self._all[overruling.account, overruling.rule]
            return self._changed(witness, Change(overruling, None))
        return False

    def _changed(self, witness: Witness[Overruling], change: Change[Overruling]) -> bool:
        self._revision += 1
        witness(None, change)
        return True


class RowOverrulings:
    """A row for each."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def since(self, revision: int) -> Standing | None:
        """Read all rows."""

        def look(db: Connection) -> Standing | None:
            now = revision_of(db, STAGE)
            if now == revision:
                return None
            found = db.execute(LOAD, {}).fetchall()
            return Standing(overrulings=tuple(Overruling(**dict(row)) for row in found), revision=now)

        return await self._database.look(look)

    async def put(self, overruling: Overruling, witness: Witness[Overruling], revision: int) -> bool:
        """Add the row."""
        return await self._write(PUT, overruling, revision, lambda db: witness(db, Change(None, overruling)))

    async def drop(self, overruling: Overruling, witness: Witness[Overruling], revision: int) -> bool:
        """Delete the row."""
        return await self._write(DROP, overruling, revision, lambda db: witness(db, Change(overruling, None)))

    async def _write(
        self, statement: str, overruling: Overruling, revision: int, tell: Callable[[Connection], None]
    ) -> bool:
        said = asdict(overruling)
        values = said if statement is PUT else {name: said[name] for name in ("account", "category", "word")}

        def write(db: Connection) -> bool:
            if advance(db, STAGE, revision) is None:
                return False
            db.execute(statement, values)
            tell(db)
            return True

        return await self._database.write(write)


class Overrulings:
    """All decisions, known to every request here as soon as they are kept; each is an act in the audit log."""

    def __init__(self, keeper: Keeper, audit: Audit, clock: Clock) -> None:
        """Nothing is known before the first `catch_up`."""
        self._keeper = keeper
        self._audit = audit
        self._clock = clock
        self._turn = asyncio.Lock()
        self._revision = NOTHING
        self._all: dict[tuple[str, Rule], Overruling] = {}
        self._phrases: dict[str, Words] = {}

    async def catch_up(self) -> None:
        """Learn what was decided, here or in other processes."""
        async with self._turn:
            await self._learn()

    def all(self, account: str | None = None) -> tuple[Overruling, ...]:
        """Return the decisions, oldest first: of one account (EVERYBODY: those for all), or every one there is."""
        return tuple(one for one in self._all.values() if account in {None, one.account})

    async def put(self, said: str, account: str = EVERYBODY, *, by: Act) -> Overruling:
        """Let pass what `category:word`, `category:*` or `allow:phrase` says; said twice, it is kept once.

        A rule that no list has may be named: lists change. Raises InvalidParameter.
        """
        rule = _read(said)
        made = Overruling(account=account, category=rule.category, word=rule.word, who=by.who, at=self._clock.now())
        told = self._told("moderation.overruled", made, by)
        async with self._turn:
            while True:
                await self._learn()
                known = self._all.get((account, rule))
                if known is not None:
                    return known
                await self._keeper.put(made, told, self._revision)

    async def drop(self, said: str, account: str = EVERYBODY, *, by: Act) -> None:
        """Strike again what was let pass. Raises NotFound, InvalidParameter."""
        rule = _read(said)
        async with self._turn:
            dropped = False
            while not dropped:
                await self._learn()
                known = self._all.get((account, rule))
                if known is None:
                    whom = f"account {account!r}" if account else "everybody"
                    raise NotFound(f"Nothing overrules {rule} for {whom}.")
                told = self._told("moderation.restored", known, by)
                dropped = await self._keeper.drop(known, told, self._revision)
            await self._learn()

    def lets_pass(self, rule: Rule, account: str) -> bool:
        """Say whether the account need not keep the rule."""
        names = (rule, Rule(rule.category, ANY_WORD))
        return any((whose, name) in self._all for whose in (account, EVERYBODY) for name in names)

    def phrases(self, account: str) -> list[Words]:
        """Return the phrases that the account may use, whatever is in them."""
        return [self._phrases[whose] for whose in dict.fromkeys((account, EVERYBODY)) if whose in self._phrases]

    async def _learn(self) -> None:
        standing = await self._keeper.since(self._revision)
        if standing is None:
            return
        self._revision = standing.revision
        self._all = {(one.account, one.rule): one for one in standing.overrulings}
        phrases: defaultdict[str, list[Rule]] = defaultdict(list)
        for one in standing.overrulings:
            if one.category == ALLOW:
                phrases[one.account].append(one.rule)
        self._phrases = {account: Words(rules) for account, rules in phrases.items()}

    def _told(self, action: str, overruling: Overruling, by: Act) -> Witness[Overruling]:
        entry = self._audit.entry(by, action, f"rule:{overruling.rule}", account=overruling.account)
        return lambda db, _: self._audit.within(db, entry)


def _read(said: str) -> Rule:
    category, _, word = (part.strip() for part in said.partition(":"))
    every = word == ANY_WORD and category != ALLOW and rule_of(f"{category}:x") is not None
    rule = Rule(category, ANY_WORD) if every else rule_of(said)
    if rule is None or len(said) > 200:
        raise InvalidParameter(
            f"An overruling is written as category:word, category:* or allow:phrase, got {said[:80]!r}."
        )
    return rule
