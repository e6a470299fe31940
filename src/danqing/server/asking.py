"""Around a call for pictures, whichever API it came by: who asks, whether the answer arrived, and who drew."""

import asyncio
import hashlib
from collections.abc import Mapping

from starlette.requests import Request

from danqing.admission.tenants import Identity
from danqing.core.task import Task
from danqing.flow.gateway import Gateway
from danqing.server.edge import context
from danqing.server.reading import HungUp
from danqing.tasks.store import Asker
from danqing.wire import headers
from danqing.wire.headers import Headers

TURNS = 12
"""More than the eight or so that a hang-up takes from its socket to the ledger; all of them are some microseconds."""


async def asker(request: Request, said: Headers, identity: Identity, digest: str) -> Asker:
    """Return who asks, and how the same request would be known when it comes again."""
    # A busy process sees a dropped connection and the repetition on the next one in the same turn of its loop.
    # It takes the first some turns to say that its answer was lost; without them the second would be a new task.
    for _ in range(TURNS):
        await asyncio.sleep(0)
    return Asker(
        account=identity.account,
        key_id=identity.key_id,
        request_id=context(request).request_id,
        digest=digest,
        idempotency_key=said.idempotency_key,
        user=identity.user,
        workspace=said.workspace,
    )


def digest(identity: Identity, way: str, *body: bytes) -> str:
    """Return what two requests have in common that say the same in the same way with the same key."""
    digested = hashlib.blake2b(f"{identity.key_id} {way}\n".encode(), digest_size=16)
    for piece in body:
        digested.update(piece)
    return digested.hexdigest()


async def report(request: Request, gateway: Gateway, task: Task) -> None:
    """Keep whether somebody is there to take the answer. Raises HungUp if nobody is."""
    gone = await request.is_disconnected()
    await gateway.answered(task, delivered=not gone)
    if gone:
        raise HungUp


def drawn(task: Task) -> Mapping[str, str]:
    """Return the headers that say who drew; none while nobody has."""
    return headers.drawn(task.outcome.engine, task.outcome.notes) if task.outcome else {}
