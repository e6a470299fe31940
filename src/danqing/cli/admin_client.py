"""The admin API from the command line's side: whom to ask, with which token, and how answers are shown."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, cast, get_type_hints
from urllib.parse import quote

import typer

from danqing.cli.options import LOCAL_URL, BaseUrlOption, ConfigOption, JsonOption
from danqing.cli.terminal import say_json, say_rows
from danqing.core.errors import InvalidApiKey, InvalidParameter

if TYPE_CHECKING:
    import httpx

    from danqing.client.answer import Answer

TOKEN_FILE = "admin-token"  # noqa: S105  the file's name
API, ADMIN = "/api/v1", "/admin/v1"
SECONDS = 30.0

TokenFileOption = Annotated[
    Path | None,
    typer.Option(
        "--token-file",
        metavar="FILE",
        help="File with an admin token; without one, that of the data folder for a server on this machine.",
    ),
]
AccountOption = Annotated[str, typer.Option("--account", "-a", metavar="NAME", help="The account, by name or id.")]
ModelsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--model", "-m", metavar="NAME", help="A model, or a pattern such as 'qwen-image*'; else every model."
    ),
]

OPTIONS = tuple(
    Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=kind)
    for name, default, kind in (
        ("base_url", LOCAL_URL, BaseUrlOption),
        ("token_file", None, TokenFileOption),
        ("config", None, ConfigOption),
        ("as_json", False, JsonOption),
    )
)
"""What every command of an administrator can be told: whom to ask, with which token, and how to answer."""

MOMENTS = frozenset({"activated", "expires", "removed", "revoked", "until", "valid_from"})
"""What of a line in the log is a time, in seconds since the epoch."""

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A server's admin API, and the token for it."""

    url: str
    token: str
    as_json: bool = False
    """Print answers as JSON."""

    def get(self, *path: str, **query: object) -> Item:
        """Return what is told of something."""
        return self._ask("GET", path, query)

    def all(self, *path: str, most: int = 100_000, **query: object) -> list[Item]:
        """Return the items of all pages of a list, `most` at most."""
        items: list[Item] = []
        for page in range(1, most + 1):
            size = min(1000, most)
            answer = self._ask("GET", path, {**query, "page": page, "page_size": size})
            items += cast("list[Item]", answer["items"])
            if len(items) >= min(most, cast("int", answer["total"])) or not answer["items"]:
                break
        return items[:most]

    def put(self, *path: str, body: Item) -> Item:
        """Say what is to be true of something."""
        return self._ask("PUT", path, body=body)

    def delete(self, *path: str, **query: object) -> Item:
        """Take something away."""
        return self._ask("DELETE", path, query)

    def post(self, *path: str, body: Item) -> Item:
        """Make something new, once, however often the connection breaks."""
        return self._ask("POST", path, body=body)

    def show(self, answer: Item | Sequence[Item], columns: Mapping[str, str]) -> None:
        """Print items as JSON, or as a table with these headings, each with the field that stands below it."""
        if self.as_json:
            say_json(answer)
            return
        items = [answer] if isinstance(answer, Mapping) else answer
        if "account" in columns.values():
            items = self._named(items)
        say_rows(list(columns), [[cell(item.get(field)) for field in columns.values()] for item in items])

    def _named(self, items: Sequence[Item]) -> Sequence[Item]:
        """Return the items with names of accounts in the place of their ids."""
        if not any(str(item.get("account")).isdecimal() for item in items):
            return items
        names = {one["id"]: one["name"] for one in self.all("accounts")}
        return [{**item, "account": names.get(item.get("account"), item.get("account"))} for item in items]

    def _ask(self, method: str, path: Sequence[str], query: Item | None = None, body: Item | None = None) -> Item:
        import asyncio
        import json
        import uuid

        import httpx

        from danqing.client.address import is_local
        from danqing.wire import errors

        said = {name: str(value) for name, value in (query or {}).items() if value not in {None, ""}}
        url = self.url + "".join(f"/{quote(part, safe='')}" for part in path)
        named = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": str(uuid.uuid4())}

        async def asked() -> "Answer":
            async with httpx.AsyncClient(timeout=SECONDS, trust_env=not is_local(self.url)) as http:
                return await _sent(http, http.build_request(method, url, params=said, json=body, headers=named))

        answer = asyncio.run(asked())
        if answer.status != 200:
            raise errors.decode(answer.status, answer.body)
        return cast("Item", json.loads(answer.body))


