"""Two accounts and eight clients against one server or several, for a minute: nothing over a limit, nothing lost."""

import asyncio
import itertools
import json
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvloop

from bench.table import Row
from danqing.app.ledgers import LEDGER_FILE
from danqing.database.postgres_session import Session
from tests.live import Live
from tests.service import ASYNC, T2I, fake_models

SECONDS = 60.0
CLIENTS = 4
"""Of each account, each with a key of its own: limits are their account's."""


@dataclass(frozen=True, slots=True)
class Lane:
    """An account and a model; both are asked for more than the limits let in."""

    account: str
    model: str
    a_second: int
    at_once: int

    @property
    def prompt(self) -> str:
        """A prompt that takes a tenth longer than this lane can bear."""
        return f"a cat [slow {1.1 * self.at_once / self.a_second:.3f}]"


LANES = (
    Lane("default", "qwen-image", 2, 2),  # as documented
    Lane("default", "wanx-v1", 2, 1),
    Lane("second", "qwen-image", 20, 3),  # raised
    Lane("second", "wanx-v1", 2, 1),
)
MOODS = ("", "", "", "[partial]", "[reject]")


@dataclass(slots=True)
class Answers:
    """What the clients were told."""

    accepted: list[str] = field(default_factory=list[str])
    statuses: Counter[int] = field(default_factory=Counter[int])
    hasty: int = 0
    """Answers of 429 without `Retry-After`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the answers and the ledger said at the end."""

    answers: Answers
    fastest: dict[Lane, int]
    """Submissions that were accepted in some second, at most."""
    busiest: dict[Lane, int]
    """Tasks in process in some moment, at most."""
    lost: list[str]
    """Tasks that were accepted and have not ended, or that ended and nobody was told of."""
    drawn: int
    counted: int
    """Images of tasks that succeeded, and images in the books."""


def rows() -> list[Row]:
    """Hammer for a minute."""
    with tempfile.TemporaryDirectory(prefix="danqing-bench-") as folder:
        found = hammered(Path(folder), SECONDS)
    told = found.answers.statuses
    errors = sum(count for status, count in told.items() if status >= 500)
    return [
        Row(f"requests in {SECONDS:.0f} s, 2 accounts, {2 * CLIENTS} clients", f"{told.total():,}"),
        Row("tasks accepted", f"{len(found.answers.accepted):,}"),
        Row("submissions turned away with 429", f"{told[429]:,}"),
        Row("answers of 500 and above", str(errors), "0"),
        *(Row(f"{_named(lane)}: most in a second", str(most), f"≤ {lane.a_second}")
          for lane, most in found.fastest.items()),
        *(Row(f"{_named(lane)}: most at once", str(most), f"≤ {lane.at_once}") for lane, most in found.busiest.items()),
        Row("tasks lost", str(len(found.lost)), "0"),
        Row("images drawn, and in the books", f"{found.drawn:,}, {found.counted:,}", "equal"),
    ]  # fmt: skip


def hammered(folder: Path, seconds: float, *, ledger: str = "", servers: int = 1) -> Found:
    """Hammer servers for so long, let them end what they accepted, and look into their ledger.

    Without a `ledger`, the address of a database that several can share, the one server has its own file.
    """
    settings = {
        "engines__processes": 8,
        "engines__models_file": fake_models(folder),
        "limits__submissions_per_second": "documented",
        "log__level": "error",
        "data__url": ledger,
        "storage__url": f"file://{folder / 'files'}",
    }
    with ExitStack() as stack:
        live = [stack.enter_context(Live(folder / f"data-{number}", **settings)) for number in range(servers)]
        runner = stack.enter_context(asyncio.Runner(loop_factory=uvloop.new_event_loop))
        answers = runner.run(_hammer(live, seconds))
        for server in live:
            server.terminate()
    if ledger:
        session = Session(ledger, "danqing hammer")
        session.connect()
        try:
            return _look(lambda query: session.execute(query).fetchall(), answers)
        finally:
            session.close()
    with closing(sqlite3.connect(folder / "data-0" / LEDGER_FILE)) as db:
        db.row_factory = sqlite3.Row
        return _look(lambda query: db.execute(query).fetchall(), answers)


async def _hammer(servers: Sequence[Live], seconds: float) -> Answers:
    answers = Answers()
    token = (servers[0].folder / "admin-token").read_text().strip()
    async with httpx.AsyncClient(
        base_url=servers[0].origin, headers={"Authorization": f"Bearer {token}"}, timeout=60
    ) as http:
        keys = await _keys(http)
        ends = time.monotonic() + seconds
        at = itertools.cycle(server.origin for server in servers)
        clients = [_client(next(at), account, key, ends, answers) for account, key in keys]
        await asyncio.gather(*clients)
        while await _left(http):  # noqa: ASYNC110  the server is another process
            await asyncio.sleep(0.2)
    return answers


