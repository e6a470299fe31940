"""What operators let pass although the lists strike it, in the admin API."""

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from danqing.admission import moderation_overrulings as decisions
from danqing.admission.directory import Directory
from danqing.admission.moderation import Moderation
from danqing.server.admin import Ask
from danqing.server.admin_shapes import Empty, Moment, Page, Paging, Shape, cut, moment

Said = Annotated[str, Meta(min_length=1, max_length=200)]
"""`category:word`, `category:*` for all of a category, or `allow:phrase`."""


class OverrulingQuery(Paging):
    """Of which account; empty: every one there is."""

    account: str = ""


class NewOverruling(Shape):
    """What is let pass, for an account or, without one, for everybody."""

    rule: Said
    account: str = ""


class WhichOverruling(Shape):
    """What is struck again, for an account or, without one, for everybody."""

    rule: Said
    account: str = ""


class Overruling(Shape):
    """A decision of an operator; an empty account is everybody."""

    rule: str
    account: str
    who: str
    at: Moment


class Question(Shape):
    """What somebody might ask for, as an account or as anybody."""

    prompt: str
    negative_prompt: str = ""
    account: str = ""


class Verdict(Shape):
    """Whether the lists let it pass; else which rule struck, in which text, from where to where."""

    passed: bool
    rule: str
    where: str
    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class ModerationRows:
    """One method for each operation."""

    directory: Directory
    moderation: Moderation

    async def list_overrulings(self, ask: Ask[OverrulingQuery, Empty]) -> Page[Overruling]:
        """List what operators let pass, oldest first."""
        account = self._account(ask.query.account) if ask.query.account else None
        return cut(tuple(map(_overruling, self.moderation.overrulings.all(account))), ask.query)

    async def post_overruling(self, ask: Ask[Empty, NewOverruling]) -> Overruling:
        """Let something pass from now on; said twice, it is kept once."""
        said = ask.body
        made = await self.moderation.overrulings.put(said.rule, self._account(said.account), by=ask.by)
        return _overruling(made)

    async def delete_overruling(self, ask: Ask[WhichOverruling, Empty]) -> Empty:
        """Strike again what was let pass."""
        said = ask.query
        await self.moderation.overrulings.drop(said.rule, self._account(said.account), by=ask.by)
        return Empty()

    async def inspect(self, ask: Ask[Empty, Question]) -> Verdict:
        """Tell what the lists say of a text; it is neither kept nor written down."""
        said = ask.body
        verdict = self.moderation.inspect(said.prompt, said.negative_prompt, self._account(said.account))
        strike = verdict.strike
        if strike is None:
            return Verdict(passed=True, rule="", where="", first=None, last=None)
        return Verdict(passed=False, rule=str(strike.rule), where=strike.where, first=strike.first, last=strike.last)

    def _account(self, said: str) -> str:
        return self.directory.account(said).id if said else decisions.EVERYBODY


def _overruling(one: decisions.Overruling) -> Overruling:
    return Overruling(rule=str(one.rule), account=one.account, who=one.who, at=moment(one.at))
