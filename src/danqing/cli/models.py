"""`danqing models`: what there is to ask for."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from danqing.cli.options import ApiKeyOption, ConfigOption, JsonOption
from danqing.cli.terminal import say_json, say_rows
from danqing.core.errors import ModelNotFound

if TYPE_CHECKING:
    from danqing.catalog.model import Model
    from danqing.wire.models import Entry


def models(
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", show_default=False, help="Show all that this one model accepts.")
    ] = "",
    base_url: Annotated[
        str,
        typer.Option(
            "--base-url", metavar="URL", show_default=False, help="Ask this server; else read the local settings."
        ),
    ] = "",
    api_key: ApiKeyOption = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the models: what draws each, what it is for and in which sizes; with a NAME, all that it accepts."""
    headings, records = _of_server(base_url, api_key, config) if base_url else _of_settings(config)
    found = [record for record in records if name in {"", record["model"]}]
    if name and not found:
        raise ModelNotFound(f"{ModelNotFound.message} `danqing models` lists those there are.")
    if as_json:
        say_json(found)
    elif name:
        say_rows(("", ""), list(found[0].items()))
    else:
        say_rows(headings, [[record[heading] for heading in headings] for record in found])


def _of_settings(config: Path | None) -> tuple[list[str], list[dict[str, str]]]:
    from danqing.catalog.load import load
    from danqing.settings import Settings

    catalog = load(Settings.load(config).engines.models_file)
    return ["model", "drawn by", "about", "n", "size"], [_accepted(model) for model in catalog.models]


def _of_server(base_url: str, api_key: str, config: Path | None) -> tuple[list[str], list[dict[str, str]]]:
    import asyncio

    from danqing.cli.target import find
    from danqing.client.api import Api

    target = find(base_url, api_key, config)

    async def asked() -> "tuple[Entry, ...]":
        async with Api(target.base_url, target.api_key) as api:
            return await api.models()

    return ["model", "provider", "source"], [_entry(entry) for entry in asyncio.run(asked())]


def _accepted(model: "Model") -> dict[str, str]:
    from danqing.catalog.describe import drawn_by, facts, limits, price

    return {
        "model": model.name,
        "drawn by": drawn_by(model),
        "about": model.about,
        **facts(model),
        "cloud price": price(model),
        "cloud limits": limits(model),
    }


def _entry(entry: "Entry") -> dict[str, str]:
    weights = "open" if entry.opensource else ""
    return {"model": entry.model, "provider": entry.provider, "source": entry.source, "weights": weights}
