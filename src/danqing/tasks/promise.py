"""How a task begins, and how it ends where it never does."""

from danqing.core.errors import InvalidParameter, Refused
from danqing.core.image import Failure
from danqing.core.job import Call, Ticket
from danqing.core.task import Status, Task
from danqing.core.usage import End
from danqing.tasks.store import Asker


def pending(ticket: Ticket, asker: Asker, task_id: str, now: float) -> Task:
    """Return the task that promises a ticket's job."""
    job = ticket.job
    return Task(
        id=task_id,
        account=ticket.account,
        key_id=ticket.key_id,
        request_id=asker.request_id,
        model=job.model,
        status=Status.PENDING,
        submitted=now,
        job=job,
        door=job.door.value,
        n=job.n,
    )


def refused(call: Call, asker: Asker, error: Refused, task_id: str, now: float) -> Task:
    """Return the task that failed before it began: its three times are one."""
    return Task(
        id=task_id,
        account=asker.account,
        key_id=asker.key_id,
        request_id=asker.request_id,
        model=call.model,
        status=Status.FAILED,
        submitted=now,
        scheduled=now,
        ended=now,
        door=call.door.value,
        failure=Failure(code=error.code, message=error.message),
    )


def reused(asker: Asker) -> InvalidParameter:
    """Return what is wrong with one Idempotency-Key for two requests."""
    return InvalidParameter(f"The Idempotency-Key {asker.idempotency_key!r} was used before with another request.")


def never_begun(task: Task, asker: Asker) -> End:
    """Return how a refused task ended, for the books."""
    return End(
        account=asker.account,
        user=asker.user,
        key_id=asker.key_id,
        workspace=asker.workspace,
        model=task.model,
        outcome=task.status,
        code=task.failure.code if task.failure else "",
        submitted=task.submitted,
        ended=task.submitted,
    )


def turned_away(task: Task, asker: Asker, error: Refused) -> End:
    """Return how a submission ended that did not become this task, for the books."""
    return End(
        account=task.account,
        user=asker.user,
        key_id=asker.key_id,
        workspace=asker.workspace,
        model=task.model,
        outcome="REFUSED",
        code=error.code,
        submitted=task.submitted,
        ended=task.submitted,
    )
