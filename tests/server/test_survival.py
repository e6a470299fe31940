"""What must survive: the service's own death, a stop in the middle, and a client's dropped connection."""

import json
import socket
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.live import Live
from tests.service import ASYNC, MULTIMODAL, T2I, fake_models

FINAL = {"SUCCEEDED", "FAILED", "CANCELED"}
SLOW = "a cat [slow 0.2]"


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    with Live(tmp_path / "data", engines__models_file=fake_models(tmp_path)) as server:
        yield server


def again(server: Live) -> Live:
    """Start a server on the data folder of one that is gone."""
    return Live(server.folder, engines__models_file=fake_models(server.folder.parent))


def client(server: Live) -> httpx.Client:
    return httpx.Client(base_url=server.origin, headers=server.headers, timeout=60)


def create(http: httpx.Client, prompt: str = SLOW, **headers: str) -> str:
    answer = http.post(T2I, json={"model": "qwen-image", "input": {"prompt": prompt}}, headers=ASYNC | headers)
    return answer.json()["output"]["task_id"]


def until_final(http: httpx.Client, task_id: str) -> dict[str, Any]:
    """Poll without pause: the server is on this machine."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        output = http.get(f"/api/v1/tasks/{task_id}").json()["output"]
        if output["task_status"] in FINAL:
            return output
    raise AssertionError(f"{task_id} did not end")


def usage(server: Live) -> Counter[str]:
    """Return what the ledger counted, by task."""
    with sqlite3.connect(server.folder / "danqing.db") as db:
        counted = Counter(dict(db.execute("SELECT task, images FROM usage").fetchall()))
    db.close()
    return counted


def test_fifty_accepted_tasks_survive_a_kill_and_none_is_counted_twice(live: Live) -> None:
    with client(live) as http:
        accepted = [create(http) for _ in range(50)]
        until_final(http, accepted[0])  # so that some are done, some run, and most wait
    live.kill()
    with again(live) as server, client(server) as http:
        ended = [until_final(http, task_id) for task_id in accepted]
        assert {output["task_status"] for output in ended} == {"SUCCEEDED"}
        assert server.terminate() == 0
        counted = usage(server)
    assert counted == Counter(dict.fromkeys(accepted, 1))


def test_a_stop_finishes_what_runs_keeps_what_waits_and_exits_with_0(live: Live) -> None:
    with client(live) as http:
        accepted = [create(http, "a cat [slow 0.5]") for _ in range(6)]
        while http.get(f"/api/v1/tasks/{accepted[0]}").json()["output"]["task_status"] == "PENDING":
            pass
        assert live.terminate() == 0
    with again(live) as server, client(server) as http:
        told = [http.get(f"/api/v1/tasks/{task_id}").json()["output"]["task_status"] for task_id in accepted]
        assert told[0] == "SUCCEEDED"
        assert {until_final(http, task_id)["task_status"] for task_id in accepted} == {"SUCCEEDED"}


def test_a_second_server_does_not_get_the_same_data_folder(live: Live) -> None:
    with pytest.raises(AssertionError, match="another process"):
        again(live)


def raw(server: Live, path: str, body: dict[str, Any], headers: dict[str, str]) -> socket.socket:
    """Send a request and return the connection, with the answer unread."""
    host, port = server.origin.removeprefix("http://").split(":")
    data = json.dumps(body).encode()
    head = {"Host": host, "Content-Type": "application/json", "Content-Length": str(len(data)), **server.headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in (head | headers).items())
    connection = socket.create_connection((host, int(port)))
    connection.sendall(f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode() + data)
    return connection


def test_a_synchronous_call_whose_client_hangs_up_before_it_begins_is_given_up(live: Live) -> None:
    messages = [{"role": "user", "content": [{"text": "nobody waits for this"}]}]
    with client(live) as http:
        ahead = [create(http, "a cat [slow 1]") for _ in range(2)]  # as many as may run at once
        raw(live, MULTIMODAL, {"model": "qwen-image", "input": {"messages": messages}}, {}).close()
        for task_id in ahead:
            until_final(http, task_id)
        rows = http.get("/api/v1/tasks").json()["data"]
    assert [row["status"] for row in rows if row["task_id"] not in ahead] in ([], ["CANCELED"])


def test_a_post_sent_again_after_its_connection_dropped_gets_the_first_ones_task(live: Live) -> None:
    messages = [{"role": "user", "content": [{"text": "[slow 0.6] once"}]}]
    body = {"model": "qwen-image", "input": {"messages": messages}}
    with client(live) as http:
        first = raw(live, MULTIMODAL, body, {})
        while not any(row["status"] == "RUNNING" for row in http.get("/api/v1/tasks").json()["data"]):
            pass
        first.close()
        with raw(live, MULTIMODAL, body, {}) as second:
            assert second.recv(15) == b"HTTP/1.1 200 OK"
        assert http.get("/api/v1/tasks").json()["total"] == 1
        assert http.post(MULTIMODAL, json=body).status_code == 200  # a third, deliberate one
        assert http.get("/api/v1/tasks").json()["total"] == 2
