from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from danqing.client.api import Api
from danqing.client.schedule import Schedule
from danqing.core.errors import Error, InvalidApiKey, InvalidParameter, Refused, TimedOut, Unavailable
from danqing.core.image import Failure
from danqing.core.job import Call, Door, Turn
from danqing.core.task import Status
from tests.client.conftest import Time
from tests.client.recorded import DROP, PNG, SILENCE, Say, Server, page, picture, say

pytestmark = pytest.mark.anyio

BASE = "/api/v1"
TEXT2IMAGE = f"POST {BASE}/services/aigc/text2image/image-synthesis"
MULTIMODAL = f"POST {BASE}/services/aigc/multimodal-generation/generation"
TASK = f"GET {BASE}/tasks/86ecf553-d340-4e21-xxxxxxxxx"

# Recorded from the real service, or printed in its documents; ids and signatures as they stand there.
CREATED = {
    "output": {"task_status": "PENDING", "task_id": "86ecf553-d340-4e21-xxxxxxxxx"},
    "request_id": "33da8e6b-1309-9a44-be83-352165959608",
}
RUNNING = {
    "request_id": "edbd4e81",
    "output": {
        "task_id": "86ecf553-d340-4e21-xxxxxxxxx",
        "task_status": "RUNNING",
        "submit_time": "2024-03-01 17:38:24.817",
        "scheduled_time": "2024-03-01 17:38:24.831",
        "task_metrics": {"TOTAL": 4, "SUCCEEDED": 0, "FAILED": 0},
    },
}
SUCCEEDED = {
    "request_id": "6662e925",
    "output": {
        "task_id": "86ecf553-d340-4e21-xxxxxxxxx",
        "task_status": "SUCCEEDED",
        "submit_time": "2024-03-01 17:38:24.817",
        "scheduled_time": "2024-03-01 17:38:24.831",
        "end_time": "2024-03-01 17:38:55.565",
        "results": [{"url": "https://x/1.png"}, {"url": "https://x/2.png"}],
        "task_metrics": {"TOTAL": 2, "SUCCEEDED": 2, "FAILED": 0},
    },
    "usage": {"image_count": 2},
}
PARTLY = {
    "request_id": "85eaba38",
    "output": {
        "task_id": "86ecf553-d340-4e21-xxxxxxxxx",
        "task_status": "SUCCEEDED",
        "results": [
            {"url": "https://x/1.png"},
            {"code": "InternalError.Timeout", "message": "An internal timeout error has occured during execution."},
        ],
        "task_metrics": {"TOTAL": 2, "SUCCEEDED": 1, "FAILED": 1},
    },
    "usage": {"image_count": 1},
}
FAILED = {
    "request_id": "c61f",
    "output": {
        "task_id": "86ecf553-d340-4e21-xxxxxxxxx",
        "task_status": "FAILED",
        "submit_time": "2025-11-11 11:46:28.116",
        "scheduled_time": "2025-11-11 11:46:28.154",
        "end_time": "2025-11-11 11:46:28.255",
        "code": "InvalidParameter",
        "message": "xxxxxxxx",
    },
}
UNKNOWN = {"request_id": "85c25460", "output": {"task_id": "86ecf553-d340-4e21-xxxxxxxxx", "task_status": "UNKNOWN"}}
ANSWERED = {
    "output": {
        "choices": [
            {
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": [{"image": "https://oss/7d/93/x233.png?Expires=1"}]},
            }
        ],
        "task_metric": {"FAILED": 0, "SUCCEEDED": 1, "TOTAL": 1},
    },
    "usage": {"height": 928, "image_count": 1, "width": 1664},
    "request_id": "5795d646",
}
THROTTLED = {"code": "Throttling.RateQuota", "message": "Requests rate limit exceeded.", "request_id": "r"}
POLICY = {
    "data": {
        "policy": "eyJleHBpcmF0aW9uIjoi",
        "signature": "n3dNX/aD3+WAly0QgzsURfiIk00=",
        "upload_dir": "dashscope-instant/52afe077/2025-07-12/b744f4f8",
        "upload_host": "set by the test",
        "expire_in_seconds": 300,
        "max_file_size_mb": 1024,
        "capacity_limit_mb": 999999999,
        "oss_access_key_id": "accessKeyId",
        "x_oss_object_acl": "private",
        "x_oss_forbid_overwrite": "true",
    },
    "request_id": "b744f4f8",
}

