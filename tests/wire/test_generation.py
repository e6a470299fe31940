from collections.abc import Callable

from danqing.core.job import Call, Door, Turn
from danqing.wire import generation


def test_a_request_of_python_is_understood(recorded: Callable[[str], bytes]) -> None:
    call = generation.decode(recorded("generation/python.request"), wants_async=True)
    assert call == Call(
        door=Door.GENERATION,
        model="wan2.6-t2i",
        wants_async=True,
        turns=(Turn(role="user", parts=(("text", "一只猫"),)),),
        parameters={"n": 1, "size": "1280*1280", "is_async": True},
    )


def test_a_call_is_read_as_it_was_written() -> None:
    call = Call(
        door=Door.GENERATION,
        model="wan2.6-image",
        wants_async=True,
        turns=(Turn(role="user", parts=(("image", "oss://a/图 片.png"), ("text", "一只猫"))),),
        parameters={"n": 1, "negative_prompt": "模糊"},
    )
    assert generation.decode(generation.encode(call), wants_async=True) == call
