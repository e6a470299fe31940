"""JSON Schema, as far as the admin API's document uses it: judging values, and drawing them."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]
KINDS: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
    "array": (list,),
    "object": (dict,),
}
KNOWN = {
    *("$ref", "anyOf", "type", "enum", "properties", "required", "additionalProperties", "items", "default", "title"),
    *("description", "format", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "pattern"),
    "propertyNames",
}


def faults(value: object, schema: Json, components: Json, at: str = "$") -> Iterator[str]:
    """Yield what is wrong with a value."""
    assert set(schema) <= KNOWN, f"the judge does not know {set(schema) - KNOWN}"
    if "$ref" in schema:
        yield from faults(value, components[schema["$ref"].rpartition("/")[2]], components, at)
    if "anyOf" in schema and not any(not list(faults(value, choice, components, at)) for choice in schema["anyOf"]):
        yield f"{at} is none of the choices: {value!r}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at} is not one of {schema['enum']}: {value!r}"
    if "type" not in schema:
        return
    wrong = isinstance(value, bool) and schema["type"] != "boolean"
    if wrong or not isinstance(value, KINDS[schema["type"]]):
        yield f"{at} is no {schema['type']}: {value!r}"
        return
    if isinstance(value, dict):
        yield from _of_object(value, schema, components, at)
    elif isinstance(value, list):
        yield from _of_array(value, schema, components, at)
    else:
        yield from _of_scalar(value, schema, at)


def _of_object(value: Json, schema: Json, components: Json, at: str) -> Iterator[str]:
    known = schema.get("properties", {})
    yield from (f"{at}.{name} is missing" for name in schema.get("required", ()) if name not in value)
    others = schema.get("additionalProperties", True)
    for name, inner in value.items():
        if name in known:
            yield from faults(inner, known[name], components, f"{at}.{name}")
        elif others is False:
            yield f"{at}.{name} is unknown"
        elif isinstance(others, dict):
            yield from faults(inner, others, components, f"{at}.{name}")


def _of_array(value: list[Any], schema: Json, components: Json, at: str) -> Iterator[str]:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        yield f"{at} has {len(value)} items"
    for number, inner in enumerate(value):
        yield from faults(inner, schema.get("items", {}), components, f"{at}[{number}]")


def _of_scalar(value: Any, schema: Json, at: str) -> Iterator[str]:
    if isinstance(value, str):
        if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
            yield f"{at} has {len(value)} characters"
        if "pattern" in schema and not re.search(schema["pattern"], value):
            yield f"{at} is not like {schema['pattern']}: {value!r}"
        if schema.get("format") == "date-time" and datetime.fromisoformat(value).tzinfo is None:
            yield f"{at} has no time zone: {value!r}"
        return
    if schema["type"] in {"integer", "number"} and not (
        schema.get("minimum", value) <= value <= schema.get("maximum", value)
    ):
        yield f"{at} is out of range: {value!r}"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**65), 2**65) | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


WORDS = st.sampled_from(["main", "anna", "llm-1", "llm-2", "*", "qwen-image*", "sk-imported", "CNY", "0.2", "2026-11"])
MOMENTS = st.datetimes().map(lambda moment: f"{moment.isoformat()}Z")


def drawn(schema: Json, components: Json) -> st.SearchStrategy[Any]:
    """Return values that are mostly what the schema wants."""
    if "$ref" in schema:
        return drawn(components[schema["$ref"].rpartition("/")[2]], components)
    if "anyOf" in schema:
        return st.one_of([drawn(choice, components) for choice in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema.get("type") == "object":
        return _objects(schema, components) | ANYTHING
    if schema.get("type") == "array":
        low, high = schema.get("minItems", 0), min(schema.get("maxItems", 3), 3)
        return st.lists(drawn(schema.get("items", {}), components), min_size=low, max_size=high)
    return _scalars(schema)


def _objects(schema: Json, components: Json) -> st.SearchStrategy[Any]:
    known = {name: drawn(inner, components) for name, inner in schema.get("properties", {}).items()}
    required = {name: known.pop(name) for name in schema.get("required", ())}
    return st.fixed_dictionaries(required, optional=known)


def _scalars(schema: Json) -> st.SearchStrategy[Any]:
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "string": MOMENTS if schema.get("format") == "date-time" else WORDS | st.text(max_size=12),
        "integer": st.integers(schema.get("minimum", -1), schema.get("maximum", 2**40)),
        "number": st.floats(allow_nan=False),
        "boolean": st.booleans(),
        "null": st.none(),
    }
    return kinds.get(schema.get("type", ""), ANYTHING)