DRAW = Call(
    door=Door.TEXT2IMAGE,
    model="qwen-image-plus",
    wants_async=True,
    turns=(Turn(parts=(("text", "一只猫 a cat"),)),),
    parameters={"size": "1328*1328", "n": 1, "negative_prompt": "模糊"},
)
EDIT = Call(
    door=Door.MULTIMODAL,
    model="qwen-image-edit-plus",
    turns=(Turn(parts=(("image", "oss://d/图 片.png"), ("text", "戴上帽子"))),),
    parameters={"n": 2},
)


@pytest.fixture
async def api(server: Server, time: Time) -> AsyncIterator[Api]:
    async with Api(f"{server.url}{BASE}/", "sk-test", pace=time.pace) as api:
        yield api


async def test_an_asynchronous_call_is_sent_as_the_sdks_send_it(server: Server, api: Api) -> None:
    server.on(TEXT2IMAGE, say(CREATED))
    told = await api.create(DRAW)
    assert (told.task_id, told.status) == ("86ecf553-d340-4e21-xxxxxxxxx", "PENDING")
    (seen,) = server.seen
    assert seen.headers["authorization"] == "Bearer sk-test"
    assert seen.headers["x-dashscope-async"] == "enable"
    assert seen.headers["content-type"].startswith("application/json")
    assert "x-dashscope-ossresourceresolve" not in seen.headers
    assert "一只猫".encode() in seen.body
    assert seen.json == {
        "model": "qwen-image-plus",
        "input": {"prompt": "一只猫 a cat", "negative_prompt": "模糊"},
        "parameters": {"size": "1328*1328", "n": 1},
    }


async def test_a_synchronous_call_returns_its_images_and_who_drew_them(server: Server, api: Api) -> None:
    answer = say(
        ANSWERED,
        x_image_engine="composer/1.0",
        x_composer_understood="%E7%8C%AB, hat",
        x_composer_ignored="twice",
    )
    server.on(MULTIMODAL, answer)
    told = await api.generate(EDIT)
    assert told.urls == ("https://oss/7d/93/x233.png?Expires=1",)
    assert (told.width, told.height, told.image_count) == (1664, 928, 1)
    assert (told.engine, told.notes) == ("composer/1.0", {"understood": "猫, hat", "ignored": "twice"})
    (seen,) = server.seen
    assert "x-dashscope-async" not in seen.headers
    assert seen.headers["x-dashscope-ossresourceresolve"] == "enable"
    assert seen.json == {
        "model": "qwen-image-edit-plus",
        "input": {"messages": [{"role": "user", "content": [{"image": "oss://d/图 片.png"}, {"text": "戴上帽子"}]}]},
        "parameters": {"n": 2},
    }


async def test_a_task_is_polled_every_three_seconds_until_it_ends(server: Server, api: Api, time: Time) -> None:
    pending = {"request_id": "r", "output": CREATED["output"]}
    server.on(TEXT2IMAGE, say(CREATED))
    server.on(TASK, say(pending), say(RUNNING), say(SUCCEEDED, x_image_engine="composer/1.0"))
    heard: list[tuple[str, float]] = []
    told = await api.generate(DRAW, progress=lambda told, seconds: heard.append((told.status, seconds)))
    assert told.urls == ("https://x/1.png", "https://x/2.png")
    assert told.engine == "composer/1.0"
    assert heard == [("PENDING", 0.0), ("PENDING", 3.0), ("RUNNING", 6.0), ("SUCCEEDED", 9.0)]
    assert {seen.headers["authorization"] for seen in server.got(TASK)} == {"Bearer sk-test"}


