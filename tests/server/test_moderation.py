"""Refused prompts and pictures as somebody meets them at the doors."""

import re
import shlex
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from danqing.admission.entry import Act, Wanted
from danqing.admission.moderation_words import BadWords, Rule, Words, load
from danqing.app import Service
from danqing.cli import app
from danqing.core.image import Image
from danqing.core.job import Job
from danqing.settings import Settings
from tests.client.recorded import Server, say
from tests.service import ASYNC, T2I, Running, in_memory, running

pytestmark = pytest.mark.anyio
INPUT = ("DataInspectionFailed", "Input data may contain inappropriate content.")
OUTPUT = {"code": "DataInspectionFailed", "message": "Output data may contain inappropriate content."}
ADMIN = Act(who="admin:anna")
CHAT = "POST /v1/chat/completions"


PAGE = (Path(__file__).parents[2] / "docs" / "moderation.md").read_text(encoding="utf-8")


def shown(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("line", [line for block in shown("console") for line in block.splitlines()])
def test_a_command_of_the_page_is_understood(line: str) -> None:
    told = CliRunner().invoke(app, [*shlex.split(line)[1:], "--help"])
    assert told.exit_code == 0, told.output


@pytest.mark.parametrize("block", shown("toml"))
def test_the_settings_of_the_page_are_settings(tmp_path: Path, block: str) -> None:
    file = tmp_path / "danqing.toml"
    file.write_text(block, encoding="utf-8")
    moderation = Settings.load(file).moderation
    assert moderation.judge_url or moderation.pictures_url


def test_the_list_of_the_page_is_a_list(tmp_path: Path) -> None:
    (block,) = shown("text")
    file = tmp_path / "own.txt"
    file.write_text(block, encoding="utf-8")
    words = Words(load(file))
    assert words.struck("our competitors' logo")
    assert words.struck("a tour of the Rufus Firefly museum") == []


@pytest.mark.parametrize(
    ("prompt", "negative_prompt"),
    [("a P.O.R.N poster", ""), ("一張裸體畫", ""), ("a cat", "ｐｏｒｎ"), ("a cat", "p0rn, blurry")],
)
async def test_a_synchronous_call_is_refused_at_once(service: Running, prompt: str, negative_prompt: str) -> None:
    answer = await service.draw(prompt, negative_prompt=negative_prompt)
    body = answer.json()
    assert (answer.status_code, body["code"], body["message"]) == (400, *INPUT)
    assert set(body) == {"code", "message", "request_id"}
    assert answer.headers["x-should-retry"] == "false"
    assert service.fake.ran == []


async def test_an_asynchronous_call_becomes_a_task_that_has_failed(service: Running) -> None:
    created = await service.create("a p o r n poster")
    assert (created.status_code, created.json()["output"]["task_status"]) == (200, "PENDING")
    output = (await service.ended(created.json()["output"]["task_id"]))["output"]
    assert (output["task_status"], output["code"], output["message"]) == ("FAILED", *INPUT)
    assert service.fake.ran == []


async def test_a_refused_prompt_fetches_no_picture_and_costs_nothing(service: Running) -> None:
    body = {"model": "wanx-v1", "input": {"prompt": "porn", "ref_img": "http://127.0.0.1:9/none.png"}}
    created = await service.http.post(T2I, json=body, headers=ASYNC)
    output = (await service.ended(created.json()["output"]["task_id"]))["output"]
    assert (output["code"], output["message"]) == INPUT
    assert "usage" not in await service.fetch(output["task_id"])


async def test_every_refusal_is_in_the_audit_log_and_the_prompt_is_not(service: Running) -> None:
    sync = (await service.draw("my secret wish is porn")).json()["request_id"]
    asynchronous = (await service.create("my secret wish is cocaine")).json()["request_id"]
    sheet = await service.service.tenancy.audit.entries(Wanted(action="moderation.refused"))
    told = {entry.request_id: entry for entry in sheet.entries}
    assert set(told) == {sync, asynchronous}
    assert told[sync].target == "rule:sexual:porn*"
    assert told[asynchronous].target == "rule:drugs:cocaine"
    assert {(entry.account, entry.who, entry.code) for entry in sheet.entries} == {("1", "key:1", INPUT[0])}
    assert "secret" not in repr(sheet)


async def test_an_operator_overrules_while_the_server_runs(service: Running) -> None:
    gate = service.service.moderation
    await gate.overrulings.put("sexual:porn*", "1", by=ADMIN)
    assert (await service.draw("food porn, a burger")).status_code == 200
    await gate.overrulings.drop("sexual:porn*", "1", by=ADMIN)
    assert (await service.draw("food porn, a burger")).status_code == 400
    await gate.overrulings.put("allow:food porn", by=ADMIN)
    assert (await service.draw("Food-Porn, a burger")).status_code == 200
    assert (await service.draw("porn, a burger")).status_code == 400


async def test_a_decision_holds_after_a_restart(tmp_path: Path) -> None:
    settings = in_memory(tmp_path, data={"folder": tmp_path / "data", "ephemeral": False})
    async with running(settings) as first:
        await first.service.moderation.overrulings.put("sexual:porn*", by=ADMIN)
        key = first.key
    async with running(settings) as second:
        second.http.headers["Authorization"] = f"Bearer {key}"
        assert (await second.draw("food porn")).status_code == 200
        assert (await second.draw("cocaine")).status_code == 400


async def test_words_can_be_switched_off_and_an_operators_own_laid_on_top(tmp_path: Path) -> None:
    async with running(in_memory(tmp_path, moderation={"words": "off"})) as lenient:
        assert (await lenient.draw("porn")).status_code == 200
    own = tmp_path / "own.txt"
    own.write_text("politics:freedonia\n")
    async with running(in_memory(tmp_path, moderation={"words_file": own, "negative_prompts": "off"})) as strict:
        assert (await strict.draw("the flag of Freedonia")).status_code == 400
        assert (await strict.draw("a flag", negative_prompt="porn")).status_code == 200


class OddOnes:
    """Refuses pictures with an odd seed."""

    async def look(self, job: Job, image: Image) -> Rule | None:
        return Rule("output", "odd") if image.seed % 2 else None


@pytest.fixture
async def looking(tmp_path: Path) -> AsyncGenerator[Running]:
    async with running(in_memory(tmp_path), output_judge=OddOnes()) as service:
        yield service


async def test_a_picture_that_is_refused_is_one_that_failed_among_those_that_did_not(looking: Running) -> None:
    created = (await looking.create("a cat", "wanx-v1", n=4, seed=10)).json()["output"]["task_id"]
    body = await looking.ended(created)
    assert body["output"]["task_status"] == "SUCCEEDED"
    assert body["output"]["task_metrics"] == {"TOTAL": 4, "SUCCEEDED": 2, "FAILED": 2}
    assert body["usage"] == {"image_count": 2}
    assert [item if "code" in item else "url" for item in body["output"]["results"]] == ["url", OUTPUT, "url", OUTPUT]


async def test_a_call_whose_only_picture_is_refused_fails_with_its_words(looking: Running) -> None:
    answer = await looking.draw("a cat", seed=11)
    body = answer.json()
    assert (answer.status_code, body["code"], body["message"]) == (400, *OUTPUT.values())
    sheet = await looking.service.tenancy.audit.entries(Wanted(action="moderation.refused"))
    assert [(entry.target, entry.request_id) for entry in sheet.entries] == [("rule:output:odd", body["request_id"])]


@pytest.fixture
def guard() -> Iterator[Server]:
    with Server() as server:
        yield server


def judged(content: str) -> object:
    return {"choices": [{"message": {"content": content}}]}


async def test_a_judge_is_asked_about_what_the_words_let_pass(tmp_path: Path, guard: Server) -> None:
    guard.on(CHAT, say(judged("Safety: Unsafe\nCategories: Violent")), say(judged("Safety: Safe\nCategories: None")))
    judge = {"judge_url": f"{guard.url}/v1", "judge_key": "k-1"}
    async with running(in_memory(tmp_path, moderation=judge)) as service:
        assert (await service.draw("porn")).status_code == 400
        assert guard.got(CHAT) == []
        assert (await service.draw("something subtle")).json()["code"] == INPUT[0]
        assert (await service.draw("a cat")).status_code == 200
        assert [seen.json["model"] for seen in guard.got(CHAT)] == ["Qwen3Guard-Gen-0.6B"] * 2
        await service.service.moderation.overrulings.put("judge:*", by=ADMIN)
        assert (await service.draw("something subtle")).status_code == 200


@pytest.mark.parametrize(("silent", "status"), [("open", 200), ("closed", 503)])
async def test_a_silent_judge_lets_pass_or_closes_the_door(tmp_path: Path, silent: str, status: int) -> None:
    judge = {"judge_url": "http://127.0.0.1:9/v1", "judge_silent": silent}
    async with running(in_memory(tmp_path, moderation=judge)) as service:
        assert (await service.draw("a cat")).status_code == status
        assert (await service.create("a cat")).status_code == status


async def test_a_bad_list_stops_the_start(tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text("just a word\n")
    service = Service(settings=in_memory(tmp_path, moderation={"words_file": own}))
    with pytest.raises(BadWords, match=r"own\.txt, line 1: a rule is written as category:word"):
        async with service.open():
            pass


async def test_a_judge_of_pictures_looks_at_each_before_it_is_kept(tmp_path: Path, guard: Server) -> None:
    guard.on(CHAT, say(judged('{"safe": false, "category": "gore"}')), say(judged('{"safe": true}')))
    eyes = {"pictures_url": f"{guard.url}/v1", "pictures_key": "k-2"}
    async with running(in_memory(tmp_path, moderation=eyes)) as service:
        body = await service.ended((await service.create("a cat", n=1)).json()["output"]["task_id"])
        assert (body["output"]["task_status"], body["output"]["code"]) == ("FAILED", OUTPUT["code"])
        assert (await service.draw("a cat")).status_code == 200
        assert [seen.headers["authorization"] for seen in guard.got(CHAT)] == ["Bearer k-2"] * 2
        sheet = await service.service.tenancy.audit.entries(Wanted(action="moderation.refused"))
        assert [entry.target for entry in sheet.entries] == ["rule:output:gore"]