async def _sent(http: "httpx.AsyncClient", request: "httpx.Request") -> "Answer":
    from danqing.client.answer import BROKEN
    from danqing.client.connection import Pace, again, send
    from danqing.core.errors import Unavailable

    # Every operation of the admin API can be repeated as a question can: PUT by name, POST by its Idempotency-Key.
    answer = await again("GET", lambda: send(http, request), Pace())
    if answer.status == BROKEN:
        raise Unavailable(f"no answer from {request.url.netloc.decode()}: {answer.broken}", code="ConnectionFailed")
    return answer


def administers(command: Callable[Concatenate["Desk", ...], None]) -> Callable[..., None]:
    """Return the command with the options that all commands of an administrator have; it gets the desk they lead to."""
    names = get_type_hints(command, include_extras=True)
    own = [one.replace(annotation=names[one.name]) for one in signature(command).parameters.values()]
    both = [*own[1:], *OPTIONS]

    @wraps(command)
    def run(*, base_url: str, token_file: Path | None, config: Path | None, as_json: bool, **said: object) -> None:
        command(desk(base_url, token_file, config, as_json=as_json), **said)

    setattr(run, "__signature__", Signature(both))  # noqa: B010  where Typer looks first, and no type knows it
    run.__annotations__ = {one.name: one.annotation for one in both}
    return run


def desk(base_url: str, token_file: Path | None, config: Path | None, *, as_json: bool = False) -> Desk:
    """Return whom to ask; without a token file, a local server's own token is taken from its data folder.

    Raises InvalidParameter for a base URL that is none, InvalidApiKey if there is no token to be found.
    """
    from danqing.client.address import is_local, web

    if web(base_url) is None:
        raise InvalidParameter(f"{base_url!r} is no base URL; it looks like http://127.0.0.1:8000/api/v1")
    if token_file is None and not is_local(base_url):
        raise InvalidApiKey(f"No admin token provided. Give --token-file to administer {base_url}.")
    origin = base_url.rstrip("/").removesuffix(API).removesuffix(ADMIN)
    return Desk(url=origin + ADMIN, token=_token(token_file or _local_file(config)), as_json=as_json)


def cell(value: object) -> str:
    """Return a value as it stands in a table."""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list):
        return " ".join(str(one) for one in cast("list[object]", value))
    if isinstance(value, Mapping):
        return " ".join(_facts(cast("Item", value)))
    return "" if value is None else _moment(str(value))


def _facts(told: Item, of: str = "") -> Iterator[str]:
    for name, value in told.items():
        if isinstance(value, Mapping):
            yield from _facts(cast("Item", value), f"{of}{name}.")
        elif name in MOMENTS and isinstance(value, int | float):
            yield f"{of}{name}={_seconds(value)}"
        elif value not in (None, "", []):
            yield f"{of}{name}={','.join(map(str, cast('list[object]', value))) if isinstance(value, list) else value}"


def _seconds(since_the_epoch: float) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(since_the_epoch, UTC).isoformat("T", "seconds").replace("+00:00", "Z")


def _moment(text: str) -> str:
    from datetime import datetime

    if len(text) < 20 or text[10] != "T":
        return text
    try:
        return datetime.fromisoformat(text).astimezone().isoformat(" ", "seconds")
    except ValueError:
        return text


def _local_file(config: Path | None) -> Path:
    from danqing.settings import Settings

    return Settings.load(config).data.folder / TOKEN_FILE


def _token(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        hint = "Start `danqing serve` here, or give --token-file."
        raise InvalidApiKey(f"No admin token is in {file} ({error.strerror}). {hint}") from error
