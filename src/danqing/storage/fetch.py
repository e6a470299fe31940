"""Reading a caller's image URL, with its address, size and time guarded."""

import ssl
import zlib
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import cast

import anyio
import httpcore
import httpx

from danqing.core.errors import InvalidInput
from danqing.storage.addresses import Resolver, is_public, system_resolver
from danqing.storage.refusals import Flaw

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
_MOST_AT_ONCE = 50
_HEADERS = ((b"Accept", b"image/*,*/*;q=0.5"), (b"Accept-Encoding", b"identity"), (b"User-Agent", b"danqing"))
_STEP = 64 * 1024
_COMPRESSED = {b"gzip": 31, b"x-gzip": 31, b"deflate": 47}
"""Content codings that servers send though none was asked for → zlib's window bits for them."""

_usual_trust = cache(httpcore.default_ssl_context)
"""Reading all the certificates of the world takes a while; once is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """How much a download may take."""

    bytes: int = 10 * 1024 * 1024
    seconds: float = 30.0
    """For everything: name, connection, redirects and body."""
    connect_seconds: float = 5.0


class Fetcher:
    """Downloads, each over a connection of its own; use it from one event loop."""

    def __init__(
        self,
        within: Within = Within(),
        *,
        allow_private: bool = False,
        resolve: Resolver = system_resolver,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._within = within
        self._allowed: Callable[[str], bool] = _anywhere if allow_private else is_public
        self._resolve = resolve
        self._trust = trust or _usual_trust()
        self._at_once = anyio.CapacityLimiter(_MOST_AT_ONCE)
        self._open: set[_Guard] = set()

    async def fetch(self, url: str) -> bytes:
        """Return what `url` names. Raises InvalidInput for all that can go wrong."""
        target = _parsed(url)
        try:
            async with self._at_once:
                with anyio.fail_after(self._within.seconds):
                    return await self._follow(target)
        except (TimeoutError, httpcore.TimeoutException) as error:
            raise Flaw.SLOW.error(about=_shown(target)) from error
        except httpcore.ConnectError as error:
            raise Flaw.REFUSED.error(about=target.host) from error
        except (httpcore.ProtocolError, httpcore.NetworkError, zlib.error) as error:
            raise Flaw.DOWNLOAD.error("The connection broke.", about=_shown(target)) from error

    async def aclose(self) -> None:
        """Hang up on every server; downloads that still run fail."""
        for guard in tuple(self._open):
            await guard.aclose()

    async def _follow(self, url: httpx.URL) -> bytes:
        for _ in range(_MOST_REDIRECTS + 1):
            answer = await self._get(url)
            if isinstance(answer, bytes):
                return answer
            url = answer
        raise Flaw.DOWNLOAD.error(f"It redirects more than {_MOST_REDIRECTS} times.", about=_shown(url))

    async def _get(self, url: httpx.URL) -> bytes | httpx.URL:
        # No pool: in httpcore 1.0.9 a request that is given up at the wrong moment keeps its place, and its socket,
        # for ever. What the guard connected, it closes, whatever happens.
        guard = _Guard(self._resolve, self._allowed)
        self._open.add(guard)
        try:
            return await self._ask(url, guard)
        finally:
            self._open.discard(guard)
            await guard.aclose()

    async def _ask(self, url: httpx.URL, guard: "_Guard") -> bytes | httpx.URL:
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        connection = httpcore.AsyncHTTPConnection(target.origin, ssl_context=self._trust, network_backend=guard)
        seconds = {"connect": self._within.connect_seconds, "read": self._within.seconds}
        headers = [(b"Host", url.netloc), *_HEADERS]
        async with connection.stream("GET", target, headers=headers, extensions={"timeout": seconds}) as response:
            location = _header(response, b"location")
            if response.status in _REDIRECTS and location:
                return _joined(url, location)
            if response.status != 200:
                raise Flaw.DOWNLOAD.error(f"It answered {response.status}.", about=_shown(url))
            return await self._read(response, url)

    async def _read(self, response: httpcore.Response, url: httpx.URL) -> bytes:
        limit = self._within.bytes
        too_long = Flaw.TOO_LONG.error(f"At most {limit} bytes are read.")
        with suppress(ValueError):  # a length that is no number says nothing
            if int(_header(response, b"content-length")) > limit:
                raise too_long
        coding = _header(response, b"content-encoding").lower()
        if coding not in {b"", b"identity", *_COMPRESSED}:
            raise Flaw.DOWNLOAD.error("It answered in a content coding that was not asked for.", about=_shown(url))
        whole = bytearray()
        async for chunk in _plain(response, coding):
            whole += chunk
            if len(whole) > limit:
                raise too_long
        return bytes(whole)


class _Guard(httpcore.AsyncNetworkBackend):
    """Connects to the very address that was checked: a name is resolved once, so it cannot change in between."""

    def __init__(self, resolve: Resolver, allowed: Callable[[str], bool]) -> None:
        self._resolve = resolve
        self._allowed = allowed
        # Its type has two faces, one for machines without anyio.
        self._network = cast("httpcore.AsyncNetworkBackend", httpcore.AnyIOBackend())
        self._streams: list[httpcore.AsyncNetworkStream] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (the signature is httpcore's)
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first of the host's allowed addresses that answers; TLS and Host keep the name."""
        addresses = await self._addresses(host.strip("[]"), port)
        for address in addresses[:-1]:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return self._kept(await self._network.connect_tcp(address, port, timeout))
        return self._kept(await self._network.connect_tcp(addresses[-1], port, timeout))

    async def aclose(self) -> None:
        """Close all that was connected, without the farewells of TLS, which the other side could draw out."""
        with anyio.CancelScope(shield=True):
            for stream in self._streams:
                await stream.aclose()

    async def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = await self._resolve(host, port)
        except OSError as error:
            raise Flaw.REFUSED.error("The name has no address.", about=host) from error
        allowed = [address for address in found if self._allowed(address)]
        if not allowed:
            raise Flaw.REFUSED.error("It is not on the public internet.", about=host)
        return allowed

    def _kept(self, stream: httpcore.AsyncNetworkStream) -> httpcore.AsyncNetworkStream:
        self._streams.append(stream)
        return stream


