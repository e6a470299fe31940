"""A model: where it is served, by what, and what it accepts; the form of one table of models.toml."""

from collections.abc import Container
from decimal import Decimal
from typing import Annotated

import msgspec

from danqing.catalog.rules import (
    Images,
    Reference,
    Seed,
    SizeFitted,
    SizeRule,
    Style,
    Switch,
    Text,
    Watermark,
    WholeNumber,
)
from danqing.core.job import Answer, Door, Kind, line_of

PATH = "/api/v1/services/aigc/"


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the public cloud allows an account."""

    submissions_per_second: Annotated[float, msgspec.Meta(gt=0)]
    tasks_at_once: Annotated[int, msgspec.Meta(ge=1)]


class Offer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the public cloud asks for a picture in a region, and gives away at first."""

    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]
    price: Annotated[str, msgspec.Meta(pattern=r"^[0-9]+(\.[0-9]+)?$")]
    """For one image that was drawn; a decimal number as text, so that nothing of it is lost."""
    free_images: Annotated[int, msgspec.Meta(ge=0)] = 0
    free_days: Annotated[int, msgspec.Meta(ge=0)] = 0
    """Counted from the activation of the service."""

    @property
    def amount(self) -> Decimal:
        """The price as a number to count with."""
        return Decimal(self.price)


class Route(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What draws a model for some callers: those of its accounts, in its workspaces."""

    accounts: tuple[str, ...] = ()
    """Names or ids; none: every account."""
    workspaces: tuple[str, ...] = ()
    """Ids, as requests name them; none: every workspace, and calls from none."""
    engine: str | tuple[str, ...]
    """As in a model."""

    def __post_init__(self) -> None:
        if not self.accounts and not self.workspaces:
            raise ValueError("`accounts` or `workspaces` must say whose route it is")
        _each_once(self.engines)

    @property
    def engines(self) -> tuple[str, ...]:
        """What draws, in order."""
        return (self.engine,) if isinstance(self.engine, str) else self.engine

    def serves(self, accounts: Container[str], workspace: str) -> bool:
        """Say whether it is a caller's, whose account has these names."""
        is_theirs = not self.accounts or any(account in accounts for account in self.accounts)
        return is_theirs and (not self.workspaces or workspace in self.workspaces)


class Model(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One model of the catalog. A parameter whose rule is None is unknown to the model, and is ignored."""

    name: str
    about: str
    """One sentence."""
    kind: Kind
    """DRAW or EDIT: what it does without a reference."""
    engine: str | tuple[str, ...]
    """What draws it; several: the first choice, then what stands in for it."""
    routes: tuple[Route, ...] = ()
    """What draws it for some callers instead; the first that is a caller's counts."""
    sync_doors: tuple[Door, ...] = msgspec.field(default=(), name="sync")
    async_doors: tuple[Door, ...] = msgspec.field(default=(), name="async")
    answer: Answer = Answer.FULL
    prompt: Text
    negative_prompt: Text
    size: SizeRule
    n: WholeNumber
    seed: Seed
    images: Images = Images()
    reference: Reference | None = None
    style: Style | None = None
    prompt_extend: Switch | None = None
    watermark: Watermark | None = None
    limits: Limits | None = None
    offers: dict[str, Offer] = msgspec.field(default_factory=dict[str, Offer])
    """By region."""
    retention_hours: Annotated[float, msgspec.Meta(gt=0)] = 24
    """How long the public cloud keeps a task and its pictures."""

    def __post_init__(self) -> None:
        if self.kind not in {Kind.DRAW, Kind.EDIT}:
            raise ValueError(f"`kind` must be draw or edit, got {self.kind.value!r}")
        _each_once(self.engines)
        if not self.doors:
            raise ValueError("`sync` and `async` must not both be empty")
        if self.kind is Kind.EDIT and self.images.low < 1:
            raise ValueError("`images` of a model that edits must have a `low` of at least 1")
        if self.kind is Kind.DRAW and (self.images.high > 0) != (self.reference is not None):
            raise ValueError("`images` and `reference` of a model that draws must be given together")
        if self.kind is Kind.DRAW and (isinstance(self.size, SizeFitted) or self.size.default is None):
            raise ValueError("`size` of a model that draws must have a `default`")

    @property
    def engines(self) -> tuple[str, ...]:
        """What draws it, in order."""
        return (self.engine,) if isinstance(self.engine, str) else self.engine

    def route(self, accounts: Container[str], workspace: str) -> tuple[str, ...]:
        """Return the engines that draw for a caller whose account has these names; empty: the model's own."""
        theirs = next((route.engines for route in self.routes if route.serves(accounts, workspace)), self.engines)
        return () if theirs == self.engines else theirs

    @property
    def lines(self) -> dict[str, tuple[str, ...]]:
        """What there is to wait for, and the engines that draw it: the model itself, then its routes."""
        routes = {line_of(self.name, route.engines): route.engines for route in self.routes}
        return {self.name: self.engines} | {name: order for name, order in routes.items() if order != self.engines}

    @property
    def reads(self) -> int:
        """How many characters of a prompt it reads."""
        return self.prompt.most

    @property
    def parameters(self) -> frozenset[str]:
        """The parameters that it knows beside prompt, pictures, n and seed, by their names in the API."""
        known = {
            "negative_prompt": True,
            "size": not isinstance(self.size, SizeFitted),
            "style": self.style,
            "prompt_extend": self.prompt_extend,
            "watermark": self.watermark,
            "ref_mode": self.reference,
            "ref_strength": self.reference,
        }
        return frozenset(name for name, rule in known.items() if rule)

    @property
    def doors(self) -> tuple[Door, ...]:
        """Every endpoint that serves the model, each once."""
        return tuple(dict.fromkeys((*self.sync_doors, *self.async_doors)))

    @property
    def paths(self) -> tuple[str, ...]:
        """The same as URL paths."""
        return tuple(PATH + door.value for door in self.doors)

    @property
    def tasks_at_once(self) -> int | None:
        """The documented number of an account's tasks in process at once; None where no document has one."""
        return self.limits.tasks_at_once if self.limits else None

    @property
    def submissions_per_second(self) -> float | None:
        """The documented number of an account's new tasks in a second; None where no document has one."""
        return self.limits.submissions_per_second if self.limits else None


def _each_once(engines: tuple[str, ...]) -> None:
    if not engines or len(set(engines)) < len(engines):
        raise ValueError("`engine` must name at least one engine, and each once")
