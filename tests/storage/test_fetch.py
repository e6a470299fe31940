import asyncio
import gzip
import ssl
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress

import pytest
import trustme

from danqing.core.errors import InvalidInput
from danqing.storage.fetch import Fetcher, Within

pytestmark = pytest.mark.anyio

Serve = Callable[..., str]


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    fetcher = Fetcher(Within(bytes=100_000, seconds=5), allow_private=True)
    yield fetcher
    await fetcher.aclose()


async def refusal(fetcher: Fetcher, url: str) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        await fetcher.fetch(url)
    assert caught.value.status == 400
    return caught.value


async def test_a_url_is_downloaded(fetcher: Fetcher, serve: Serve, asked: list[str]) -> None:
    url = serve("/a.png?x=1&y=%20", b"\x89PNG")

    assert await fetcher.fetch(url) == b"\x89PNG"
    assert asked[0].startswith("GET /a.png?x=1&y=%20 HTTP/1.1\r\n")
    assert f"Host: {url.split('/')[2]}\r\n" in asked[0]
    assert "Accept-Encoding: identity\r\n" in asked[0]


async def test_a_url_of_any_script_is_percent_encoded(fetcher: Fetcher, serve: Serve) -> None:
    url = serve("/%E5%9B%BE%20%E7%89%87.png?%E5%90%8D=1", b"1").split("/%E5")[0]

    assert await fetcher.fetch(f" {url}/图 片.png?名=1\n") == b"1"


async def test_a_chunked_answer_is_read(fetcher: Fetcher, serve: Serve) -> None:
    url = serve("/", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", raw=True)

    assert await fetcher.fetch(url) == b"abc"


@pytest.mark.parametrize("size", [0, 65535, 65536, 65537, 65600, 65794, 99_999])
async def test_an_unpacked_answer_lacks_nothing_at_its_end(fetcher: Fetcher, serve: Serve, size: int) -> None:
    assert len(await fetcher.fetch(serve("/", gzip.compress(bytes(size)), Content_Encoding="gzip"))) == size


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
async def test_an_answer_packed_unasked_is_unpacked(fetcher: Fetcher, serve: Serve, coding: str) -> None:
    packed = {"gzip": gzip.compress, "deflate": zlib.compress}[coding](b"picture" * 9000)

    assert await fetcher.fetch(serve("/", packed, Content_Encoding=coding)) == b"picture" * 9000


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
async def test_a_redirect_is_followed(fetcher: Fetcher, serve: Serve, status: str) -> None:
    serve("/b/c.png", b"1")

    assert await fetcher.fetch(serve("/b/a", status=status, Location="c.png?#x")) == b"1"


async def test_five_redirects_are_followed_and_no_more(fetcher: Fetcher, serve: Serve) -> None:
    serve("/5", b"1")
    for n in range(5):
        serve(f"/{n}", status="302 Found", Location=f"/{n + 1}")

    assert await fetcher.fetch(serve("/0", status="302 Found", Location="/1")) == b"1"
    error = await refusal(fetcher, serve("/more", status="302 Found", Location="/0"))
    assert (error.code, "redirects more than 5 times" in error.message) == ("BadRequest.InputDownloadFailed", True)


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://example.com/a", "gopher://x", "http://user:pass@127.0.0.1/", "http://["]
)
async def test_a_redirect_to_what_is_no_web_page_is_refused(fetcher: Fetcher, serve: Serve, location: str) -> None:
    error = await refusal(fetcher, serve("/", status="302 Found", Location=location))

    assert error.code == "BadRequest.InputDownloadFailed"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "图",
        "girl.png",
        "//example.com/a.png",
        "http://",
        "http:///a.png",
        "http://[",
        "http://a:b:c/",
        "http://a:99999/",
        "file:///etc/passwd",
        "ftp://example.com/a.png",
        "gopher://example.com",
        "data:image/png;base64,AAAA",
        "http://user@example.com/a.png",
        "http://user:pass@example.com/a.png",
        "http://exa\0mple.com/",
        "http://example.com/\r\nX: 1",
    ],
)
async def test_what_is_no_web_url_is_refused(fetcher: Fetcher, url: str) -> None:
    error = await refusal(fetcher, url)

    assert error.code == "InvalidURL"
    assert error.message.startswith("Invalid URL provided in your request.")


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "500 Oops", "204 No Content", "304 Same"])
async def test_an_answer_without_a_file_is_told(fetcher: Fetcher, serve: Serve, status: str) -> None:
    url = serve("/a.png?Signature=secret", status=status)

    error = await refusal(fetcher, url)

    shown = url.removesuffix("?Signature=secret")
    assert error.code == "BadRequest.InputDownloadFailed"
    assert error.message == f"Failed to download the input file: {shown}. It answered {status[:3]}."


