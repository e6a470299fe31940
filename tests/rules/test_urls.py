"""Every URL of the service is in the README, with its methods, and no other."""

import re
from pathlib import Path
from typing import cast

import pytest
from starlette.routing import Route, Router

from danqing.server.edge import Edge
from tests.rules.repository import ROOT
from tests.service import in_memory, running

LINE = re.compile(r"^\| `((?:GET|HEAD|POST)(?:, (?:GET|HEAD|POST))*) (/\S*)` \|", re.MULTILINE)


def documented() -> set[tuple[str, str]]:
    found = LINE.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    return {(method, _blank(path)) for methods, path in found for method in methods.split(", ")}


def _blank(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)


@pytest.mark.anyio
async def test_the_readme_has_every_url_and_no_other(tmp_path: Path) -> None:
    async with running(in_memory(tmp_path)) as service:
        edge = service.service.app
        assert isinstance(edge, Edge)
        routes = [route for route in cast("Router", edge._app).routes if isinstance(route, Route)]
    served = {(method, _blank(route.path)) for route in routes for method in route.methods or ()}
    # HEAD comes with every GET; it is worth a word for files alone.
    assert {pair for pair in served if pair[0] != "HEAD"} == {pair for pair in documented() if pair[0] != "HEAD"}
    assert {pair for pair in documented() if pair[0] == "HEAD"} <= served