async def _keys(admin: httpx.AsyncClient) -> list[tuple[str, str]]:
    """Make the second account, its limits and everybody's keys; return pairs of account and key."""
    _good(await admin.put("/admin/v1/accounts/second", json={}))
    raised = {"submissions_per_second": LANES[2].a_second, "running_at_once": LANES[2].at_once}
    _good(await admin.put("/admin/v1/accounts/second/limits/qwen-image", json=raised))
    keys: list[tuple[str, str]] = []
    for account in ("default", "second"):
        for _ in range(CLIENTS):
            made = _good(await admin.post(f"/admin/v1/accounts/{account}/keys", json={}))
            keys.append((account, made.json()["secret"]))
    return keys


async def _client(origin: str, account: str, key: str, ends: float, answers: Answers) -> None:
    """Submit, fetch and now and then cancel without a pause; what is refused is tried again at once."""
    lanes = [lane for lane in LANES if lane.account == account]
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=origin, headers=headers, timeout=60) as http:
        for turn, lane, mood in zip(itertools.count(), itertools.cycle(lanes), itertools.cycle(MOODS), strict=False):
            if time.monotonic() > ends:
                return
            body = {
                "model": lane.model,
                "input": {"prompt": lane.prompt + mood},
                "parameters": {"n": 1 if lane.model == "qwen-image" else 2},
            }
            answer = await http.post(T2I, json=body, headers=ASYNC)
            answers.statuses[answer.status_code] += 1
            answers.hasty += answer.status_code == 429 and "retry-after" not in answer.headers
            if answer.status_code == 200:
                answers.accepted.append(answer.json()["output"]["task_id"])
            if answers.accepted:
                task = answers.accepted[-1 - turn % min(8, len(answers.accepted))]
                asked = await (http.post(f"/api/v1/tasks/{task}/cancel") if turn % 40 == 7 else
                               http.get(f"/api/v1/tasks/{task}"))  # fmt: skip
                answers.statuses[asked.status_code] += 1


async def _left(admin: httpx.AsyncClient) -> int:
    asked = [f"/admin/v1/tasks?status={status}&page_size=1" for status in ("PENDING", "RUNNING")]
    return sum([_good(await admin.get(url)).json()["total"] for url in asked])


def _good(answer: httpx.Response) -> httpx.Response:
    if answer.status_code != 200:
        raise RuntimeError(answer.text)
    return answer


def _look(found: Callable[[str], Sequence[Any]], answers: Answers) -> Found:
    accounts = {row["name"]: row["id"] for row in found("SELECT name, CAST(id AS TEXT) AS id FROM account")}
    tasks = found("SELECT * FROM task ORDER BY submitted")
    of = {
        lane: [task for task in tasks if (task["account"], task["model"]) == (accounts[lane.account], lane.model)]
        for lane in LANES
    }
    ended = Counter(task["id"] for task in tasks if task["status"] in {"SUCCEEDED", "FAILED", "CANCELED"})
    good = [json.loads(task["outcome"]) for task in tasks if task["status"] == "SUCCEEDED"]
    return Found(
        answers=answers,
        fastest={lane: _fastest([task["submitted"] for task in theirs]) for lane, theirs in of.items()},
        busiest={lane: _busiest(theirs) for lane, theirs in of.items()},
        lost=sorted(((Counter(answers.accepted) - ended) + (ended - Counter(answers.accepted))).elements()),
        drawn=sum("key" in picture for outcome in good for picture in outcome["pictures"]),
        counted=found("SELECT coalesce(sum(images), 0) AS images FROM usage")[0]["images"],
    )


def _fastest(times: Sequence[float]) -> int:
    """Return how many lie in one second at most, wherever it begins."""
    first, most = 0, 0
    for last, time_ in enumerate(times):
        while times[first] <= time_ - 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def _busiest(tasks: Sequence[sqlite3.Row]) -> int:
    """Return how many ran at once at most; what was cancelled never ran."""
    ran = [task for task in tasks if task["attempt"]]
    moves = sorted([(task["ended"], -1) for task in ran] + [(task["scheduled"], 1) for task in ran])
    return max(itertools.accumulate((step for _, step in moves), initial=0))


def _named(lane: Lane) -> str:
    return f"{lane.account}, {lane.model}"