@pytest.mark.parametrize("where", ["header", "body", "gzip"])
async def test_one_byte_too_many_is_refused(fetcher: Fetcher, serve: Serve, where: str) -> None:
    body = bytes(100_001)
    url = {
        "header": lambda: serve("/", b"HTTP/1.1 200 OK\r\nContent-Length: 100001\r\n\r\n", raw=True),
        "body": lambda: serve("/", b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body, raw=True),
        "gzip": lambda: serve("/", gzip.compress(body), Content_Encoding="gzip"),
    }[where]()

    error = await refusal(fetcher, url)

    assert error.code == "InvalidImage.ImageSize"
    assert error.message == "The size of image is beyond limit. At most 100000 bytes are read."


async def test_a_packed_bomb_is_refused_before_it_grows(fetcher: Fetcher, serve: Serve) -> None:
    url = serve("/", gzip.compress(bytes(50_000_000), 6), Content_Encoding="gzip")
    tracemalloc.start()

    error = await refusal(fetcher, url)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert error.code == "InvalidImage.ImageSize"
    assert peak < 2_000_000


async def test_as_many_bytes_as_allowed_are_read(fetcher: Fetcher, serve: Serve) -> None:
    assert len(await fetcher.fetch(serve("/", bytes(100_000)))) == 100_000


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip"])
async def test_a_coding_that_was_not_asked_for_is_refused(fetcher: Fetcher, serve: Serve, coding: str) -> None:
    assert "content coding" in (await refusal(fetcher, serve("/", b"1", Content_Encoding=coding))).message


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
    ],
)
async def test_a_broken_answer_is_a_failed_download(fetcher: Fetcher, serve: Serve, answer: bytes) -> None:
    assert (await refusal(fetcher, serve("/", answer, raw=True))).code == "BadRequest.InputDownloadFailed"


async def test_a_server_that_says_nothing_is_given_up(serve: Serve) -> None:
    fetcher = Fetcher(Within(seconds=0.05), allow_private=True)
    silent = serve("/x").removesuffix("x") + "silent"

    error = await refusal(fetcher, silent)

    assert error.code == "InvalidURL.Timeout"
    assert error.message == f"Download {silent} timeout, please check network connection."
    await fetcher.aclose()


async def test_downloads_that_were_given_up_leave_room_for_others(serve: Serve) -> None:
    # They did not: what was given up while it waited for a pool's connection kept that connection's place.
    fetcher = Fetcher(Within(seconds=0.05), allow_private=True)
    silent = serve("/x").removesuffix("x") + "silent"

    told = await asyncio.gather(*(fetcher.fetch(silent) for _ in range(120)), return_exceptions=True)

    assert {error.code for error in told if isinstance(error, InvalidInput)} == {"InvalidURL.Timeout"}
    fetcher._within = Within(seconds=5)
    assert await fetcher.fetch(serve("/a.png", b"1")) == b"1"


@pytest.fixture
async def tarpit() -> AsyncIterator[tuple[str, asyncio.Event, asyncio.Event]]:
    """A server that takes what comes and says nothing: host and port, reached, hung up."""
    reached, hung_up = asyncio.Event(), asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        reached.set()
        with suppress(ConnectionError):
            await reader.read()
        hung_up.set()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}", reached, hung_up
    server.close()


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_download_that_is_cancelled_hangs_up(
    fetcher: Fetcher, scheme: str, tarpit: tuple[str, asyncio.Event, asyncio.Event]
) -> None:
    host, reached, hung_up = tarpit
    download = asyncio.create_task(fetcher.fetch(f"{scheme}://{host}/"))
    await reached.wait()
    download.cancel()

    with pytest.raises(asyncio.CancelledError):
        await download
    await asyncio.wait_for(hung_up.wait(), 5)


async def test_a_closed_fetcher_hangs_up(fetcher: Fetcher, tarpit: tuple[str, asyncio.Event, asyncio.Event]) -> None:
    host, reached, hung_up = tarpit
    download = asyncio.create_task(fetcher.fetch(f"http://{host}/"))
    await reached.wait()

    await fetcher.aclose()

    with pytest.raises(InvalidInput, match="The connection broke"):
        await download
    await asyncio.wait_for(hung_up.wait(), 5)


