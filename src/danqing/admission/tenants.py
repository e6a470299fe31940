"""Who there is: accounts, their users, their workspaces, the keys that open them, and who administers it all.

Times are seconds since the epoch; ids are decimal numbers, as the task lists of the API show them.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase

MAIN = "main"
"""The user that every account has from its first day: its keys open all of the account."""

EVERY = ("*",)
"""All models."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Whoever pays: tasks, limits, quotas and bills are an account's."""

    id: str
    name: str
    created: float
    suspended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody of an account: its main user, or a sub-user who works in some of its workspaces."""

    id: str
    account: str
    name: str
    main: bool
    workspaces: tuple[str, ...] = ()
    """The ids of those that a sub-user may name."""
    created: float
    removed: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A room of an account, with the models that may be called from it."""

    id: str
    """`llm-xxxx`, what `X-DashScope-WorkSpace` says; unique in its account."""
    account: str
    name: str
    models: tuple[str, ...] = EVERY
    """Names, or patterns such as `qwen-image*`."""
    created: float
    removed: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """An API key, of which only the hash is kept."""

    id: str
    account: str
    user: str
    """The user's id."""
    name: str = ""
    hash: str = field(repr=False)
    hint: str
    """Its last four characters."""
    models: tuple[str, ...] = EVERY
    """Names, or patterns such as `qwen-image*`."""
    region: str = ""
    """Where it opens; empty: everywhere, for keys from before there were regions."""
    created: float
    expires: float | None = None
    used: float | None = None
    """When it last opened something, at most a minute off after a crash."""
    revoked: float | None = None


class Role(StrEnum):
    """What an administrator may do, each role all of the one before."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    ADMIN = "admin"

    def covers(self, needed: "Role") -> bool:
        """Say whether this role may do what `needed` may."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Administrator:
    """A token for the admin API, of which only the hash is kept."""

    id: str
    name: str
    role: Role
    hash: str = field(repr=False)
    created: float
    revoked: float | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks."""

    account: str
    key_id: str
    user: str = ""
    temporary: bool = False
    """Whether it was a token made with the key, and not the key itself."""


Record = Account | User | Workspace | Key | Administrator
"""Whatever is kept about who there is."""


def covered(models: tuple[str, ...], model: str) -> bool:
    """Say whether one of the names or patterns is the model's."""
    return any(pattern in {"*", model} or fnmatchcase(model, pattern) for pattern in models)