async def test_a_failed_task_is_a_reply_that_says_why(server: Server, api: Api) -> None:
    server.on(TEXT2IMAGE, say(CREATED)).on(TASK, say(FAILED))
    told = await api.generate(DRAW)
    assert (told.status, told.code, told.message, told.images) == ("FAILED", "InvalidParameter", "xxxxxxxx", ())


async def test_a_partial_failure_tells_the_good_ones_and_why_the_others_are_missing(server: Server, api: Api) -> None:
    server.on(TASK, say(PARTLY))
    told = await api.wait("86ecf553-d340-4e21-xxxxxxxxx")
    good, bad = told.images
    assert good == "https://x/1.png"
    assert isinstance(bad, Failure)
    assert bad.code == "InternalError.Timeout"
    assert told.image_count == 1


async def test_an_unknown_task_has_ended(server: Server, api: Api, time: Time) -> None:
    server.on(TASK, say(UNKNOWN))
    assert (await api.wait("86ecf553-d340-4e21-xxxxxxxxx")).status == "UNKNOWN"
    assert time.slept == []


async def test_a_task_that_does_not_end_is_given_up_at_the_limit(server: Server, api: Api, time: Time) -> None:
    server.on(TASK, say(RUNNING))
    with pytest.raises(TimedOut, match="is RUNNING after 120 seconds") as caught:
        await api.wait("86ecf553-d340-4e21-xxxxxxxxx")
    assert caught.value.code == "RequestTimeOut"
    assert time.now == 1000 + 120
    assert time.slept[:10] == [3.0] * 10
    assert time.slept[10:-1] == sorted(time.slept[10:-1])
    assert 5.0 <= time.slept[10] <= time.slept[-2] <= 10.0


async def test_a_server_that_restarts_while_a_task_is_waited_for_is_forgiven(
    server: Server, api: Api, time: Time
) -> None:
    server.on(TASK, say(RUNNING), *[DROP] * 9, say({"code": "x", "message": "up soon"}, 503), say(SUCCEEDED))
    told = await api.wait("86ecf553-d340-4e21-xxxxxxxxx")
    assert told.status == "SUCCEEDED"
    assert len(server.seen) == 12


async def test_a_server_that_never_comes_back_is_the_reason_given(server: Server, api: Api) -> None:
    server.on(TASK, say(RUNNING), DROP)
    with pytest.raises(Unavailable, match="no answer from 127") as caught:
        await api.wait("86ecf553-d340-4e21-xxxxxxxxx")
    assert caught.value.code == "ConnectionFailed"


async def test_a_key_that_is_refused_while_waiting_ends_the_wait(server: Server, api: Api) -> None:
    bad_key = {"code": "InvalidApiKey", "message": "Invalid API-key provided.", "request_id": "fb53c4ec"}
    server.on(TASK, say(RUNNING), say(bad_key, 401))
    with pytest.raises(InvalidApiKey, match="Invalid API-key provided"):
        await api.wait("86ecf553-d340-4e21-xxxxxxxxx")
    assert len(server.seen) == 2


async def test_a_throttled_post_is_sent_again_as_soon_as_the_server_asks(server: Server, api: Api, time: Time) -> None:
    server.on(TEXT2IMAGE, say(THROTTLED, 429, Retry_After="7"), say(THROTTLED, 429), say(CREATED))
    assert (await api.create(DRAW)).status == "PENDING"
    assert time.slept == [7.0, 1.0]
    assert len({seen.body for seen in server.seen}) == 1


async def test_throttling_that_does_not_end_is_told_with_its_code(server: Server, api: Api, time: Time) -> None:
    server.on(TEXT2IMAGE, say(THROTTLED, 429))
    with pytest.raises(Refused, match="rate limit exceeded") as caught:
        await api.create(DRAW)
    assert (caught.value.code, caught.value.status) == ("Throttling.RateQuota", 429)
    assert len(server.seen) == 9
    assert sum(time.slept) <= 120


