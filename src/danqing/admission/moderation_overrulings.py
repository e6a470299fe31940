"""What an operator lets pass although the lists strike it: a rule, a category or a phrase, from now on."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Protocol

from danqing.admission.audit import Audit
from danqing.admission.entry import Act
from danqing.admission.moderation_words import ALLOW, Rule, Words, rule_of
from danqing.core.change import Change, Witness
from danqing.core.clock import Clock
from danqing.core.connection import Connection
from danqing.core.errors import InvalidParameter, NotFound
from danqing.database.sqlite import SqliteDatabase

EVERYBODY = ""
"""In the place of an account: all of them."""

ANY_WORD = "*"
"""In the place of a word: all of the category."""

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


class Keeper(Protocol):
    """Keeps decisions."""

    def load(self) -> tuple[Overruling, ...]:
        """Return all, oldest first. Called once, before anything else."""
        ...

    async def put(self, overruling: Overruling, witness: Witness[Overruling]) -> None:
        """Keep one, durable on return together with what the witness writes."""
        ...

    async def drop(self, overruling: Overruling, witness: Witness[Overruling]) -> None:
        """Forget the one of the same account, category and word, in the same way."""
        ...


class MemoryOverrulings:
    """Keeps them as long as the process lives."""

    def load(self) -> tuple[Overruling, ...]:
        """Return nothing."""
        return ()

    async def put(self, overruling: Overruling, witness: Witness[Overruling]) -> None:
        """Tell: whoever asks remembers."""
        witness(None, Change(None, overruling))

    async def drop(self, overruling: Overruling, witness: Witness[Overruling]) -> None:
        """Tell."""
        witness(None, Change(overruling, None))


class SqliteOverrulings:
    """A row for each."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def load(self) -> tuple[Overruling, ...]:
        """Read all rows."""

        def look(db: Connection) -> tuple[Overruling, ...]:
            return tuple(Overruling(**dict(row)) for row in db.execute(LOAD))

        return self._database.read(look)

    async def put(self, overruling: Overruling, witness: Witness[Overruling]) -> None:
        """Add the row."""
        await self._write(PUT, overruling, lambda db: witness(db, Change(None, overruling)))

    async def drop(self, overruling: Overruling, witness: Witness[Overruling]) -> None:
        """Delete the row."""
        await self._write(DROP, overruling, lambda db: witness(db, Change(overruling, None)))

    async def _write(self, statement: str, overruling: Overruling, tell: Callable[[Connection], None]) -> None:
        def write(db: Connection) -> None:
            db.execute(statement, asdict(overruling))
            tell(db)

        await self._database.write(write)


class Overrulings:
    """All decisions, known to every request as soon as they are kept; each is an act in the audit log."""

    def __init__(self, keeper: Keeper, audit: Audit, clock: Clock) -> None:
        self._keeper = keeper
        self._audit = audit
        self._clock = clock
        self._turn = asyncio.Lock()
        self._all: dict[tuple[str, Rule], Overruling] = {}
        self._phrases: dict[str, Words] = {}
        for overruling in keeper.load():
            self._take(overruling)

    def all(self, account: str | None = None) -> tuple[Overruling, ...]:
        """Return the decisions, oldest first: of one account (EVERYBODY: those for all), or every one there is."""
        return tuple(one for one in self._all.values() if account in {None, one.account})

    async def put(self, said: str, account: str = EVERYBODY, *, by: Act) -> Overruling:
        """Let pass what `category:word`, `category:*` or `allow:phrase` says; said twice, it is kept once.

        A rule that no list has may be named: lists change. Raises InvalidParameter.
        """
        rule = _read(said)
        async with self._turn:
            known = self._all.get((account, rule))
            if known is not None:
                return known
            made = Overruling(account=account, category=rule.category, word=rule.word, who=by.who, at=self._clock.now())
            await self._keeper.put(made, self._told("moderation.overruled", made, by))
            self._take(made)
            return made

    async def drop(self, said: str, account: str = EVERYBODY, *, by: Act) -> None:
        """Strike again what was let pass. Raises NotFound, InvalidParameter."""
        rule = _read(said)
        async with self._turn:
            known = self._all.get((account, rule))
            if known is None:
                raise NotFound(f"Nothing overrules {rule} for {f'account {account!r}' if account else 'everybody'}.")
            await self._keeper.drop(known, self._told("moderation.restored", known, by))
            del self._all[account, rule]
            self._renew(account)

    def lets_pass(self, rule: Rule, account: str) -> bool:
        """Say whether the account need not keep the rule."""
        names = (rule, Rule(rule.category, ANY_WORD))
        return any((whose, name) in self._all for whose in (account, EVERYBODY) for name in names)

    def phrases(self, account: str) -> list[Words]:
        """Return the phrases that the account may use, whatever is in them."""
        return [self._phrases[whose] for whose in dict.fromkeys((account, EVERYBODY)) if whose in self._phrases]

    def _take(self, overruling: Overruling) -> None:
        self._all[overruling.account, overruling.rule] = overruling
        self._renew(overruling.account)

    def _renew(self, account: str) -> None:
        rules = [one.rule for one in self.all(account) if one.category == ALLOW]
        self._phrases.pop(account, None)
        if rules:
            self._phrases[account] = Words(rules)

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