async def test_a_port_that_nobody_serves_is_refused(fetcher: Fetcher) -> None:
    server = await asyncio.start_server(lambda _r, _w: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()

    error = await refusal(fetcher, f"http://127.0.0.1:{port}/")

    assert error.code == "InvalidURL.ConnectionRefused"
    assert error.message == "Connection to 127.0.0.1 refused, please provide available URL."


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "0.0.0.0",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "127.1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.100.100.200",
        "127。0。0。1",
    ],
)
async def test_an_address_inside_is_never_asked(serve: Serve, asked: list[str], host: str) -> None:
    guarded = Fetcher()
    port = serve("/a.png", b"secret").split(":")[2].split("/")[0]

    error = await refusal(guarded, f"http://{host}:{port}/a.png")

    assert error.code == "InvalidURL.ConnectionRefused"
    assert error.message.endswith("It is not on the public internet.")
    assert asked == []
    await guarded.aclose()


@pytest.mark.parametrize("host", ["0177.0.0.1", "１２７.0.0.1", "0.0.0.0.0.0.0.0", "[127.0.0.1]", "127.0.0.1%00.com"])
async def test_a_disguised_address_inside_is_never_asked(serve: Serve, asked: list[str], host: str) -> None:
    guarded = Fetcher()
    port = serve("/a.png", b"secret").split(":")[2].split("/")[0]

    error = await refusal(guarded, f"http://{host}:{port}/a.png")

    assert error.code in {"InvalidURL", "InvalidURL.ConnectionRefused"}
    assert asked == []
    await guarded.aclose()


async def test_a_name_of_an_address_inside_is_never_asked(serve: Serve, asked: list[str]) -> None:
    async def inside(_host: str, _port: int) -> Sequence[str]:
        return ["127.0.0.1", "fd00::1", "169.254.169.254"]

    guarded = Fetcher(resolve=inside)
    port = serve("/", b"secret").split(":")[2].split("/")[0]

    assert (await refusal(guarded, f"http://pictures.example:{port}/")).code == "InvalidURL.ConnectionRefused"
    assert asked == []
    await guarded.aclose()


async def test_a_redirect_inside_is_never_followed(serve: Serve, asked: list[str]) -> None:
    inside = serve("/secret", b"secret")

    # As when a public server redirects inside; the part of the public server is played by loopback.
    async def resolve(host: str, _port: int) -> Sequence[str]:
        return {"pictures.example": ["127.0.0.1"], "127.0.0.1": ["10.0.0.1"]}[host]

    guarded = Fetcher(Within(seconds=5), resolve=resolve)
    guarded._allowed = lambda address: address == "127.0.0.1"
    url = serve("/", status="302 Found", Location=inside).replace("127.0.0.1", "pictures.example")

    assert (await refusal(guarded, url)).code == "InvalidURL.ConnectionRefused"
    assert [head.split(" ")[1] for head in asked] == ["/"]
    await guarded.aclose()


async def test_a_name_that_changes_its_address_is_connected_where_it_was_checked(
    serve: Serve, asked: list[str]
) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])

    async def rebinding(_host: str, _port: int) -> Sequence[str]:
        return next(answers)

    fetcher = Fetcher(Within(seconds=5), resolve=rebinding, allow_private=True)
    url = serve("/", b"1").replace("127.0.0.1", "pictures.example")

    assert await fetcher.fetch(url) == b"1"
    assert next(answers) == ["10.0.0.1"]  # resolved once
    assert "Host: pictures.example:" in asked[0]
    await fetcher.aclose()


async def test_a_name_without_an_address_is_refused() -> None:
    async def nowhere(host: str, _port: int) -> Sequence[str]:
        raise OSError(host)

    fetcher = Fetcher(resolve=nowhere)

    assert "The name has no address." in (await refusal(fetcher, "http://pictures.example/")).message
    await fetcher.aclose()


async def test_the_next_address_is_tried(serve: Serve) -> None:
    async def two(_host: str, _port: int) -> Sequence[str]:
        return ["127.0.0.2", "127.0.0.1"]  # nobody listens at the first

    fetcher = Fetcher(Within(seconds=5), resolve=two, allow_private=True)

    assert await fetcher.fetch(serve("/", b"1").replace("127.0.0.1", "pictures.example")) == b"1"
    await fetcher.aclose()


async def test_tls_is_checked_against_the_name_and_not_the_address() -> None:
    authority = trustme.CA()
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    certificate = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("pictures.example").configure_cert(certificate)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\n1")
        await writer.drain()
        writer.close()

    async def loopback(_host: str, _port: int) -> Sequence[str]:
        return ["127.0.0.1"]

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=certificate)
    port = server.sockets[0].getsockname()[1]
    fetcher = Fetcher(Within(seconds=5), resolve=loopback, allow_private=True, trust=trust)

    assert await fetcher.fetch(f"https://pictures.example:{port}/") == b"1"
    assert (await refusal(fetcher, f"https://other.example:{port}/")).code == "InvalidURL.ConnectionRefused"
    await fetcher.aclose()
    server.close()
