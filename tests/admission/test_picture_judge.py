"""A judge of pictures on loopback: what it is shown, how its answers are read, and what happens when it is silent."""

from base64 import b64decode
from collections.abc import AsyncIterator, Iterator
from io import BytesIO

import msgspec
import pytest
from PIL import Image as Pictures

from danqing.admission.judge import Terms
from danqing.admission.picture_judge import INSTRUCTION, SIDE, PictureJudge, small
from danqing.core.errors import Unavailable
from danqing.core.image import Image
from danqing.core.job import Door, Job, Kind
from tests.client.recorded import DROP, Say, Server, say

pytestmark = pytest.mark.anyio
CHAT = "POST /v1/chat/completions"
JOB = Job(door=Door.TEXT2IMAGE, model="qwen-image", kind=Kind.DRAW, prompt="a secret wish")


def png(width: int, height: int, colour: float | tuple[float, ...] = (200, 30, 30), mode: str = "RGB") -> bytes:
    file = BytesIO()
    Pictures.new(mode, (width, height), colour).save(file, "PNG")
    return file.getvalue()


IMAGE = Image(png=png(1664, 928), width=1664, height=928, seed=1)


def answer(content: object) -> Say:
    return say({"choices": [{"message": {"content": content}}]})


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as open_server:
        yield open_server


class Bench:
    """Judges that are closed at the end."""

    def __init__(self, server: Server) -> None:
        self.url = f"{server.url}/v1"
        self.judges: list[PictureJudge] = []

    def judge(self, **more: object) -> PictureJudge:
        terms = msgspec.convert({"url": self.url, "model": "seeing", "instruction": INSTRUCTION} | more, Terms)
        self.judges.append(PictureJudge(terms))
        return self.judges[-1]


@pytest.fixture
async def bench(server: Server) -> AsyncIterator[Bench]:
    made = Bench(server)
    yield made
    for judge in made.judges:
        await judge.aclose()


async def test_it_is_shown_the_picture_made_smaller_and_not_the_prompt(server: Server, bench: Bench) -> None:
    server.on(CHAT, answer('{"safe": true}'))
    assert await bench.judge().look(JOB, IMAGE) is None
    (seen,) = server.got(CHAT)
    assert b"secret wish" not in seen.body
    body = msgspec.json.decode(seen.body)
    assert body["messages"][0] == {"role": "system", "content": INSTRUCTION}
    shown, words = body["messages"][1]["content"]
    assert words == {"type": "text", "text": "The picture."}
    head, _, data = shown["image_url"]["url"].partition(",")
    assert head == "data:image/jpeg;base64"
    with Pictures.open(BytesIO(b64decode(data))) as picture:
        assert (picture.format, picture.size) == ("JPEG", (SIDE, 428))


@pytest.mark.parametrize(
    ("content", "more", "rule"),
    [
        ('{"safe": true}', {}, None),
        ('{"safe": false, "category": "Gore"}', {}, "output:gore"),
        ('{"safe": false}', {}, "output:unsafe"),
        ("Safety: Unsafe\nCategories: Violent", {}, "output:violent"),
        ("Safety: Controversial", {}, None),
        ("Safety: Controversial", {"controversial": "refuse"}, "output:controversial"),
    ],
)
async def test_an_answer_is_a_rule_or_none(
    server: Server, bench: Bench, content: str, more: dict[str, object], rule: str | None
) -> None:
    server.on(CHAT, answer(content))
    found = await bench.judge(**more).look(JOB, IMAGE)
    assert (None if found is None else str(found)) == rule


@pytest.mark.parametrize("odd", [answer("It looks fine to me."), answer(None), say({}, 503), DROP])
async def test_without_a_judgement_the_terms_decide(server: Server, bench: Bench, odd: Say) -> None:
    server.on(CHAT, odd)
    assert await bench.judge(when_silent="open").look(JOB, IMAGE) is None
    with pytest.raises(Unavailable) as raised:
        await bench.judge(when_silent="closed").look(JOB, IMAGE)
    assert raised.value.retry


@pytest.mark.parametrize(("mode", "colour"), [("RGBA", (0, 0, 0, 0)), ("LA", (0, 0)), ("L", 255)])
def test_what_is_transparent_is_shown_on_white(mode: str, colour: float | tuple[float, ...]) -> None:
    with Pictures.open(BytesIO(small(png(20, 10, colour, mode)))) as seen:
        assert seen.size == (20, 10)
        assert min(seen.convert("L").tobytes()) >= 250
