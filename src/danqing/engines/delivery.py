"""What another server drew, delivered as it was asked for: read within limits, a PNG of exactly the job's size."""

import asyncio
from collections.abc import Awaitable, Callable
from io import BytesIO

import httpx
from PIL import Image as Pictures
from PIL import ImageOps, UnidentifiedImageError

from danqing.client.answer import Answer
from danqing.client.connection import Pace, again, broken
from danqing.core.errors import EngineError, EngineRejected, Error
from danqing.core.image import Failure, Image
from danqing.core.job import Size

MOST_BYTES = 64 << 20
"""Of one picture; the largest of the API is a tenth of it."""

MOST_PIXELS = 64_000_000

Fetch = Callable[[str], Awaitable[bytes]]
"""Reads a URL that may be anywhere. Raises Error."""

_BROKEN = (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, UnidentifiedImageError)
"""What Pillow's readers raise over a file that is not what it says."""


class Undeliverable(EngineError):
    """A picture that another server drew, and that cannot be had or read."""

    code = EngineError.code


async def read(http: httpx.AsyncClient, request: httpx.Request, pace: Pace, *, follow: bool = False) -> bytes:
    """Return the file that a GET names, tried again while its trouble may pass.

    Raises Undeliverable, also for an address that is no longer good. Redirects are followed only if told to.
    """
    answer = await again("GET", lambda: _attempt(http, request, follow=follow), pace)
    if answer.status != 200:
        raise Undeliverable(f"{request.url.host}: {answer.broken or answer.status}")
    return answer.body


async def delivered(data: bytes, size: Size, seed: int) -> Image:
    """Return a picture as a PNG of `size`: as it came if it is one, else scaled and cropped. Raises Undeliverable."""
    png = await asyncio.to_thread(fitted, data, size)
    return Image(png=png, width=size.width, height=size.height, seed=seed)


def fitted(data: bytes, size: Size) -> bytes:
    """Return the picture in `data` as a PNG of `size`, filled and cropped about its middle. Raises Undeliverable."""
    wanted = (size.width, size.height)
    try:
        with Pictures.open(BytesIO(data)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Undeliverable(f"a picture of {picture.width}*{picture.height} pixels")
            if picture.format == "PNG" and picture.size == wanted:
                picture.verify()
                return data
            upright = ImageOps.exif_transpose(picture)
            kept = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except (*_BROKEN, Pictures.DecompressionBombError) as error:
        raise Undeliverable("no picture came, or a broken one") from error
    if kept.size != wanted:
        kept = ImageOps.fit(kept, wanted, Pictures.Resampling.LANCZOS)
    made = BytesIO()
    kept.save(made, "PNG", compress_level=4)
    return made.getvalue()


async def whole(response: httpx.Response, most: int) -> bytes:
    """Return the body of a response that is being read. Raises Undeliverable past `most` bytes: it may have no end."""
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > most:
            raise Undeliverable(f"{response.url.host} sent more than {most} bytes")
    return bytes(body)


def failure(error: Error) -> Failure:
    """Return what is told of an image that is missing: a refusal's own words, else those of the error's class."""
    told = error if isinstance(error, EngineRejected) else type(error)
    return Failure(code=told.code, message=told.message)


async def _attempt(http: httpx.AsyncClient, request: httpx.Request, *, follow: bool) -> Answer:
    try:
        response = await http.send(request, stream=True, follow_redirects=follow)
        try:
            body = await whole(response, MOST_BYTES)
        finally:
            await response.aclose()
    except (httpx.RequestError, httpx.InvalidURL) as error:
        return broken(error)
    return Answer(status=response.status_code, headers=dict(response.headers), body=body)