@pytest.mark.parametrize("answer", [DROP, say({"code": "x", "message": "m"}, 502), page(504)])
async def test_a_post_that_may_have_been_obeyed_is_not_sent_again(server: Server, api: Api, answer: Say) -> None:
    server.on(TEXT2IMAGE, answer, say(CREATED))
    with pytest.raises(Unavailable):
        await api.create(DRAW)
    assert len(server.seen) == 1


async def test_a_server_may_forbid_sending_again(server: Server, api: Api) -> None:
    server.on(TEXT2IMAGE, say(THROTTLED, 429, x_should_retry="false"), say(CREATED))
    with pytest.raises(Refused):
        await api.create(DRAW)
    assert len(server.seen) == 1


async def test_a_get_is_sent_again_when_its_connection_breaks(server: Server, api: Api, time: Time) -> None:
    server.on(TASK, DROP, page(502), say(SUCCEEDED))
    assert (await api.fetch("86ecf553-d340-4e21-xxxxxxxxx")).status == "SUCCEEDED"
    assert time.slept == [0.25, 0.5]


async def test_a_page_instead_of_an_error_is_told_by_its_status(server: Server, api: Api) -> None:
    server.on(MULTIMODAL, page(500))
    with pytest.raises(Error, match="HTTP 500 Internal Server Error") as caught:
        await api.create(EDIT)
    assert caught.value.status == 500


async def test_a_page_instead_of_an_answer_asks_whether_the_address_is_right(server: Server, api: Api) -> None:
    server.on(MULTIMODAL, page(200))
    with pytest.raises(Error, match=r"did not answer with JSON; is http://127.*/api/v1 the address"):
        await api.create(EDIT)


async def test_an_error_under_status_200_is_an_error(server: Server, api: Api) -> None:
    server.on(MULTIMODAL, say({"code": "InvalidParameter", "message": "no", "request_id": "r"}))
    with pytest.raises(Error, match="no") as caught:
        await api.create(EDIT)
    assert caught.value.code == "InvalidParameter"


async def test_a_synchronous_call_has_a_time_limit_too(server: Server, api: Api) -> None:
    server.on(MULTIMODAL, SILENCE)
    with pytest.raises(TimedOut, match=r"127\.0\.0\.1:\d+ did not answer in time"):
        await api.generate(EDIT, Schedule(limit=0.05))


async def test_a_pending_task_is_cancelled_and_another_is_not(server: Server, api: Api) -> None:
    refusal = {
        "request_id": "4d496c94",
        "code": "UnsupportedOperation",
        "message": "Failed to cancel the task, please confirm if the task is in PENDING status.",
    }
    server.on(f"POST {BASE}/tasks/a%2Fb/cancel", say({"request_id": "45ac7f13"}), say(refusal, 400))
    await api.cancel("a/b")
    assert server.seen[0].headers["content-length"] == "0"
    with pytest.raises(Refused, match="PENDING status") as caught:
        await api.cancel("a/b")
    assert caught.value.code == "UnsupportedOperation"


async def test_a_task_without_an_id_is_not_asked_for(server: Server, api: Api) -> None:
    with pytest.raises(InvalidParameter):
        await api.fetch("")
    assert server.seen == []


async def test_a_page_of_tasks_is_listed(server: Server, api: Api) -> None:
    recorded = {
        "total": 11,
        "data": [
            {
                "api_key_id": "42677",
                "caller_parent_id": "1493478651020171",
                "caller_uid": "1493478651020171",
                "end_time": 1709260685184,
                "gmt_create": 1709260684485,
                "model_name": "text-embedding-async-v2",
                "region": "cn-beijing",
                "request_id": "db5ce040",
                "start_time": 1709260684527,
                "status": "SUCCEEDED",
                "task_id": "6075262c",
                "user_api_unique_key": "apikey:v1:embeddings:text-embedding:text-embedding:text-embedding-async-v2",
            }
        ],
        "total_page": 2,
        "page_no": 2,
        "request_id": "fcb29ae5",
        "page_size": 10,
    }
    server.on(f"GET {BASE}/tasks", say(recorded))
    rows = await api.list(status=Status.SUCCEEDED, model="wanx-v1", page=2)
    assert (rows.total, rows.rows[0].task_id, rows.rows[0].submitted) == (11, "6075262c", 1709260684.485)
    assert server.seen[0].target == f"{BASE}/tasks?page_no=2&page_size=10&model_name=wanx-v1&status=SUCCEEDED"


