import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.client.recorded import DROP, PNG, Say, Server, page, picture, say

SYNC = "POST /api/v1/services/aigc/multimodal-generation/generation"
TASK = "POST /api/v1/services/aigc/text2image/image-synthesis"
UPLOADS = "GET /api/v1/uploads"
There = tuple[str, ...]


def answered(server: Server, *names: str) -> Say:
    content = [{"image": f"{server.url}/files/{name}?Expires=1"} for name in names]
    for name in names:
        server.on(f"GET /files/{name}", picture())
    message = {"role": "assistant", "content": content}
    return say(
        {
            "output": {"choices": [{"finish_reason": "stop", "message": message}]},
            "usage": {"width": 1328, "height": 1328, "image_count": len(names)},
            "request_id": "r",
        },
        x_image_engine="composer/1.0",
        x_composer_ignored="three tails",
    )


def told(status: str, **more: object) -> Say:
    return say({"request_id": "r", "output": {"task_id": "t-1", "task_status": status, **more}})


def policy(server: Server) -> Say:
    names = ("policy", "signature", "upload_dir", "oss_access_key_id", "x_oss_object_acl", "x_oss_forbid_overwrite")
    return say({"data": {**dict.fromkeys(names, "d"), "upload_host": f"{server.url}/oss"}, "request_id": "r"})


def test_a_picture_is_drawn_saved_and_its_path_printed(
    server: Server, run: Run, there: There, surroundings: Path
) -> None:
    server.on(SYNC, answered(server, "a-1.png"))
    result = run("generate", "一只猫", "--size", "1328x1328", "--seed", "42", "--no-extend", "--watermark", *there)
    assert (result.stdout, result.exit_code) == ("a-1.png\n", 0)
    assert result.stderr == "drawn by composer/1.0\nignored: three tails\n"
    assert (surroundings / "a-1.png").read_bytes() == PNG
    asked, fetched = server.seen
    assert asked.headers["authorization"] == "Bearer sk-test"
    assert "authorization" not in fetched.headers
    assert asked.json == {
        "model": "qwen-image-plus",
        "input": {"messages": [{"role": "user", "content": [{"text": "一只猫"}]}]},
        "parameters": {"size": "1328*1328", "seed": 42, "prompt_extend": False, "watermark": True},
    }


