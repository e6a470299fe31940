import json
from pathlib import Path

from tests.cli.conftest import Run
from tests.client.recorded import PNG, Say, Server, picture, say

There = tuple[str, ...]


def told(status: str, **more: object) -> Say:
    return say({"request_id": "r", "output": {"task_id": "t-1", "task_status": status, **more}})


def test_tasks_are_listed_a_line_each_for_programs_that_read_along(server: Server, run: Run, there: There) -> None:
    rows = [
        {"task_id": "t-2", "status": "RUNNING", "model_name": "wanx-v1", "gmt_create": 1709260684485},
        {
            "task_id": "t-1",
            "status": "SUCCEEDED",
            "model_name": "qwen-image",
            "gmt_create": 1709260684485,
            "end_time": 1709260687985,
        },
    ]
    server.on("GET /api/v1/tasks", say({"total": 27, "data": rows, "page_no": 1, "page_size": 10, "request_id": "r"}))
    result = run("tasks", "list", "--status", "SUCCEEDED", "--model", "wanx-v1", "--page", "2", *there)
    assert result.exit_code == 0
    first, second = (line.split("\t") for line in result.stdout.splitlines())
    assert first[:3] == ["t-2", "RUNNING", "wanx-v1"]
    assert first[4] == ""
    assert (second[0], second[4]) == ("t-1", "3.5")
    assert server.seen[0].target.partition("?")[2] == "page_no=2&page_size=10&model_name=wanx-v1&status=SUCCEEDED"
    listed = json.loads(run("tasks", "list", "--json", *there).stdout)
    assert (listed["total"], [row["task_id"] for row in listed["rows"]]) == (27, ["t-2", "t-1"])


def test_a_task_is_shown_with_all_that_is_known(server: Server, run: Run, there: There) -> None:
    results = [{"url": "https://x/1.png"}, {"code": "InternalError", "message": "m"}]
    server.on("GET /api/v1/tasks/t-1", told("SUCCEEDED", submit_time="2024-03-01 17:38:24.817", results=results))
    lines = run("tasks", "show", "t-1", *there).stdout.splitlines()
    assert lines[:2] == ["task_id\tt-1", "status\tSUCCEEDED"]
    assert lines[-2:] == ["image\thttps://x/1.png", "image\tInternalError: m"]
    assert json.loads(run("tasks", "show", "t-1", "--json", *there).stdout) == {
        "task_id": "t-1",
        "status": "SUCCEEDED",
        "request_id": "r",
        "submitted": 1709285904.817,
        "images": [{"url": "https://x/1.png"}, {"code": "InternalError", "message": "m"}],
    }


def test_a_task_that_nobody_knows_is_a_failure(server: Server, run: Run, there: There) -> None:
    server.on("GET /api/v1/tasks/t-1", told("UNKNOWN"))
    for command in ("show", "wait"):
        result = run("tasks", command, "t-1", *there)
        assert result.exit_code == 1
        assert result.stderr.startswith("UNKNOWN: no task has the id t-1")


def test_a_pending_task_is_cancelled_and_another_is_not(server: Server, run: Run, there: There) -> None:
    refusal = {"request_id": "r", "code": "UnsupportedOperation", "message": "Failed to cancel the task."}
    server.on("POST /api/v1/tasks/t-1/cancel", say({"request_id": "r"}), say(refusal, 400))
    first, second = run("tasks", "cancel", "t-1", *there), run("tasks", "cancel", "t-1", *there)
    assert (first.stdout, first.exit_code) == ("t-1 CANCELED\n", 0)
    assert (second.stderr, second.exit_code) == ("UnsupportedOperation: Failed to cancel the task.\n", 1)


def test_waiting_prints_urls_or_saves_and_prints_paths(
    server: Server, run: Run, there: There, surroundings: Path
) -> None:
    url = f"{server.url}/files/a-1.png"
    server.on("GET /api/v1/tasks/t-1", told("SUCCEEDED", results=[{"url": url}])).on("GET /files/a-1.png", picture())
    assert run("tasks", "wait", "t-1", *there).stdout == f"{url}\n"
    assert list(surroundings.iterdir()) == []
    result = run("tasks", "wait", "t-1", "--out", "pictures", *there)
    assert (result.stdout, result.exit_code) == ("pictures/a-1.png\n", 0)
    assert (surroundings / "pictures" / "a-1.png").read_bytes() == PNG


def test_waiting_for_a_task_that_failed_fails(server: Server, run: Run, there: There) -> None:
    server.on("GET /api/v1/tasks/t-1", told("FAILED", code="InvalidParameter", message="The size is not allowed."))
    result = run("tasks", "wait", "t-1", *there)
    assert (result.stderr, result.exit_code) == ("InvalidParameter: The size is not allowed.\n", 1)
