"""A server whose ledger goes away for a while goes on when it is back, and nothing is lost or done twice."""

from pathlib import Path

import httpx

from tests.postgres import Server
from tests.processes.conftest import Node, Nodes


def answers(node: Node) -> bool:
    return node.http.get("/api/v1/tasks").status_code == 200


def test_what_was_drawn_while_the_ledger_was_gone_is_kept_once_it_is_back(
    nodes: Nodes, postgres_server: Server, tmp_path: Path
) -> None:
    node = nodes.start(tasks__lease_seconds=1)  # it beats three times while it draws
    slow = node.created("[slow 1.2]")
    node.until(slow, "RUNNING")
    postgres_server.stop()
    try:
        refused = node.create()
        assert refused.status_code == 503, refused.text
        while not [*(tmp_path / "files" / "results").rglob("*.png")]:
            pass
        assert node.http.get(f"/api/v1/tasks/{slow}").status_code == 503
    finally:
        postgres_server.start()
    while not answers(node):
        pass
    told = node.until(slow, "SUCCEEDED")
    url = httpx.URL(told["results"][0]["url"])
    assert node.http.get(url.copy_with(scheme=None, host=None, port=None)).content.startswith(b"\x89PNG")
    another = node.created()
    assert node.until(another, "SUCCEEDED")["results"]
    used = node.admin.get("/admin/v1/usage").json()["items"]
    assert [(one["calls"], one["images"]) for one in used] == [(2, 2)]
