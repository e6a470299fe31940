"""What is promised of one server is kept by two that share a ledger."""

import re
import stat
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from bench.hammer import hammered
from danqing.database.postgres_session import Session
from tests.postgres import Server
from tests.processes.conftest import Node, Nodes
from tests.service import MULTIMODAL


@pytest.fixture
def two(nodes: Nodes) -> tuple[Node, Node]:
    return nodes.start(), nodes.start()


def together(*acts: Callable[[], int]) -> Counter[int]:
    """Repeat acts, each in a thread of its own, until each has been refused thrice in a row; return the statuses."""

    def repeated(act: Callable[[], int]) -> list[int]:
        said = [act()]
        while said[-3:] != [said[-1]] * 3 or said[-1] == 200:
            said.append(act())
        return said

    with ThreadPoolExecutor(len(acts)) as threads:
        return Counter(status for said in threads.map(repeated, acts) for status in said)


def rows(nodes: Nodes, query: str) -> list[dict[str, object]]:
    """Look into the ledger from outside."""
    session = Session(nodes.url, "danqing test")
    session.connect()
    try:
        return [dict(row) for row in session.execute(query).fetchall()]
    finally:
        session.close()


@pytest.mark.slow
def test_limits_hold_across_servers_and_nothing_is_lost(postgres_server: Server, tmp_path: Path) -> None:
    found = hammered(tmp_path, 5, ledger=postgres_server.ledger(), servers=2)
    told = found.answers
    assert set(told.statuses) <= {200, 400, 429}  # 400: a task that cannot be cancelled any more
    assert told.statuses[429] > len(told.accepted) > 40
    assert told.hasty == 0
    assert found.lost == []
    assert found.drawn == found.counted > 0
    assert all(most <= lane.a_second for lane, most in found.fastest.items())
    assert all(most <= lane.at_once for lane, most in found.busiest.items())
    assert any(most == lane.a_second for lane, most in found.fastest.items()), "nobody came near a limit"
    assert any(most == lane.at_once for lane, most in found.busiest.items()), "nobody came near a limit"


def test_secrets_are_the_same_everywhere_and_private(two: tuple[Node, Node]) -> None:
    one, other = (node.live.folder for node in two)
    for name in ("api-key", "admin-token"):
        assert (one / name).read_text() == (other / name).read_text()
        assert stat.S_IMODE((other / name).stat().st_mode) == 0o600
    assert not (one / "secret").exists()
    assert not (one / "danqing.db").exists()


def test_a_key_made_at_one_server_opens_the_other_until_it_is_revoked_there(two: tuple[Node, Node]) -> None:
    one, other = two
    assert one.admin.put("/admin/v1/accounts/team", json={}).status_code == 200
    made = one.admin.post("/admin/v1/accounts/team/keys", json={}).json()
    key = made["secret"]
    assert other.opens(key)
    token = other.http.post("/api/v1/tokens", headers={"Authorization": f"Bearer {key}"}).json()["token"]
    assert one.opens(token)
    assert one.draw(key=token).status_code == 200
    assert other.admin.delete(f"/admin/v1/keys/{made['key']['id']}").status_code == 200
    assert not other.opens(key)
    while one.opens(key):
        pass
    assert not one.opens(token)


def test_a_task_created_at_one_server_is_followed_and_its_picture_fetched_at_the_other(two: tuple[Node, Node]) -> None:
    one, other = two
    task = one.created()
    url = other.until(task, "SUCCEEDED")["results"][0]["url"]
    picture = httpx.get(url)
    assert picture.content.startswith(b"\x89PNG")
    at_the_other = url.replace(other.live.origin, one.live.origin)
    assert httpx.get(at_the_other).content == picture.content
    listed = [row["task_id"] for row in one.http.get("/api/v1/tasks").json()["data"]]
    assert listed == [task]
    assert other.http.post(f"/api/v1/tasks/{task}/cancel").status_code == 400


def test_a_call_at_a_server_without_a_free_worker_is_woken_by_the_other_ones_finish(nodes: Nodes) -> None:
    one = nodes.start(limits__running_at_once="off", engines__processes=1)
    busy = [one.created("a cat [slow 30]") for _ in range(8)]
    for task in busy:
        one.until(task, "RUNNING")
    waits = one.created("a dog")
    other = nodes.start(limits__running_at_once="off", engines__processes=1)
    other.until(waits, "SUCCEEDED")
    for _ in range(5):
        begun = time.monotonic()
        assert one.draw("a fox").status_code == 200
        assert time.monotonic() - begun < 10
    assert {one.fetch(task)["task_status"] for task in busy} == {"RUNNING"}


def test_what_a_killed_server_had_accepted_is_drawn_by_the_other_and_counted_once(nodes: Nodes) -> None:
    one, other = (nodes.start(tasks__lease_seconds=2, limits__running_at_once="off") for _ in range(2))
    tasks = [node.created("a cat [slow 0.4]") for _ in range(20) for node in (one, other)]
    one.live.kill()
    for task in tasks:
        assert other.until(task, "SUCCEEDED", "FAILED")["task_status"] == "SUCCEEDED"
    assert rows(nodes, "SELECT id FROM task WHERE status <> 'SUCCEEDED'") == []
    counted = {row["task"]: row["images"] for row in rows(nodes, "SELECT task, images FROM usage")}
    assert counted == dict.fromkeys(tasks, 1)
    (lane,) = rows(nodes, "SELECT running, pending FROM lane")
    assert (lane["running"], lane["pending"]) == (0, 0)
    (line,) = rows(nodes, "SELECT free, paid, held FROM line")
    assert (line["free"], line["paid"], line["held"]) == (0, 40, 0)


