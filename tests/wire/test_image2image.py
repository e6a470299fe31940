import json
from collections.abc import Callable

from danqing.core.job import Door, Turn
from danqing.wire import image2image


def test_the_images_come_after_the_words(recorded: Callable[[str], bytes]) -> None:
    call = image2image.decode(recorded("image2image/python-images.request"), wants_async=True)
    assert call.door is Door.IMAGE2IMAGE
    parts = (("text", "一只猫"), ("image", "https://x/1.png"), ("image", "https://x/2.png"))
    assert call.turns == (Turn(role="user", parts=parts),)


def test_what_the_api_knows_and_danqing_does_not_is_dropped_from_the_input(recorded: Callable[[str], bytes]) -> None:
    call = image2image.decode(recorded("image2image/python-base.request"), wants_async=True)
    assert call.turns == (Turn(role="user", parts=(("text", "一只猫"), ("image", "https://x/1.png"))),)


def test_a_single_image_is_written_as_a_list_too(recorded: Callable[[str], bytes]) -> None:
    call = image2image.decode(recorded("image2image/python-base.request"), wants_async=True)
    assert json.loads(image2image.encode(call))["input"] == {"prompt": "一只猫", "images": ["https://x/1.png"]}
