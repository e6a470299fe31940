"""Whatever is done to whom there is, here or there, in whatever order: memory, file and log agree, and so do rights."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from danqing.admission.entry import Wanted
from danqing.admission.keyring import Scope
from danqing.admission.keys import Closed
from danqing.admission.rows import MIGRATIONS, RowShelf
from danqing.admission.tenancy import Tenancy, tenancy
from danqing.admission.tenants import Account, Key, User, Workspace
from danqing.core.clock import FixedClock
from danqing.core.errors import Refused
from danqing.database.sqlite import SqliteDatabase

ACCOUNTS = st.sampled_from(["ours", "theirs"])
USERS = st.sampled_from(["main", "anna", "bert"])
ROOMS = st.sampled_from(["llm-1", "llm-2"])
MODELS = st.sampled_from([("*",), ("wanx-v1",), ("qwen-*",)])
Everybody = tuple[tuple[Account, ...], tuple[User, ...], tuple[Workspace, ...], tuple[Key, ...]]


def everybody(who: Tenancy) -> Everybody:
    """Return all that is known."""
    known = who.directory
    accounts = known.accounts
    users = tuple(user for account in accounts for user in known.users(account.id))
    rooms = tuple(sorted((room for one in accounts for room in known.workspaces(one.id)), key=str))
    keys = tuple(replace(key, used=None) for key in known.keys)  # of that, a minute may be lost
    return accounts, users, rooms, keys


class Tenants(RuleBasedStateMachine):
    """Acts, kills and look-ups."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.loop = asyncio.new_event_loop()
        self.clock = FixedClock()
        self.secrets: dict[str, str] = {}
        self.acts = 0
        self.open()

    def open(self) -> None:
        self.database = SqliteDatabase.open(Path(self.folder.name) / "danqing.db", MIGRATIONS)
        self.who, self.other = (
            self.loop.run_until_complete(tenancy(RowShelf(self.database), self.clock, region="here", root=b"root"))
            for _ in range(2)
        )

    def teardown(self) -> None:
        self.loop.run_until_complete(self.database.close())
        self.loop.close()
        self.folder.cleanup()

    def run(self, act: Callable[[], Awaitable[Any]]) -> Any:
        """Do something where the last act was not done; what is refused must have changed nothing, here and there."""
        before = everybody(self.who)
        self.who, self.other = self.other, self.who

        async def done() -> Any:
            return await act()

        try:
            return self.loop.run_until_complete(done())
        except Refused:
            assert everybody(self.who) == before
            return None
        finally:
            self.loop.run_until_complete(self.other.administration.catch_up())
            assert everybody(self.other) == everybody(self.who)

    @rule(name=ACCOUNTS, suspended=st.none() | st.booleans())
    def account(self, name: str, suspended: bool | None) -> None:
        self.run(lambda: self.who.administration.put_account(name, suspended=suspended))

    @rule(account=ACCOUNTS, name=USERS, rooms=st.lists(ROOMS, max_size=2))
    def user(self, account: str, name: str, rooms: list[str]) -> None:
        self.run(lambda: self.who.administration.put_user(account, name, rooms))

    @rule(account=ACCOUNTS, name=USERS)
    def user_leaves(self, account: str, name: str) -> None:
        self.run(lambda: self.who.administration.remove_user(account, name))

    @rule(account=ACCOUNTS, room=ROOMS, models=MODELS)
    def room(self, account: str, room: str, models: tuple[str, ...]) -> None:
        self.run(lambda: self.who.administration.put_workspace(account, room, name="", models=models))

    @rule(account=ACCOUNTS, room=ROOMS)
    def room_goes(self, account: str, room: str) -> None:
        self.run(lambda: self.who.administration.remove_workspace(account, room))

    @rule(
        account=ACCOUNTS, user=USERS, models=MODELS, lives=st.none() | st.floats(1, 100), repeat=st.sampled_from("ab ")
    )
    def key(self, account: str, user: str, models: tuple[str, ...], lives: float | None, repeat: str) -> None:
        scope = Scope(models=models, expires=None if lives is None else self.clock.now() + lives)
        made = self.run(lambda: self.who.keyring.create(account, user, scope, repeat=repeat.strip()))
        if made:
            self.secrets[made[0].id] = made[1]

    @rule(data=st.data())
    def key_goes(self, data: st.DataObject) -> None:
        if self.secrets:
            key_id = data.draw(st.sampled_from(sorted(self.secrets)))
            self.run(lambda: self.who.keyring.revoke(key_id))

    @rule(seconds=st.floats(0.5, 60))
    def time_passes(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @rule()
    def restart(self) -> None:
        before = everybody(self.who)
        self.loop.run_until_complete(self.database.close())
        self.open()
        assert everybody(self.who) == before

    @rule(data=st.data(), room=ROOMS | st.just(""), model=st.sampled_from(["wanx-v1", "qwen-image"]))
    def somebody_asks(self, data: st.DataObject, room: str, model: str) -> None:
        if not self.secrets:
            return
        key_id = data.draw(st.sampled_from(sorted(self.secrets)))
        key = self.who.directory.key(key_id)
        over = key.expires is not None and key.expires <= self.clock.now()

        async def asked() -> object:
            found = self.who.keys.judge(self.secrets[key_id])
            if isinstance(found, Closed):
                return found
            assert (found.account, found.key_id) == (key.account, key_id)
            try:
                self.who.access.allow(found, room, model, "r")
            except Refused as error:
                return error
            return None

        answer = self.loop.run_until_complete(asked())
        assert isinstance(answer, Closed) == (key.revoked is not None or over)
        if answer is None:
            user = self.who.directory.user(key.account, key.user)
            assert user.main or room in user.workspaces
            assert not self.who.directory.account(key.account).suspended

    @invariant()
    def every_record_has_its_line(self) -> None:
        made = {
            kind: self.loop.run_until_complete(self.who.audit.entries(Wanted(action=f"{kind}.made", page_size=1))).total
            for kind in ("account", "key")
        }
        accounts, _, _, keys = everybody(self.who)
        assert made == {"account": len(accounts), "key": len(keys)}
        assert len({key.hash for key in keys}) == len(keys)


TestTenants = Tenants.TestCase
TestTenants.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