def test_free_images_and_a_budget_are_not_overdrawn_by_two_servers(nodes: Nodes) -> None:
    one, other = (nodes.start(limits__running_at_once="off") for _ in range(2))
    admin, account = one.admin, "/admin/v1/accounts/team"
    assert admin.put(account, json={}).status_code == 200
    key = admin.post(f"{account}/keys", json={}).json()["secret"]
    assert other.opens(key)
    assert admin.put(f"{account}/quotas/qwen-image", json={"images": 15}).status_code == 200
    assert admin.put(f"{account}/free-only", json={"on": True}).status_code == 200
    clients = [lambda node=node: node.create(key=key).status_code for node in (one, other) * 3]
    assert together(*clients)[200] == 15
    price = {"amount": "0.7", "currency": "CNY"}
    assert other.admin.put("/admin/v1/prices/qwen-image", json=price).status_code == 200
    budget = {"budget": "5", "currency": "CNY", "breach": "stop"}
    assert other.admin.put(f"{account}/budget", json=budget).status_code == 200
    assert other.admin.put(f"{account}/free-only", json={"on": False}).status_code == 200
    assert together(*clients)[200] == 7
    while one.admin.get("/admin/v1/tasks?status=PENDING").json()["total"]:
        pass
    while one.admin.get("/admin/v1/tasks?status=RUNNING").json()["total"]:
        pass
    (bill,) = [bill for bill in one.admin.get("/admin/v1/bills").json()["items"] if bill["name"] == "team"]
    assert sum(line["images_free"] for line in bill["lines"]) == 15
    assert sum(line["images_paid"] for line in bill["lines"]) == 7
    assert bill["totals"] == {"CNY": "4.9"}


def test_servers_go_on_after_their_database_was_away(nodes: Nodes, postgres_server: Server) -> None:
    one, other = nodes.start(), nodes.start()
    assert one.draw().status_code == other.draw().status_code == 200
    postgres_server.stop()
    try:
        assert one.create().status_code == 503
    finally:
        postgres_server.start()
    for node in (one, other):
        while (answer := node.draw("after it came back")).status_code == 503:
            pass
        assert answer.status_code == 200, answer.text
    made = one.admin.post("/admin/v1/accounts/default/keys", json={}).json()
    assert other.opens(made["secret"])


def test_a_server_with_files_of_its_own_does_not_start(nodes: Nodes, two: tuple[Node, Node], tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    with pytest.raises(AssertionError, match="the files of this ledger do not lie in") as refused:
        nodes.start(storage__url=f"file://{elsewhere}")
    (mark,) = re.findall(r"make the empty file (\S+)\.\n", str(refused.value))
    assert list(elsewhere.rglob("*.*")) == []
    Path(mark).parent.mkdir(parents=True)
    Path(mark).touch()
    assert nodes.start(storage__url=f"file://{elsewhere}").draw().status_code == two[0].draw().status_code == 200


def test_what_is_overruled_and_said_of_limits_at_one_server_holds_at_the_other(two: tuple[Node, Node]) -> None:
    one, other = two
    assert other.draw("an orgy in rome").status_code == 400
    said = {"rule": "sexual:orgy"}
    assert one.admin.post("/admin/v1/moderation/overrulings", json=said).status_code == 200
    while other.draw("an orgy in rome").status_code == 400:
        pass
    limits = {"submissions_per_second": 1, "running_at_once": 1}
    assert one.admin.put("/admin/v1/accounts/default/limits/qwen-image", json=limits).status_code == 200
    assert Counter(node.create().status_code for node in two * 2)[429] >= 2


def test_a_call_repeated_at_another_server_is_not_called_off_with_the_first(two: tuple[Node, Node]) -> None:
    one, other = two
    ahead = [one.created("a cat [slow 4]") for _ in range(2)]  # as many as may run at once
    for task in ahead:
        one.until(task, "RUNNING")
    body = {"model": "qwen-image", "input": {"messages": [{"role": "user", "content": [{"text": "a fox"}]}]}}
    told = {"json": body, "headers": {"Idempotency-Key": "the same"}}
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(lambda: one.http.post(MULTIMODAL, timeout=1.5, **told))
        while other.http.get("/api/v1/tasks").json()["total"] < 3:
            pass
        second = threads.submit(lambda: other.http.post(MULTIMODAL, **told))
        assert isinstance(first.exception(), httpx.ReadTimeout)
        assert second.result().status_code == 200, second.result().text
    ended = [row["status"] for row in one.http.get("/api/v1/tasks").json()["data"] if row["task_id"] not in ahead]
    assert sorted(ended) == ["CANCELED", "SUCCEEDED"]
