"""Whether an engine that failed is asked again, and when: decided from what happened, by a clock handed in."""

from dataclasses import dataclass, replace

from danqing.core.errors import EngineRejected, Error


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """When a breaker opens, and for how long."""

    failures: int = 3
    """One after the other."""
    seconds: float = 30.0
    """After which one job may try."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaker:
    """What is known of one engine: a new value after each job."""

    failures: int = 0
    """Since the last success."""
    opened: float | None = None
    """When it failed once too often, or failed a trial; None: jobs pass."""
    trying: bool = False
    """A job has been let through to see whether the engine is back."""

    def admits(self, now: float, terms: Terms) -> bool:
        """Say whether a job may pass."""
        return self.wait(now, terms) == 0.0 and not self.trying

    def wait(self, now: float, terms: Terms) -> float:
        """Return the seconds until a trial may pass; 0: the breaker is closed, or its time is over."""
        return 0.0 if self.opened is None else max(0.0, self.opened + terms.seconds - now)

    def passing(self) -> "Breaker":
        """Return the breaker after a job was let pass: while it is open, that job is the trial."""
        return self if self.opened is None else replace(self, trying=True)

    def left(self) -> "Breaker":
        """Return the breaker after a job that says nothing of the engine: it was given up by its caller."""
        return replace(self, trying=False)

    def after(self, error: Error | None, now: float, terms: Terms) -> "Breaker":
        """Return the breaker after a job ended, well (None) or with an error.

        A refusal is an answer of an engine that works.
        """
        if error is None or isinstance(error, EngineRejected):
            return Breaker()
        failures = self.failures + 1
        is_open = self.trying or failures >= terms.failures
        return Breaker(failures=failures, opened=now if is_open else self.opened)
