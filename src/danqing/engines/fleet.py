"""The engines as they are set: what the `engine` of a model may name, each made once, and the routes over them."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from danqing.client.schedule import Schedule
from danqing.core.errors import InvalidParameter
from danqing.core.job import model_of
from danqing.engines import breaker, dashscope_cloud, openai_server, pool
from danqing.engines.delivery import Fetch
from danqing.engines.diffusion import made as diffusion
from danqing.engines.engine import Engine
from danqing.engines.fake import Fake
from danqing.engines.rewriting.rewriter import Rewriter
from danqing.engines.rewriting.rewritten import Rewritten
from danqing.engines.routed import Guarded, Routed
from danqing.wire.openai import Effort


class Secret(Protocol):
    """Something that is not printed by accident."""

    def get_secret_value(self) -> str:
        """Return it."""
        ...


class Processes(Protocol):
    """What is set of the processes that draw, and of engines that fail."""

    processes: int
    job_seconds: float
    recycle_after: int
    rest_after: int
    rest_seconds: float


class Composer(Protocol):
    """What is set of the embedded engine."""

    strict: bool


class Remote(Protocol):
    """What is set of servers that speak the OpenAI images API."""

    servers: tuple[str, ...]
    models: dict[str, str]
    steps: int | None
    guidance: float | None
    true_guidance: float | None
    at_once: int
    image_seconds: float
    wait_seconds: float
    health_seconds: float

    @property
    def kind(self) -> str:
        """What the servers are."""
        ...

    @property
    def key(self) -> Secret:
        """The key for all of them."""
        ...


class Cloud(Protocol):
    """What is set of the real service, or of another Danqing."""

    url: str
    models: dict[str, str]
    at_once: int
    job_seconds: float
    poll_seconds: float

    @property
    def key(self) -> Secret:
        """The key for `url`."""
        ...

    @property
    def beijing_key(self) -> Secret:
        """The key for the real service in Beijing."""
        ...

    @property
    def singapore_key(self) -> Secret:
        """The key for the real service in Singapore."""
        ...


class Wanted(Protocol):
    """The settings of the same names; their sentences say what each means."""

    @property
    def engines(self) -> Processes:
        """The stage `engines`."""
        ...

    @property
    def composer(self) -> Composer:
        """The stage `composer`."""
        ...

    @property
    def openai(self) -> Remote:
        """The stage `openai`."""
        ...

    @property
    def cloud(self) -> Cloud:
        """The stage `cloud`."""
        ...

    @property
    def diffusion(self) -> diffusion.Wanted:
        """The stage `diffusion`."""
        ...


class Drawn(Protocol):
    """A model, as far as engines need to know it."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def lines(self) -> Mapping[str, tuple[str, ...]]:
        """What there is to wait for, and what draws it, in order: each name is one of MAKERS."""
        ...

    @property
    def parameters(self) -> frozenset[str]:
        """The parameters that it knows beside prompt, pictures, n and seed."""
        ...

    @property
    def reads(self) -> int:
        """How many characters of a prompt it reads."""
        ...


@dataclass(frozen=True, kw_only=True)
class Making:
    """What engines are made from."""

    wanted: Wanted
    models: Sequence[Drawn]
    fetch: Fetch
    """Reads results that lie elsewhere than on the server that drew them."""
    rewriter: Rewriter | None = None
    """Makes better prompts for REWRITTEN engines; None: nobody does."""
    ahead: int = 0
    """Jobs that such an engine takes beyond those it draws, to have their prompts rewritten meanwhile."""


REWRITING = "rewriting"
"""What the language model is called beside the engines."""


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """All engines."""

    engines: tuple[Engine, ...]
    """Each once: these are started and stopped."""
    routes: Mapping[Engine, frozenset[str]]
    """What workers draw with, an engine or several in order, and the lines of each."""
    guarded: Mapping[str, Guarded]
    """The engines by the names that models have for them, and what is known of each."""
    rest: breaker.Terms
    """When one of several is left alone, and for how long."""
    rewriter: Rewriter | None = None

    @property
    def watched(self) -> tuple[str, ...]:
        """Whatever may be left alone, by name."""
        return (*self.guarded, *([REWRITING] if self.rewriter else []))

    def resting(self, now: float) -> dict[str, float]:
        """Return what is left alone at a moment of `time.monotonic`, and for how many seconds more.

        0: a task tries at this moment whether it works again, or the next one will.
        """
        opened = {name: one.breaker for name, one in self.guarded.items() if one.breaker.opened is not None}
        found = {name: one.wait(now, self.rest) for name, one in opened.items()}
        if self.rewriter is not None and self.rewriter.rests is not None:
            found[REWRITING] = self.rewriter.rests
        return {name: round(seconds, 1) for name, seconds in found.items()}


def processes(wanted: Processes) -> int:
    """Return how many drawing processes there are: as many as cores less one, unless the settings say."""
    return wanted.processes or max(1, (os.cpu_count() or 2) - 1)


