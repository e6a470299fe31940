"""Result files, open to whoever holds their URL, and the form that uploads are posted to."""

from dataclasses import dataclass
from typing import cast

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from danqing.core.errors import BadRequest, TooLarge
from danqing.storage.ranges import Extent, Span, parse
from danqing.storage.signing import Signer
from danqing.storage.store import Storage
from danqing.storage.uploads import Uploads

PNG = "image/png"
FORM_FIELDS = 32


@dataclass(frozen=True, kw_only=True)
class Files:
    """Two endpoints."""

    storage: Storage
    uploads: Uploads
    signer: Signer
    max_upload: int
    """Bytes."""

    async def download(self, request: Request) -> Response:
        """`GET` and `HEAD files/{key}`: the whole or one range of it."""
        key = cast("str", request.path_params["key"])
        self.signer.check(key, request.query_params)
        data = await self.storage.get(key)
        headers = {"Accept-Ranges": "bytes", "Cache-Control": "private, immutable", "Content-Disposition": "inline"}
        match parse(request.headers.get("range"), len(data)):
            case Span() as span:
                headers["Content-Range"] = span.header(len(data))
                return Response(data[span.start : span.end], status_code=206, media_type=PNG, headers=headers)
            case Extent.UNSATISFIABLE:
                return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{len(data)}"})
            case Extent.WHOLE:
                return Response(data, media_type=PNG, headers=headers)

    async def upload(self, request: Request) -> Response:
        """`POST uploads`: the multipart form of getPolicy. Answers 200, which is all that clients look at."""
        if int(request.headers.get("content-length") or 0) > self.max_upload + 65536:
            raise TooLarge
        async with request.form(max_files=1, max_fields=FORM_FIELDS, max_part_size=65536) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise BadRequest("The form has no part 'file'.", code="InvalidParameter")
            fields = {name: value for name, value in form.items() if isinstance(value, str)}
            await self.uploads.accept(fields, await file.read(self.max_upload + 1))
        return Response(b"{}", media_type="application/json")
