"""Every body that is kept is described, is read, and says the same when it is written again."""

from pathlib import Path

import pytest

from danqing.core.errors import BadRequest
from danqing.core.job import Door
from danqing.wire import doors

RECORDED = Path(__file__).parent / "recorded"
DOORS = {door.name.lower(): door for door in Door}
REQUESTS = sorted(path for path in RECORDED.glob("*/*.request.json") if path.parent.name in DOORS)


def test_every_body_is_described_and_every_description_has_a_body() -> None:
    lines = (RECORDED / "README.md").read_text().splitlines()
    described = sorted(line.split("`")[1] for line in lines if line.startswith("| `"))
    assert described == sorted(str(path.relative_to(RECORDED)) for path in RECORDED.glob("*/*.json"))


@pytest.mark.parametrize("path", REQUESTS, ids=lambda path: path.stem)
@pytest.mark.parametrize("wants_async", [True, False])
def test_a_request_says_the_same_when_it_is_sent_on(path: Path, wants_async: bool) -> None:
    door = DOORS[path.parent.name]
    call = doors.DECODE[door](path.read_bytes(), wants_async=wants_async)
    assert call.door is door
    assert call.wants_async is wants_async
    assert call.turns[0].parts
    assert doors.DECODE[door](doors.ENCODE[door](call), wants_async=wants_async) == call


@pytest.mark.parametrize("path", REQUESTS, ids=lambda path: path.stem)
def test_a_request_cut_short_is_refused(path: Path) -> None:
    whole = path.read_bytes().strip()
    decode = doors.DECODE[DOORS[path.parent.name]]
    for end in range(len(whole)):
        with pytest.raises(BadRequest):
            decode(whole[:end], wants_async=True)
