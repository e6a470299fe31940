"""What the admin API takes and tells. Times are RFC 3339; ids are those of the task lists."""

from datetime import UTC, datetime
from typing import Annotated, Generic, TypeVar

import msgspec
from msgspec import Meta

T = TypeVar("T")
Moment = Annotated[datetime, Meta(tz=True)]
Models = Annotated[tuple[Annotated[str, Meta(min_length=1, max_length=100)], ...], Meta(min_length=1, max_length=100)]
"""Names of models, or patterns such as `qwen-image*`; `*` is every model."""


Amount = Annotated[str, Meta(pattern=r"^-?[0-9]{1,12}(\.[0-9]{1,12})?$")]
"""Money, exactly: no number of JSON, which most programs read as a float."""
Currency = Annotated[str, Meta(extra_json_schema={"pattern": "^[A-Z]{3}$"})]
"""ISO 4217."""


class Shape(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """An object with these fields and no others."""


class Empty(Shape):
    """Nothing."""


class Paging(Shape):
    """Which page of a list."""

    page: Annotated[int, Meta(ge=1, le=1_000_000)] = 1
    page_size: Annotated[int, Meta(ge=1, le=1000)] = 100


class Page(Shape, Generic[T]):
    """A page of a list, and how many items there are in all."""

    items: tuple[T, ...]
    page: int
    page_size: int
    total: int


class Account(Shape):
    """An account."""

    id: str
    name: str
    created: Moment
    suspended: bool


class PutAccount(Shape):
    """What is to be true of an account; what is null stays as it is."""

    suspended: bool | None = None


class User(Shape):
    """Somebody of an account."""

    id: str
    account: str
    name: str
    main: bool
    workspaces: tuple[str, ...]
    created: Moment


class PutUser(Shape):
    """The workspaces in which a sub-user works."""

    workspaces: Annotated[tuple[str, ...], Meta(max_length=1000)] = ()


class Workspace(Shape):
    """A workspace of an account, and the models that may be called from it."""

    id: str
    account: str
    name: str
    models: tuple[str, ...]
    created: Moment


class PutWorkspace(Shape):
    """What is to be true of a workspace; without a name it is called by its id."""

    name: str = ""
    models: Models = ("*",)


class Key(Shape):
    """An API key; the key itself is told once, when it is made."""

    id: str
    account: str
    user: str
    name: str
    hint: str
    models: tuple[str, ...]
    region: str
    created: Moment
    expires: Moment | None
    used: Moment | None
    revoked: Moment | None


class PutKey(Shape):
    """What a key is for."""

    name: Annotated[str, Meta(max_length=100)] = ""
    models: Models = ("*",)
    expires: Moment | None = None


class NewKey(Shape):
    """A key to be made for a user; with `secret`, one to be taken in that exists already."""

    user: str = "main"
    name: Annotated[str, Meta(max_length=100)] = ""
    models: Models = ("*",)
    expires: Moment | None = None
    secret: str | None = None


class MadeKey(Shape):
    """A new key and its secret, which is told here and never again; null for one that was brought."""

    key: Key
    secret: str | None


class KeyQuery(Paging):
    """Which keys of an account."""

    user: str = ""


class Token(Shape):
    """A further token of the admin API."""

    id: str
    name: str
    role: str
    created: Moment
    revoked: Moment | None


def moment(seconds: float) -> datetime:
    """Return a time, given in seconds since the epoch."""
    return datetime.fromtimestamp(seconds, UTC)


def maybe(seconds: float | None) -> datetime | None:
    """Return the same, or None for None."""
    return None if seconds is None else moment(seconds)


def cut(items: tuple[T, ...], wanted: Paging) -> Page[T]:
    """Return one page of all the items."""
    first = (wanted.page - 1) * wanted.page_size
    return Page(
        items=items[first : first + wanted.page_size], page=wanted.page, page_size=wanted.page_size, total=len(items)
    )
