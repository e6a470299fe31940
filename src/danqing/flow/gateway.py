"""The first half of the service: call → job → ticket → task, and what may be asked of tasks afterwards."""

import asyncio
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from danqing.admission.access import Access
from danqing.admission.admission import Admission
from danqing.admission.entry import Act
from danqing.admission.moderation import Moderation
from danqing.admission.tenants import Identity
from danqing.catalog.catalog import Catalog, Model
from danqing.core.change import Witness
from danqing.core.clock import Ids
from danqing.core.errors import (
    Arrearage,
    EngineError,
    QuotaExceeded,
    RateLimited,
    Refused,
    TimedOut,
    Unavailable,
    UnsupportedOperation,
    told,
)
from danqing.core.job import Call, Ticket
from danqing.core.listing import Filter, Page
from danqing.core.task import Status, Task
from danqing.storage.inputs import Inputs
from danqing.tasks.store import Asker, Ledger

CANNOT_CANCEL = "Failed to cancel the task, please confirm if the task is in PENDING status."


@dataclass(kw_only=True)
class Gateway:
    """Takes calls in, tells of tasks; safe to use from any number of requests at once."""

    catalog: Catalog
    access: Access
    moderation: Moderation
    admission: Admission
    ledger: Ledger
    inputs: Inputs
    ids: Ids
    sync_seconds: float
    _waiting: Counter[str] = field(default_factory=Counter[str], init=False)
    _closing: asyncio.Event = field(default_factory=asyncio.Event, init=False)

    async def now(self, call: Call, asker: Asker, promised: Callable[[Task], object] | None = None) -> Task:
        """A synchronous call: a bad parameter is said at once, and the caller waits for the end.

        Returns a task that SUCCEEDED; whatever else becomes of it is raised. A caller that hangs up (cancels) or
        waits longer than it may gives the task up. `promised` is called with the task as soon as there is one.
        """
        ticket = await self._ticket(self._open(call, asker), call, asker)
        adding = asyncio.ensure_future(self._add(ticket, asker))
        try:
            task = await asyncio.shield(adding)
        except asyncio.CancelledError:
            await self._give_up(await adding)
            raise
        if promised is not None:
            promised(task)
        task = await self._end(task)
        if task.status is Status.CANCELED and asker.idempotency_key:
            # Whoever asked first, at another server, was lost and called off what is asked for again here; then it is
            # promised anew. If anybody meant to cancel it, the ledger gives the cancelled task back.
            task = await self._end(await self._add(ticket, asker))
        return _succeeded(task)

    async def later(self, call: Call, asker: Asker) -> Task:
        """An asynchronous call: a bad parameter or prompt becomes a task that has failed, as in the real service."""
        model = self._open(call, asker)
        try:
            ticket = await self._ticket(model, call, asker)
        except RateLimited:
            raise
        except Refused as error:
            with self._written_down(asker, model.name):
                return await self.ledger.refuse(call, asker, error, self.admission.rate(model))
        return await self._add(ticket, asker)

    async def read(self, account: str, task_id: str) -> Task | None:
        """Return the account's task, or None where there is none to tell of."""
        return await self.ledger.get(account, task_id)

    async def list(self, account: str, wanted: Filter) -> Page:
        """Return a page of the account's tasks, newest first."""
        return await self.ledger.list(account, wanted)

    async def cancel(self, account: str, task_id: str, witness: Witness[Status] | None = None) -> None:
        """Cancel a task that is PENDING. Raises UnsupportedOperation for every other."""
        if not await self.ledger.cancel(account, task_id, witness):
            raise UnsupportedOperation(CANNOT_CANCEL)

    async def answered(self, task: Task, *, delivered: bool) -> None:
        """Report whether the answer that named the task reached its client."""
        await self.ledger.answered(task.id, delivered=delivered)

    def close(self) -> None:
        """Let synchronous callers whose task has not begun go with a 503; those whose task runs wait for its end."""
        self._closing.set()

    def _open(self, call: Call, asker: Asker) -> Model:
        """Return the model. A wrong URL, model or mode is told first, and then whether it may be called."""
        model = self.catalog.find(call)
        self.access.allow(_who(asker), asker.workspace, model.name, asker.request_id)
        return model

    async def _ticket(self, model: Model, call: Call, asker: Asker) -> Ticket:
        whose = self.access.names(_who(asker))
        said = self.catalog.check(model, call, self.ids.seed())
        asked = replace(said, route=model.route(whose, asker.workspace))
        await self.moderation.check(asked, asker.account, Act(who=f"key:{asker.key_id}", request_id=asker.request_id))
        ticket = self.admission.admit(asker.account, asker.key_id, model, asked)
        if self.inputs.takes_work(asked):
            with self._written_down(asker, model.name):
                await self.ledger.foresee(ticket, asker)
        return replace(ticket, job=await self.inputs.stash(asked))

    async def _add(self, ticket: Ticket, asker: Asker) -> Task:
        try:
            with self._written_down(asker, ticket.job.model):
                return await self.ledger.add(ticket, asker)
        except Refused:  # too fast, or nothing left to spend: its pictures must not fill the disk
            await self.inputs.drop(ticket.job)
            raise

    @contextmanager
    def _written_down(self, asker: Asker, model: str) -> Generator[None]:
        try:
            yield
        except (RateLimited, QuotaExceeded, Arrearage) as error:
            self.access.turned_away(_who(asker), model, error, asker.request_id)
            raise

    async def _end(self, task: Task) -> Task:
        self._waiting[task.id] += 1
        try:
            async with asyncio.timeout(self.sync_seconds):
                while not task.status.is_final:
                    task = await self._moved(task)
        except BaseException as error:
            # Also when the caller hung up: what nobody waits for is not begun.
            self._leave(task)
            await asyncio.shield(self._give_up(task))
            if isinstance(error, TimeoutError):
                raise TimedOut from error
            raise
        self._leave(task)
        return task

    def _leave(self, task: Task) -> None:
        self._waiting[task.id] -= 1
        if not self._waiting[task.id]:
            del self._waiting[task.id]

    async def _moved(self, task: Task) -> Task:
        if task.status is not Status.PENDING:
            return await self.ledger.moved(task)
        moved, closing = asyncio.ensure_future(self.ledger.moved(task)), asyncio.ensure_future(self._closing.wait())
        try:
            await asyncio.wait((moved, closing), return_when=asyncio.FIRST_COMPLETED)
            if moved.done():
                return moved.result()
        finally:
            moved.cancel()
            closing.cancel()
        raise Unavailable

    async def _give_up(self, task: Task) -> None:
        """Call the task off unless another request waits for it; one that runs can be found by a repeated POST."""
        if task.id in self._waiting:
            return
        # Both begun in the same moment: the repeated POST may be on its way already, and must meet both or neither.
        await asyncio.gather(self.ledger.cancel(task.account, task.id), self.ledger.answered(task.id, delivered=False))


def _who(asker: Asker) -> Identity:
    return Identity(asker.account, asker.key_id, asker.user)


def _succeeded(task: Task) -> Task:
    if task.status is Status.SUCCEEDED:
        return task
    if task.failure is not None:
        raise told(task.failure.code, task.failure.message)
    raise EngineError  # cancelled by another request of the same account
