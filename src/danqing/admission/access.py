"""The first gate: who asks, and whether they may ask for this model. Every refusal goes into the audit log."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from danqing.admission.audit import NOBODY, Audit
from danqing.admission.directory import Directory
from danqing.admission.entry import Act
from danqing.admission.keys import UNKNOWN, Closed, Keys, Token
from danqing.admission.rights import refusal
from danqing.admission.sieve import Sieve
from danqing.admission.tenants import Identity
from danqing.core.clock import Clock
from danqing.core.errors import AccessDenied, InvalidApiKey, ModelDenied, Refused

TURNED_AWAY = "limit.refused"
MOST_LOOKS = 20
"""A second: strangers must not decide how busy the database is."""


@dataclass(frozen=True, kw_only=True)
class Access:
    """Safe to ask from any number of requests at once; answers about known keys in microseconds."""

    directory: Directory
    keys: Keys
    audit: Audit
    clock: Clock
    learn: Callable[[], Awaitable[None]]
    """Brings the directory up to what other processes did."""
    looks: Sieve = field(default_factory=lambda: Sieve(MOST_LOOKS))

    async def open(self, secret: str | None, request_id: str) -> Identity:
        """Return who asks. Raises InvalidApiKey.

        A key that nobody knows here may have been made elsewhere a moment ago: some such each second are looked up.
        """
        try:
            found = self.keys.judge(secret)
            if isinstance(found, Closed) and found.why == UNKNOWN and self.looks.take(self.clock.now()) is not None:
                await self.learn()
                found = self.keys.judge(secret)
        except InvalidApiKey as error:
            self._refuse(Closed(why="no key"), error, request_id)
            raise
        if isinstance(found, Closed):
            error = InvalidApiKey()
            self._refuse(found, error, request_id)
            raise error
        return found

    def allow(self, identity: Identity, workspace: str, model: str, request_id: str) -> None:
        """Let a call of the model pass, or raise the Arrearage, WorkspaceNotFound or AccessDenied that stops it."""
        error = refusal(self.directory.asked(identity.account, identity.key_id, workspace), model)
        if error is not None:
            act = Act(who=f"key:{identity.key_id}", request_id=request_id)
            why = {"model": model, "workspace": workspace[:64]}
            self.audit.refused(act, error, f"model:{model}", account=identity.account, why=why)
            raise error

    def shows(self, identity: Identity, workspace: str, model: str) -> bool:
        """Say whether a list of models is to have this one: all but those that key or workspace may not call."""
        found = refusal(self.directory.asked(identity.account, identity.key_id, workspace), model)
        return not isinstance(found, ModelDenied)

    def token(self, identity: Identity, seconds: int, request_id: str) -> Token:
        """Return a token that opens what the key opens, for so long. Raises what `Keys.token` raises."""
        try:
            return self.keys.token(identity, seconds)
        except AccessDenied as error:
            act = Act(who=f"key:{identity.key_id}", request_id=request_id)
            self.audit.refused(act, error, "token", account=identity.account)
            raise

    def turned_away(self, identity: Identity, model: str, error: Refused, request_id: str) -> None:
        """Write down that the ledger takes nothing more of this model: too fast, or nothing left to spend."""
        act = Act(who=f"key:{identity.key_id}", request_id=request_id)
        self.audit.refused(act, error, f"model:{model}", account=identity.account, action=TURNED_AWAY)

    def names(self, identity: Identity) -> frozenset[str]:
        """Return what the account of whoever asks is called: its id and its name."""
        account = self.directory.asked(identity.account, identity.key_id, "").account
        return frozenset({account.id, account.name})

    def _refuse(self, closed: Closed, error: InvalidApiKey, request_id: str) -> None:
        key = closed.key
        act = Act(who=f"key:{key.id}" if key else NOBODY, request_id=request_id)
        self.audit.refused(act, error, account=key.account if key else "", why={"reason": closed.why})
