"""Every URL of the service is in the README, with its methods, and no other."""

import re
from pathlib import Path
from typing import cast

import pytest
from starlette.routing import Mount, Route, Router

from danqing.server.edge import Edge
from tests.rules.repository import ROOT
from tests.service import in_memory, running

README = (ROOT / "README.md").read_text(encoding="utf-8")
LINE = re.compile(r"^\| `((?:GET|HEAD|POST)(?:, (?:GET|HEAD|POST))*) (/\S*)` \|", re.MULTILINE)


def documented() -> set[tuple[str, str]]:
    found = LINE.findall(README)
    return {(method, _blank(path)) for methods, path in found for method in methods.split(", ")}


def _blank(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)


@pytest.mark.anyio
async def test_the_readme_has_every_url_and_no_other(tmp_path: Path) -> None:
    async with running(in_memory(tmp_path)) as service:
        edge = service.service.app
        assert isinstance(edge, Edge)
        table = cast("Router", edge._app).routes
    routes = [route for route in table if isinstance(route, Route)]
    inner = [route for route in table if isinstance(route, Mount)]
    assert len(routes) + len(inner) == len(table)
    served = {(method, _blank(route.path)) for route in routes for method in route.methods or ()}
    # HEAD comes with every GET; it is worth a word for files alone.
    assert {pair for pair in served if pair[0] != "HEAD"} == {pair for pair in documented() if pair[0] != "HEAD"}
    assert {pair for pair in documented() if pair[0] == "HEAD"} <= served
    # What is mounted whole has a page of its own.
    assert {mount.path for mount in inner if f"`{mount.path}/" not in README} == set()