def _composer(making: Making) -> Engine:
    wanted = making.wanted.engines
    return pool.Pool(
        "danqing.engines.composer.composer:Composer",
        slots=processes(wanted),
        terms=pool.Terms(job_seconds=wanted.job_seconds, recycle_after=wanted.recycle_after),
        options={"strict": making.wanted.composer.strict},
    )


def _openai(making: Making) -> Engine:
    wanted = making.wanted.openai
    if not wanted.servers:
        raise InvalidParameter(
            "a model is drawn by the engine `openai`, and the setting openai.servers names no server"
        )
    terms = openai_server.Terms(
        urls=wanted.servers,
        kind=wanted.kind,
        key=wanted.key.get_secret_value(),
        models=wanted.models,
        effort=Effort(steps=wanted.steps, guidance=wanted.guidance, true_guidance=wanted.true_guidance),
        at_once=wanted.at_once,
        image_seconds=wanted.image_seconds,
        wait_seconds=wanted.wait_seconds,
        health_seconds=wanted.health_seconds,
    )
    return openai_server.OpenAIServer(terms, making.fetch)


def _cloud(engine: str, url: Callable[[Cloud], str], key: Callable[[Cloud], Secret]) -> Callable[[Making], Engine]:
    def make(making: Making) -> Engine:
        wanted = making.wanted.cloud
        address, secret = url(wanted), key(wanted).get_secret_value()
        if not address or not secret:
            raise InvalidParameter(
                f"a model is drawn by the engine `{engine}`, and its settings [cloud] lack url or key"
            )
        terms = dashscope_cloud.Terms(
            url=address,
            key=secret,
            models=wanted.models,
            parameters={model.name: model.parameters for model in making.models},
            at_once=wanted.at_once,
            job_seconds=wanted.job_seconds,
            schedule=_schedule(wanted),
        )
        return dashscope_cloud.DashscopeCloud(terms)

    return make


MAKERS: Mapping[str, Callable[[Making], Engine]] = {
    "composer": _composer,
    "fake": lambda making: Fake(slots=8 * processes(making.wanted.engines)),
    "diffusion": lambda making: diffusion.made(making.wanted.diffusion),
    "openai": _openai,
    "cloud": _cloud("cloud", lambda cloud: cloud.url, lambda cloud: cloud.key),
    "cloud-beijing": _cloud(
        "cloud-beijing", lambda _: dashscope_cloud.REGIONS["cn-beijing"], lambda cloud: cloud.beijing_key
    ),
    "cloud-singapore": _cloud(
        "cloud-singapore", lambda _: dashscope_cloud.REGIONS["ap-southeast-1"], lambda cloud: cloud.singapore_key
    ),
}
"""By the name that a model's `engine` has."""

REWRITTEN = frozenset({"openai", "diffusion"})
"""Those that are models and draw better from longer prompts; the others have their own meaning of `prompt_extend`."""


def fleet(making: Making) -> Fleet:
    """Make every engine that a model names, and the routes of the models. Raises InvalidParameter, InvalidApiKey."""
    lines = {line: order for model in making.models for line, order in model.lines.items()}
    named = dict.fromkeys(name for order in lines.values() for name in order)
    guarded = {name: Guarded(_made(name, making)) for name in named}
    wanted = making.wanted.engines
    terms = breaker.Terms(failures=wanted.rest_after, seconds=wanted.rest_seconds)
    routes: dict[Engine, frozenset[str]] = {}
    for order in dict.fromkeys(lines.values()):
        first, *others = (guarded[name] for name in order)
        engine = Routed((first, *others), terms) if others else first.engine
        routes[engine] = frozenset(line for line, its_order in lines.items() if its_order == order)
    return Fleet(
        engines=tuple(one.engine for one in guarded.values()),
        routes=routes,
        guarded=guarded,
        rest=terms,
        rewriter=making.rewriter,
    )


def _made(name: str, making: Making) -> Engine:
    engine = MAKERS[name](making)
    if making.rewriter is None or name not in REWRITTEN:
        return engine
    return Rewritten(engine, making.rewriter, {model.name: model.reads for model in making.models}, making.ahead)


def adopted(routes: Mapping[Engine, frozenset[str]], waiting: Iterable[str]) -> dict[Engine, frozenset[str]]:
    """Return the routes with every line in which tasks wait; one that is no longer there is drawn as its model is."""
    known = frozenset[str]().union(*routes.values())
    left = frozenset(waiting) - known
    return {
        engine: lines | frozenset(line for line in left if model_of(line) in lines) for engine, lines in routes.items()
    }


def _schedule(wanted: Cloud) -> Schedule:
    plan = Schedule()
    if wanted.poll_seconds < plan.quick:
        return Schedule(quick=wanted.poll_seconds, quick_for=wanted.job_seconds, limit=wanted.job_seconds)
    return Schedule(
        quick=wanted.poll_seconds,
        slow=max(plan.slow, wanted.poll_seconds),
        slowest=max(plan.slowest, wanted.poll_seconds),
        limit=wanted.job_seconds,
    )
