"""The OpenAPI 3.1 document of the admin API, made of the same table that answers."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

import msgspec

from danqing.core.errors import (
    AccessDenied,
    Conflict,
    Error,
    InvalidApiKey,
    InvalidParameter,
    NotFound,
    TooLarge,
    Unavailable,
)
from danqing.server.admin import ADMIN, Row
from danqing.server.admin_shapes import Shape

REF = "#/components/schemas/{name}"
ERRORS: tuple[type[Error], ...] = (
    InvalidParameter,
    InvalidApiKey,
    AccessDenied,
    NotFound,
    Conflict,
    TooLarge,
    Unavailable,
)

Json = dict[str, Any]


class Failure(Shape):
    """Why something was not done, in the shape of the API's own errors."""

    code: str
    message: str
    request_id: str


def document(table: Sequence[Row], version: str) -> bytes:
    """Return the document as JSON."""
    kinds = [kind for row in table for kind in row.types]
    schemas, components = msgspec.json.schema_components([*kinds, Failure], ref_template=REF)
    named = dict(zip([*map(str, kinds), str(Failure)], schemas, strict=True))
    paths: dict[str, Json] = {}
    for row in table:
        paths.setdefault(ADMIN + row.path, {})[row.method.lower()] = _operation(row, named, components)
    return msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {"title": "Danqing's admin API", "version": version},
            "paths": paths,
            "components": {
                "schemas": components,
                "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            },
            "security": [{"token": []}],
        }
    )


def _operation(row: Row, named: Mapping[str, Json], components: Mapping[str, Json]) -> Json:
    query, body, answer = row.types
    said: Json = {
        "operationId": row.name,
        "summary": row.summary,
        "description": f"Needs the role `{row.role.value}`.",
        "parameters": [*_path_parameters(row.path), *_query_parameters(components[query.__name__])],
        "responses": {
            "200": _content("What was asked for.", named[str(answer)]),
            **{str(error.status): _content(error.code, named[str(Failure)]) for error in ERRORS},
        },
    }
    if row.method in {"POST", "PUT"}:
        needed = any(field.required for field in msgspec.structs.fields(body))
        said["requestBody"] = {"required": needed, "content": {"application/json": {"schema": named[str(body)]}}}
    if row.method == "POST":
        said["parameters"].append({"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}})
    return said


def _path_parameters(path: str) -> list[Json]:
    names = re.findall(r"{(\w+)}", path)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _query_parameters(schema: Json) -> list[Json]:
    properties = cast("dict[str, Json]", schema["properties"])
    return [{"name": name, "in": "query", "schema": said} for name, said in properties.items()]


def _content(description: str, schema: Json) -> Json:
    return {"description": description, "content": {"application/json": {"schema": schema}}}