async def test_models_are_read_page_by_page_until_nothing_new_comes(server: Server, api: Api) -> None:
    def some(*names: str) -> Say:
        return say({"output": {"models": [{"model": name} for name in names], "total": 3}})

    server.on(f"GET {BASE}/models", some("a", "b"), some("c"), some("c"))
    assert [entry.model for entry in await api.models()] == ["a", "b", "c"]
    assert [seen.target.partition("?")[2] for seen in server.seen] == [
        f"page_no={number}&page_size=100" for number in (1, 2, 3)
    ]


async def test_a_file_is_brought_in_the_form_that_the_sdks_post(server: Server, api: Api, tmp_path: Path) -> None:
    file = tmp_path / "图 片.png"
    file.write_bytes(PNG)
    policy = {**POLICY, "data": {**POLICY["data"], "upload_host": f"{server.url}/oss-upload?x=1"}}
    server.on(f"GET {BASE}/uploads", say(policy)).on("POST /oss-upload", Say())
    name = await api.upload(file, "wanx-v1")
    assert name == "oss://dashscope-instant/52afe077/2025-07-12/b744f4f8/图 片.png"
    asked, posted = server.seen
    assert asked.target == f"{BASE}/uploads?action=getPolicy&model=wanx-v1"
    assert posted.target == "/oss-upload?x=1"
    assert "authorization" not in posted.headers
    assert form(posted.body, posted.headers["content-type"]) == [
        ("OSSAccessKeyId", b"accessKeyId"),
        ("Signature", b"n3dNX/aD3+WAly0QgzsURfiIk00="),
        ("policy", b"eyJleHBpcmF0aW9uIjoi"),
        ("key", "dashscope-instant/52afe077/2025-07-12/b744f4f8/图 片.png".encode()),
        ("x-oss-object-acl", b"private"),
        ("x-oss-forbid-overwrite", b"true"),
        ("success_action_status", b"200"),
        ("x-oss-content-type", b"image/png"),
        ('file"; filename="图 片.png', PNG),
    ]


@pytest.mark.parametrize(
    ("answer", "code", "message"),
    [
        (
            Say(status=403, body=b"<Error><Code>AccessDenied</Code><Message>Policy &amp; expired.</Message></Error>"),
            "AccessDenied",
            "x.png could not be brought to 127.0.0.1: Policy & expired.",
        ),
        (say({"code": "BadRequest.TooLarge", "message": "big"}, 413), "BadRequest.TooLarge", "big"),
        (Say(status=204), "Unknown", "HTTP 204 No Content"),
    ],
)
async def test_a_file_that_is_not_taken_is_told_in_the_words_of_its_host(
    server: Server, api: Api, tmp_path: Path, answer: Say, code: str, message: str
) -> None:
    (tmp_path / "x.png").write_bytes(PNG)
    policy = {**POLICY, "data": {**POLICY["data"], "upload_host": f"{server.url}/oss"}}
    server.on(f"GET {BASE}/uploads", say(policy)).on("POST /oss", answer)
    with pytest.raises(Error) as caught:
        await api.upload(tmp_path / "x.png", "wanx-v1")
    assert caught.value.code == code
    assert message in caught.value.message
    assert len(server.got("POST /oss")) == 1