def test_the_key_and_the_server_are_taken_from_the_environment(
    server: Server, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.on(SYNC, answered(server, "a-1.png"))
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-environment")
    monkeypatch.setenv("DASHSCOPE_HTTP_BASE_URL", f"{server.url}/api/v1")
    assert run("generate", "cat").exit_code == 0
    assert server.seen[0].headers["authorization"] == "Bearer sk-environment"


def test_a_local_server_s_key_is_taken_from_the_data_folder(server: Server, run: Run, surroundings: Path) -> None:
    server.on(SYNC, answered(server, "a-1.png"))
    (surroundings / "data").mkdir()
    (surroundings / "data" / "api-key").write_text("sk-local\n")
    assert run("generate", "cat", "--base-url", f"{server.url}/api/v1").exit_code == 0
    assert server.seen[0].headers["authorization"] == "Bearer sk-local"


def test_the_prompt_may_come_from_standard_input(server: Server, run: Run, there: There) -> None:
    server.on(SYNC, answered(server, "a-1.png"))
    assert run("generate", "-", *there, said="a cat\nunder a tree\n").exit_code == 0
    assert server.seen[0].json["input"] == {
        "messages": [{"role": "user", "content": [{"text": "a cat\nunder a tree"}]}]
    }


def test_a_task_is_asked_for_on_demand_and_waited_for(
    server: Server, run: Run, there: There, surroundings: Path
) -> None:
    server.on(TASK, told("PENDING")).on("GET /files/a-1.png", picture())
    server.on("GET /api/v1/tasks/t-1", told("SUCCEEDED", results=[{"url": f"{server.url}/files/a-1.png"}]))
    result = run("generate", "cat", "--async", "--negative-prompt", "dog", "--out", "new/cat.png", *there)
    assert (result.stdout, result.stderr, result.exit_code) == ("new/cat.png\n", "", 0)
    assert (surroundings / "new" / "cat.png").read_bytes() == PNG
    assert server.seen[0].headers["x-dashscope-async"] == "enable"
    assert server.seen[0].json["input"] == {"prompt": "cat", "negative_prompt": "dog"}


def test_a_local_reference_is_uploaded_and_a_remote_one_is_not(
    server: Server, run: Run, there: There, surroundings: Path
) -> None:
    (surroundings / "图 片.png").write_bytes(PNG)
    server.on(UPLOADS, policy(server)).on("POST /oss", Say()).on(TASK, told("FAILED", code="x", message="y"))
    style = ("--style", "watercolor", "--ref-mode", "refonly", "--ref-strength", "0.0")
    run("generate", "cat", "-m", "wanx-v1", *style, "--ref-image", "file://图 片.png", *there)
    run("generate", "cat", "-m", "wanx-v1", "--ref-image", "https://x/1.png", *there)
    first, second = server.got(TASK)
    assert first.json["input"] == {"prompt": "cat", "ref_img": "oss://d/图 片.png"}
    assert first.json["parameters"] == {"style": "<watercolor>", "ref_mode": "refonly", "ref_strength": 0.0}
    assert first.headers["x-dashscope-ossresourceresolve"] == "enable"
    assert second.json["input"] == {"prompt": "cat", "ref_img": "https://x/1.png"}
    assert server.got(UPLOADS)[0].target == "/api/v1/uploads?action=getPolicy&model=wanx-v1"
    assert len(server.got("POST /oss")) == 1


def test_pictures_are_edited_in_the_order_given(server: Server, run: Run, there: There, surroundings: Path) -> None:
    (surroundings / "a.png").write_bytes(PNG)
    server.on(UPLOADS, policy(server)).on("POST /oss", Say()).on(SYNC, answered(server, "e-1.png", "e-2.png"))
    result = run("edit", "https://x/1.png", "a.png", "data:image/png;base64,iVBO", "put a hat on", "--n", "2", *there)
    assert (result.stdout, result.exit_code) == ("e-1.png\ne-2.png\n", 0)
    assert server.got(SYNC)[0].json == {
        "model": "qwen-image-edit-plus",
        "input": {
            "messages": [
                {
                    "role": "user",
                    "content": [
                        {"image": "https://x/1.png"},
                        {"image": "oss://d/a.png"},
                        {"image": "data:image/png;base64,iVBO"},
                        {"text": "put a hat on"},
                    ],
                }
            ]
        },
        "parameters": {"n": 2},
    }


def test_a_missing_file_is_an_error_before_anything_is_sent(server: Server, run: Run, there: There) -> None:
    result = run("edit", "nope.png", "put a hat on", *there)
    assert (result.stdout, result.exit_code) == ("", 1)
    assert result.stderr == "InvalidParameter: there is no file 'nope.png'\n"
    assert server.seen == []


def test_a_partial_failure_saves_the_good_ones_and_says_which_failed(
    server: Server, run: Run, there: There, surroundings: Path
) -> None:
    results = [
        {"url": f"{server.url}/files/a-1.png"},
        {"code": "InternalError.Timeout", "message": "An internal timeout error has occured."},
        {"url": f"{server.url}/files/a-3.png"},
    ]
    server.on(TASK, told("PENDING")).on("GET /api/v1/tasks/t-1", told("SUCCEEDED", results=results))
    server.on("GET /files/a-1.png", picture()).on("GET /files/a-3.png", page())
    result = run("generate", "cat", "-m", "wanx-v1", *there)
    assert (result.stdout, result.exit_code) == ("a-1.png\n", 1)
    assert result.stderr.splitlines() == [
        "InternalError.Timeout: picture 2 of 3: An internal timeout error has occured.",
        "DownloadFailed: picture 3 of 3: 127.0.0.1 sent text/html instead of a-3.png",
    ]
    assert [path.name for path in surroundings.iterdir()] == ["a-1.png"]


def test_pictures_that_a_synchronous_answer_leaves_out_are_missed(server: Server, run: Run, there: There) -> None:
    server.on(SYNC, answered(server, "e-1.png"))
    result = run("edit", "https://x/1.png", "put a hat on", "--n", "3", *there)
    assert (result.stdout, result.exit_code) == ("e-1.png\n", 1)
    assert "InternalError: only 1 of 3 pictures came" in result.stderr


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (
            say({"code": "InvalidApiKey", "message": "Invalid API-key provided.", "request_id": "r"}, 401),
            "InvalidApiKey: Invalid API-key provided.\n",
        ),
        (page(500), "Unknown: HTTP 500 Internal Server Error\n"),
        (told("FAILED", code="DataInspectionFailed", message="Inappropriate."), "DataInspectionFailed: Inappropriate."),
        (told("CANCELED"), "CANCELED: task t-1 is CANCELED\n"),
    ],
)
def test_a_failure_is_told_as_code_and_message(
    server: Server, run: Run, there: There, answer: Say, failure: str
) -> None:
    server.on(TASK, answer)
    result = run("generate", "cat", "-m", "wanx-v1", *there)
    assert (result.stdout, result.exit_code) == ("", 1)
    assert result.stderr.startswith(failure)


def test_no_server_is_told_as_such(server: Server, run: Run) -> None:
    server.on(SYNC, DROP)
    result = run("generate", "cat", "--base-url", f"{server.url}/api/v1", "--api-key", "k")
    assert result.exit_code == 1
    assert result.stderr.startswith("ConnectionFailed: no answer from 127.0.0.1:")


def test_whoever_waits_no_longer_is_told_how_to_go_on(server: Server, run: Run, there: There) -> None:
    server.on(TASK, told("PENDING"))
    result = run("generate", "cat", "-m", "wanx-v1", "--timeout", "0", *there)
    assert (result.stdout, result.exit_code) == ("", 1)
    assert result.stderr.splitlines() == [
        "task t-1 goes on; `danqing tasks wait t-1 --out .` waits for it",
        "RequestTimeOut: task t-1 is PENDING after 0 seconds; it goes on without us",
    ]


def test_all_that_is_known_can_be_had_as_json(server: Server, run: Run, there: There) -> None:
    server.on(SYNC, answered(server, "a-1.png"))
    result = run("generate", "cat", "--json", *there)
    assert json.loads(result.stdout) == {
        "status": "SUCCEEDED",
        "request_id": "r",
        "engine": "composer/1.0",
        "notes": {"ignored": "three tails"},
        "images": [{"path": "a-1.png", "url": f"{server.url}/files/a-1.png?Expires=1"}],
    }


@pytest.mark.parametrize(
    "words",
    [
        ("generate",),
        ("generate", "cat", "dog"),
        ("generate", "cat", "--n", "0"),
        ("generate", "cat", "--seed", "x"),
        ("generate", "cat", "--nope"),
        ("edit", "a.png"),
        ("draw", "cat"),
    ],
)
def test_what_is_no_command_line_exits_with_2(run: Run, words: tuple[str, ...]) -> None:
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
