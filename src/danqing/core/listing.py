"""What one may ask of an account's tasks, and what comes back: a filter and a page."""

from dataclasses import dataclass

from danqing.core.task import Status, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which tasks of an account to list; times are seconds since the epoch, of submission."""

    since: float
    until: float
    task_id: str = ""
    model: str = ""
    status: Status | None = None
    key_id: str = ""
    page: int = 1
    page_size: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list, newest first, and how many tasks there are in all."""

    tasks: tuple[Task, ...]
    total: int
