"""Who watches which task while it is drawn, in this process."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from danqing.core.progress import Report, Step


@dataclass(eq=False, slots=True)
class Previews:
    """Tasks and their watchers; a task that nobody watches costs nothing."""

    _watchers: dict[str, list[Report]] = field(default_factory=dict[str, list[Report]])

    @contextmanager
    def watch(self, task_id: str, report: Report) -> Generator[None]:
        """Call `report` with each step of the task from now on; it must neither raise nor take long."""
        watchers = self._watchers.setdefault(task_id, [])
        watchers.append(report)
        try:
            yield
        finally:
            watchers.remove(report)
            if not watchers:
                self._watchers.pop(task_id, None)

    def tell(self, task_id: str, step: Step) -> None:
        """Tell a step to whoever watches the task."""
        for report in tuple(self._watchers.get(task_id, ())):
            report(step)
