"""Wish → pictures on the disk: what `danqing generate` and `danqing edit` do once their options are read."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import typer

from danqing.catalog.load import load
from danqing.catalog.model import Model
from danqing.cli.asking import Wish, call_of, way_of
from danqing.cli.places import local_file
from danqing.cli.progress import watched
from danqing.cli.saving import Result, record, save, say_paths, say_rest
from danqing.cli.target import Target
from danqing.cli.terminal import say_json
from danqing.client.address import is_local
from danqing.client.api import Api, Told
from danqing.client.schedule import NEARBY, Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to wait, and what to do with what comes."""

    out: Path
    timeout: float
    as_json: bool
    config: Path | None = None


def draw(wish: Wish, target: Target, plan: Plan) -> None:
    """Ask, wait, save and say; exit with 1 if any picture is missing."""
    told, results = asyncio.run(_draw(wish, target, plan))
    if not finish(told, results, as_json=plan.as_json, wanted=wish.n):
        raise typer.Exit(1)


def finish(told: Told, results: Sequence[Result], *, as_json: bool, wanted: int = 0) -> bool:
    """Say what came; return whether nothing is missing."""
    if as_json:
        say_json(record(told, results))
    else:
        say_paths(results)
    return say_rest(told, results, wanted=wanted)


def schedule_for(target: Target, timeout: float) -> Schedule:
    """Return how to poll: a server on this machine has no limits to be polite to."""
    return replace(NEARBY if is_local(target.base_url) else Schedule(), limit=timeout)


async def _draw(wish: Wish, target: Target, plan: Plan) -> tuple[Told, list[Result]]:
    way = way_of(wish.model, _known(wish.model, target, plan.config))
    files = [local_file(reference) for reference in wish.images]
    async with Api(target.base_url, target.api_key) as api:
        brought = await asyncio.gather(
            *(_brought(api, wish, reference, file) for reference, file in zip(wish.images, files, strict=True))
        )
        with watched(wish.model) as progress:
            told = await api.generate(call_of(wish, way, brought), schedule_for(target, plan.timeout), progress)
        return told, await save(api, told, plan.out)


async def _brought(api: Api, wish: Wish, reference: str, file: Path | None) -> str:
    return reference if file is None else await api.upload(file, wish.model)


def _known(name: str, target: Target, config: Path | None) -> Model | None:
    own: Path | None = None
    if is_local(target.base_url):  # a server elsewhere has settings of its own
        from danqing.settings import Settings

        own = Settings.load(config).engines.models_file
    return next((model for model in load(own).models if model.name == name), None)
