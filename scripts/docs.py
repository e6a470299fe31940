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
from danqing.engines.diffusion.families import Family, families
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


FAMILIES = (
    "The engine [`diffusion`](engines.md#models-on-your-own-gpus) draws with these families. Which one a folder holds "
    "is told by its `model_index.json` and its name; which model of the API it stands for is yours to say, the last "
    "column is a proposal. Memory is that of the published weights in bfloat16 with everything on the card, without "
    "what computing takes. Pictures are drawn with the sides rounded up to the multiple, and delivered to the pixel."
)
"""What stands above the tables of families."""


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
    """Return what each shipped model accepts, and what there is to know of the families of open weights."""
    return markdown(load().models) + "\n" + "\n".join(families_lines()) + "\n"


def families_lines() -> Iterator[str]:
    """Yield the lines about the families that the engine `diffusion` draws with."""
    yield from ("## Open weights", "", FAMILIES, "")
    yield from ("| family | weights, as published | licence | memory | for |", "| --- | --- | --- | --- | --- |")
    for name, family in families().items():
        licence = f"{family.licence}; off until accepted" if family.must_accept else family.licence
        hosted = ", ".join(f"`{one}`" for one in family.hosted)
        yield f"| `{name}` | `{family.hub}` | {licence} | {family.gigabytes:g} GB | {hosted} |"
    yield ""
    yield from (
        "| family | does | steps | guidance | negative prompt of its own | sides |",
        "| --- " * 6 + "|",
    )
    for name, family in families().items():
        guidance = f"`{family.guidance}` {family.scale:g}" if family.scale > 1 else "none"
        if family.negative_scale:
            guidance += f"; with a negative prompt {family.negative_scale:g}"
        second = f", then {family.second_scale:g}" if family.second_scale else ""
        least = (
            f"{family.steps}, never fewer than {family.least_steps}" if family.least_steps > 1 else str(family.steps)
        )
        untold = {"": "none", " ": "one space"}.get(family.untold, family.untold)
        sides = f"multiples of {family.multiple}"
        yield f"| `{name}` | {does(family)} | {least} | {guidance}{second} | {untold} | {sides} |"


def does(family: Family) -> str:
    """Say what a family can do, in words."""
    edits = f"edits with 1 to {family.references} pictures" if family.references > 1 else "edits one picture"
    can = {"draws": family.draws, edits: bool(family.references), "repaints": bool(family.repaint)}
    return ", ".join(words for words, able in can.items() if able)


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
