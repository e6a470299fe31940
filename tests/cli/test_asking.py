import pytest

from danqing.catalog.load import load
from danqing.cli.asking import Way, Wish, call_of, parameters, way_of
from danqing.core.job import Call, Door, Said, Turn


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("qwen-image-plus", Way(sync=Door.MULTIMODAL, later=Door.TEXT2IMAGE)),
        ("qwen-image-edit-max", Way(sync=Door.MULTIMODAL)),
        ("wanx-v1", Way(later=Door.TEXT2IMAGE)),
    ],
)
def test_a_model_of_the_catalog_is_asked_for_as_the_catalog_says(name: str, way: Way) -> None:
    model = next(model for model in load().models if model.name == name)
    assert way_of(name, model) == way


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("my-own-edit", Way(sync=Door.MULTIMODAL)),
        ("qwen-image-edit-plus-2031-01-01", Way(sync=Door.MULTIMODAL)),
        ("qwen-image-max-2025-12-30", Way(sync=Door.MULTIMODAL)),
        ("qwen-image-plus-2026-01-09", Way(sync=Door.MULTIMODAL)),
        ("qwen-image-2.0-pro", Way(sync=Door.MULTIMODAL)),
        ("z-image-turbo", Way(sync=Door.MULTIMODAL)),
        ("wan2.6-t2i", Way(sync=Door.MULTIMODAL, later=Door.GENERATION)),
        ("wan2.5-t2i-preview", Way(later=Door.TEXT2IMAGE)),
        ("wan2.5-i2i-preview", Way(later=Door.IMAGE2IMAGE)),
        ("wanx2.1-imageedit", Way(later=Door.IMAGE2IMAGE)),
        ("flux-schnell", Way(later=Door.TEXT2IMAGE)),
    ],
)
def test_a_model_that_no_catalog_has_is_asked_for_as_its_family_is(name: str, way: Way) -> None:
    assert way_of(name, None) == way


@pytest.mark.parametrize(
    ("way", "as_task", "door", "wants_async"),
    [
        (Way(sync=Door.MULTIMODAL, later=Door.TEXT2IMAGE), False, Door.MULTIMODAL, False),
        (Way(sync=Door.MULTIMODAL, later=Door.TEXT2IMAGE), True, Door.TEXT2IMAGE, True),
        (Way(sync=Door.MULTIMODAL), True, Door.MULTIMODAL, False),
        (Way(later=Door.TEXT2IMAGE), False, Door.TEXT2IMAGE, True),
        (Way(sync=Door.TEXT2IMAGE, later=Door.TEXT2IMAGE), False, Door.TEXT2IMAGE, False),
        (Way(sync=Door.TEXT2IMAGE, later=Door.TEXT2IMAGE), True, Door.TEXT2IMAGE, True),
    ],
)
def test_a_task_is_asked_for_where_that_is_possible_or_the_only_way(
    way: Way, as_task: bool, door: Door, wants_async: bool
) -> None:
    call = call_of(Wish(model="m", prompt="p", parameters={}, as_task=as_task), way, ())
    assert (call.door, call.wants_async) == (door, wants_async)


def test_pictures_come_before_the_words_about_them() -> None:
    wish = Wish(model="m", prompt="hat on", images=("a.png", "b.png"), parameters={"n": 2})
    assert call_of(wish, Way(sync=Door.MULTIMODAL), ("oss://a", "oss://b")) == Call(
        door=Door.MULTIMODAL,
        model="m",
        turns=(Turn(parts=(("image", "oss://a"), ("image", "oss://b"), ("text", "hat on"))),),
        parameters={"n": 2},
    )


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        (parameters(), {}),
        (parameters(size="1328x1328"), {"size": "1328*1328"}),
        (parameters(size="1328*1328"), {"size": "1328*1328"}),
        (parameters(style="3d cartoon"), {"style": "<3d cartoon>"}),
        (parameters(style="<auto>"), {"style": "<auto>"}),
        (parameters(no_extend=True, watermark=True), {"prompt_extend": False, "watermark": True}),
        (parameters(seed=0, n=1), {"seed": 0, "n": 1}),
        (parameters(n=None, seed=None, negative_prompt=""), {}),
        (parameters(negative_prompt="模糊"), {"negative_prompt": "模糊"}),
    ],
)
def test_only_what_was_said_is_sent(said: dict[str, Said], sent: dict[str, Said]) -> None:
    assert said == sent
