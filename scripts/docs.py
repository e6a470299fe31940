"""Rewrite the parts of the documentation that follow from the code: `uv run python scripts/docs.py`.

In each page everything below its mark is rendered; what stands above is written by hand and stays.
"""

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from danqing.catalog.describe import markdown
from danqing.catalog.load import load
from danqing.core import errors
from danqing.core.errors import EngineError, Error, LeaseLost, Refused
from danqing.settings import PREFIX, Settings, every_setting
from danqing.tasks.store import MOST_ATTEMPTS

DOCS = Path(__file__).parents[1] / "docs"
MARK = "<!-- From here on the page is"
"""How the line begins that ends the written part of a page."""


SAID: dict[type[Error], str] = {
    Error: "A fault of the service itself; its log has the trace, under the `request_id`.",
    Refused: "Any refusal that has no class of its own.",
    EngineError: "The engine failed at this picture; the log says how.",
}
"""What users read of the families, whose docstrings speak to us."""


PLURAL = {"array": "list of texts", "object": "table of texts"}


def settings_page() -> str:
    """Return one table for each stage of the settings."""
    lines: list[str] = []
    stage = ""
    for name, _, default, sentence in every_setting():
        if name.partition(".")[0] != stage:
            stage = name.partition(".")[0]
            about = inspect.getdoc(Settings.model_fields[stage].annotation) or ""
            lines += [f"\n## `[{stage}]`\n", about, "", "| setting | environment | type | default | meaning |"]
            lines += ["| --- | --- | --- | --- | --- |"]
        environment = f"{PREFIX}{name.replace('.', '__')}".upper()
        told = f"`{default.lower() if default in {'True', 'False'} else default}`" if default else "none"
        lines.append(f"| `{name}` | `{environment}` | {kind_of(name)} | {told} | {sentence} |")
    return "\n".join(lines).strip() + "\n"


def kind_of(name: str) -> str:
    """Return a setting's type and range in words, from the schema that checks it."""
    schema = Settings.model_json_schema()
    stage, _, leaf = name.partition(".")
    title = schema["properties"][stage]["$ref"].rpartition("/")[2]
    return " or ".join(_kinds(schema["$defs"][title]["properties"][leaf]))


def errors_page() -> str:
    """Return one table of every error, in the order in which they are written down."""
    lines = ["| code | HTTP | when | tried again | class |", "| --- | --- | --- | --- | --- |"]
    for error in every_error():
        status = "–" if error is LeaseLost else str(error.status)
        when = SAID.get(error) or " ".join((inspect.getdoc(error) or "").split())
        lines.append(f"| `{error.code}` | {status} | {when} | {tried_again(error)} | `{error.__name__}` |")
    return "\n".join(lines) + "\n"


def every_error() -> list[type[Error]]:
    """Return the classes of `core/errors.py`, the root first."""
    return [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Error)]


def tried_again(error: type[Error]) -> str:
    """Say who tries again what ended in this error."""
    if error is LeaseLost:
        return "by whoever holds the task now"
    if not error.retry:
        return "no"
    return (
        f"by the service, {MOST_ATTEMPTS} attempts in all"
        if issubclass(error, EngineError)
        else "by you, after a pause"
    )


def models_page() -> str:
    """Return what each shipped model accepts."""
    return markdown(load().models)


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "errors.md": errors_page,
    "models.md": models_page,
}


def renewed(name: str) -> str:
    """Return the whole page as it should be: its written part, its mark, and what the code says now."""
    written, mark, rest = (DOCS / name).read_text(encoding="utf-8").partition(MARK)
    return written + mark + rest.partition("\n")[0] + "\n\n" + PAGES[name]()


def _kinds(schema: dict[str, Any]) -> Iterator[str]:
    for choice in schema.get("anyOf", [schema]):
        if "enum" in choice:
            yield " or ".join(f"`{value}`" for value in choice["enum"])
        elif choice["type"] != "null":
            yield _kind(choice)


def _kind(schema: dict[str, Any]) -> str:
    form = str(schema.get("format", schema["type"]))
    kind = {"string": "text", "password": "secret", "boolean": "`true` or `false`", **PLURAL}.get(form, form)
    if "minimum" in schema and "maximum" in schema:
        return f"{kind}, {schema['minimum']} to {schema['maximum']}"
    limits = {"minimum": "at least", "exclusiveMinimum": "above", "maximum": "at most"}
    return ", ".join([kind, *(f"{words} {schema[name]}" for name, words in limits.items() if name in schema)])


if __name__ == "__main__":
    for page in PAGES:
        (DOCS / page).write_text(renewed(page), encoding="utf-8")
