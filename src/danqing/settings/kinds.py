"""What settings are made of: stages, and the types that several of them have."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from danqing.settings.sources import pairs, words


def public(address: str) -> str:
    """Return an address in which no password is: it is shown in logs, by `danqing settings` and by `danqing doctor`."""
    if "@" in urlsplit(address).netloc:
        raise ValueError("an address is shown in logs: no user or password may be in it; keys have their own settings")
    return address


def all_public(addresses: tuple[str, ...]) -> tuple[str, ...]:
    """Return addresses in none of which a password is."""
    return tuple(map(public, addresses))


Address = Annotated[str, AfterValidator(public)]
Addresses = Annotated[tuple[str, ...], BeforeValidator(words), AfterValidator(all_public)]
Seconds = Annotated[float, Field(gt=0)]
Hours = Annotated[float, Field(gt=0)]
Words = Annotated[tuple[str, ...], BeforeValidator(words)]
Pairs = Annotated[dict[str, str], BeforeValidator(pairs)]


class Stage(BaseModel):
    """The settings of one stage."""

    model_config = ConfigDict(extra="forbid", frozen=True)