async def test_a_file_whose_upload_breaks_is_brought_again_to_another_place(
    server: Server, api: Api, tmp_path: Path
) -> None:
    (tmp_path / "x.png").write_bytes(PNG)
    policies = [
        say({**POLICY, "data": {**POLICY["data"], "upload_host": f"{server.url}/oss", "upload_dir": place}})
        for place in ("d/1", "d/2", "d/3")
    ]
    server.on(f"GET {BASE}/uploads", *policies).on("POST /oss", DROP, page(502), Say())
    assert await api.upload(tmp_path / "x.png", "wanx-v1") == "oss://d/3/x.png"
    assert len(server.got("POST /oss")) == 3
    server.on("POST /oss", DROP)
    with pytest.raises(
        Unavailable, match=r"x\.png could not be brought to 127\.0\.0\.1: RemoteProtocolError"
    ) as caught:
        await api.upload(tmp_path / "x.png", "wanx-v1")
    assert caught.value.code == "ConnectionFailed"


async def test_a_policy_without_a_place_to_bring_files_to_is_an_error(server: Server, api: Api, tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(PNG)
    server.on(f"GET {BASE}/uploads", say(POLICY))
    with pytest.raises(Error, match="'set by the test' is no URL to bring files to"):
        await api.upload(tmp_path / "x.png", "wanx-v1")


async def test_a_file_over_the_limit_or_not_there_is_not_sent(server: Server, api: Api, tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(b"x" * ((1 << 20) + 1))
    policy = {**POLICY, "data": {**POLICY["data"], "upload_host": f"{server.url}/oss", "max_file_size_mb": 1}}
    server.on(f"GET {BASE}/uploads", say(policy))
    with pytest.raises(Refused, match="larger than 1 MiB"):
        await api.upload(tmp_path / "x.png", "wanx-v1")
    with pytest.raises(InvalidParameter, match="cannot be read"):
        await api.upload(tmp_path / "y.png", "wanx-v1")
    assert server.got("POST /oss") == []


async def test_a_result_is_fetched_without_the_key(server: Server, api: Api, tmp_path: Path) -> None:
    server.on("GET /x.png", picture())
    await api.download(f"{server.url}/x.png", tmp_path / "x.png")
    assert (tmp_path / "x.png").read_bytes() == PNG
    assert "authorization" not in server.seen[0].headers


async def test_what_is_on_this_machine_is_behind_no_proxy(
    server: Server, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    server.on(TASK, say(SUCCEEDED))
    async with Api(f"{server.url}{BASE}", "k", pace=time.pace) as api:
        assert (await api.fetch("86ecf553-d340-4e21-xxxxxxxxx")).status == "SUCCEEDED"


async def test_no_server_at_all_is_told_as_such(time: Time) -> None:
    async with Api("http://127.0.0.1:1/api/v1", "k", pace=time.pace) as api:
        with pytest.raises(Unavailable, match=r"no answer from 127\.0\.0\.1:1: ConnectError") as caught:
            await api.list()
    assert caught.value.code == "ConnectionFailed"


def form(body: bytes, content_type: str) -> list[tuple[str, bytes]]:
    """Take a multipart form apart as its bytes lie: (name, value) in order."""
    boundary = content_type.partition("boundary=")[2].encode()
    parts = body.split(b"--" + boundary)[1:-1]
    fields: list[tuple[str, bytes]] = []
    for part in parts:
        head, _, value = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        name = head.split(b"\r\n")[0].partition(b'; name="')[2].decode().rstrip('"')
        fields.append((name, value.removesuffix(b"\r\n")))
    return fields


@pytest.mark.parametrize("key", ["sk-…", "sk-\n", "sk-\x00"])
def test_a_key_that_no_header_can_carry_is_refused_at_once(key: str) -> None:
    with pytest.raises(InvalidApiKey, match="characters that no key has"):
        Api("http://127.0.0.1/api/v1", key)


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://x/api/v1", "http://", "http://[::1/api/v1", ""])
def test_a_base_url_that_is_none_is_refused_at_once(url: str) -> None:
    with pytest.raises(InvalidParameter, match="is no base URL"):
        Api(url, "sk")
