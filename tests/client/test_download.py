import os
from pathlib import Path

import httpx
import pytest

from danqing.client.download import download
from danqing.core.errors import Error
from tests.client.conftest import Time
from tests.client.recorded import DROP, PNG, Say, Server, page, picture

pytestmark = pytest.mark.anyio


async def test_a_result_lands_whole_and_its_host_is_not_told_the_key(
    server: Server, http: httpx.AsyncClient, time: Time, tmp_path: Path
) -> None:
    server.on("GET /a/x.png", picture())
    target = tmp_path / "new" / "猫 1.png"
    await download(http, f"{server.url}/a/x.png?Expires=1", target, time.pace)
    assert found(target.parent) == {"猫 1.png": PNG}
    assert "authorization" not in server.seen[0].headers
    assert target.stat().st_mode & 0o044 == 0o044 & ~_umask()


async def test_what_was_there_before_is_replaced(
    server: Server, http: httpx.AsyncClient, time: Time, tmp_path: Path
) -> None:
    target = tmp_path / "x.png"
    target.write_bytes(b"old")
    server.on("GET /x.png", picture())
    await download(http, f"{server.url}/x.png", target, time.pace)
    assert target.read_bytes() == PNG


async def test_a_download_that_breaks_in_the_middle_is_begun_again(
    server: Server, http: httpx.AsyncClient, time: Time, tmp_path: Path
) -> None:
    half = Say(body=PNG[:100], promise=len(PNG), headers={"content-type": "image/png"})
    server.on("GET /x.png", half, DROP, picture())
    await download(http, f"{server.url}/x.png", tmp_path / "x.png", time.pace)
    assert found(tmp_path) == {"x.png": PNG}
    assert time.slept == [0.25, 0.5]


async def test_a_redirect_is_followed(server: Server, http: httpx.AsyncClient, time: Time, tmp_path: Path) -> None:
    server.on("GET /x.png", Say(status=302, headers={"location": "/y.png"})).on("GET /y.png", picture())
    await download(http, f"{server.url}/x.png", tmp_path / "x.png", time.pace)
    assert (tmp_path / "x.png").read_bytes() == PNG


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (page(), "sent text/html instead of x.png"),
        (picture(b"  \n<html>sorry</html>"), "a page came instead of x.png"),
        (picture(b'{"code":"AccessDenied"}'), "a page came instead of x.png"),
        (picture(b""), "x.png came empty"),
        (Say(status=403, body=b"<Error>expired</Error>"), "HTTP status 403 from 127.0.0.1 for x.png"),
        (Say(status=404), "HTTP status 404 from 127.0.0.1 for x.png"),
    ],
)
async def test_what_is_no_picture_is_refused_and_leaves_nothing_behind(
    server: Server, http: httpx.AsyncClient, time: Time, tmp_path: Path, answer: Say, why: str
) -> None:
    (tmp_path / "x.png").write_bytes(b"old")
    server.on("GET /x.png", answer)
    with pytest.raises(Error, match=why) as caught:
        await download(http, f"{server.url}/x.png", tmp_path / "x.png", time.pace)
    assert caught.value.code == "DownloadFailed"
    assert found(tmp_path) == {"x.png": b"old"}
    assert len(server.seen) == 1


async def test_an_answer_without_end_is_cut_off(
    server: Server, http: httpx.AsyncClient, time: Time, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("danqing.client.download.MOST_BYTES", len(PNG) - 1)
    server.on("GET /x.png", picture())
    with pytest.raises(Error, match=r"x\.png is larger than"):
        await download(http, f"{server.url}/x.png", tmp_path / "x.png", time.pace)
    assert found(tmp_path) == {}


async def test_a_host_that_never_answers_whole_is_given_up(
    server: Server, http: httpx.AsyncClient, time: Time, tmp_path: Path
) -> None:
    server.on("GET /x.png", DROP)
    with pytest.raises(Error, match=r"RemoteProtocolError .* from 127\.0\.0\.1 for x\.png"):
        await download(http, f"{server.url}/x.png", tmp_path / "x.png", time.pace)
    assert len(server.seen) == 4
    assert found(tmp_path) == {}


async def test_a_folder_that_cannot_be_written_is_said(
    server: Server, http: httpx.AsyncClient, time: Time, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    server.on("GET /x.png", picture())
    with pytest.raises(Error, match="cannot be written"):
        await download(http, f"{server.url}/x.png", tmp_path / "file" / "x.png", time.pace)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "oss://d/x.png", "http://[::1", "http://x:y/x.png", ""])
async def test_only_the_web_is_fetched_from(http: httpx.AsyncClient, time: Time, tmp_path: Path, url: str) -> None:
    with pytest.raises(Error, match="is no URL to fetch a result from"):
        await download(http, url, tmp_path / "x.png", time.pace)


def found(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