def _anywhere(_address: str) -> bool:
    return True


def _parsed(url: str) -> httpx.URL:
    try:
        return _checked(httpx.URL(url.strip()))  # percent-encodes what is not ASCII
    except (httpx.InvalidURL, UnicodeError) as error:
        raise Flaw.NOT_A_URL.error() from error


def _joined(url: httpx.URL, location: bytes) -> httpx.URL:
    try:
        return _checked(url.join(location.decode("utf-8", "replace")))
    except (httpx.InvalidURL, InvalidInput) as error:
        raise Flaw.DOWNLOAD.error("It redirects to what is no http or https URL.", about=_shown(url)) from error


def _checked(url: httpx.URL) -> httpx.URL:
    if url.scheme not in {"http", "https"} or not url.host:
        raise Flaw.NOT_A_URL.error("Only http and https URLs are downloaded.")
    if b"%" in url.raw_host or not 0 < (url.port or 80) < 2**16:
        raise Flaw.NOT_A_URL.error("Its host or port cannot be.")
    if url.userinfo:
        raise Flaw.NOT_A_URL.error("A user name or password in a URL is not sent.")
    return url


def _shown(url: httpx.URL) -> str:
    # Without the query, which is where signatures are.
    return f"{url.scheme}://{url.netloc.decode()}{url.path}"[:200]


def _header(response: httpcore.Response, name: bytes) -> bytes:
    return next((value.strip() for key, value in response.headers if key.lower() == name), b"")


async def _plain(response: httpcore.Response, coding: bytes) -> AsyncIterator[bytes]:
    # Unpacked a step at a time: one packed megabyte may hold a gigabyte.
    unpacker = zlib.decompressobj(_COMPRESSED[coding]) if coding in _COMPRESSED else None
    async for chunk in response.aiter_stream():
        if unpacker is None:
            yield chunk
            continue
        packed = chunk
        while packed:
            yield unpacker.decompress(packed, _STEP)
            packed = unpacker.unconsumed_tail
