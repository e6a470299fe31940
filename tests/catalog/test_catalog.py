from collections.abc import Mapping
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danqing.catalog.model import Model
from danqing.catalog.rules import SizeChoice, SizeRange
from danqing.core.errors import AccessDenied, InvalidInput, InvalidParameter, ModelNotFound, Refused, WrongUrl
from danqing.core.job import Call, Door, Job, Kind, Said, Size, Turn
from tests.catalog.calls import SHIPPED, ask, named, prompted, spoken

PICTURE = ("image", "https://example.com/a.png")
WORDS = ("text", "a cat")


def judged(call: Call) -> Job:
    return SHIPPED.check(SHIPPED.find(call), call, seed=7)


@pytest.mark.parametrize("door", list(Door))
@pytest.mark.parametrize("name", ["", "qwen-image-3", "QWEN-IMAGE", "wanx-v1 "])
def test_an_unknown_model_does_not_exist_at_any_endpoint(name: str, door: Door) -> None:
    with pytest.raises(ModelNotFound, match=r"^Model not exist\.$"):
        SHIPPED.find(Call(door=door, model=name))


@pytest.mark.parametrize("wants_async", [True, False])
@pytest.mark.parametrize(
    ("name", "door", "right"),
    [
        ("wanx-v1", Door.MULTIMODAL, "text2image/image-synthesis with X-DashScope-Async: enable for wanx-v1"),
        ("qwen-image-edit", Door.TEXT2IMAGE, "multimodal-generation/generation for qwen-image-edit"),
        ("qwen-image-edit", Door.IMAGE2IMAGE, "multimodal-generation/generation for qwen-image-edit"),
        ("wan2.2-t2i-flash", Door.GENERATION, "text2image/image-synthesis for wan2.2-t2i-flash"),
    ],
)
def test_a_model_at_a_wrong_endpoint_is_told_the_right_one(
    name: str, door: Door, right: str, *, wants_async: bool
) -> None:
    with pytest.raises(WrongUrl) as refusal:
        SHIPPED.find(Call(door=door, model=name, wants_async=wants_async))
    assert refusal.value.code == "InvalidParameter"
    assert refusal.value.message == f"url error, please check url！ Use POST /api/v1/services/aigc/{right}."


def test_a_model_with_two_endpoints_is_told_both() -> None:
    with pytest.raises(WrongUrl) as refusal:
        SHIPPED.find(Call(door=Door.IMAGE2IMAGE, model="qwen-image"))
    assert refusal.value.message == (
        "url error, please check url！ Use POST /api/v1/services/aigc/multimodal-generation/generation or "
        "POST /api/v1/services/aigc/text2image/image-synthesis with X-DashScope-Async: enable for qwen-image."
    )


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (Call(door=Door.TEXT2IMAGE, model="qwen-image"), "current user api does not support synchronous calls."),
        (Call(door=Door.TEXT2IMAGE, model="wanx-v1"), "current user api does not support synchronous calls."),
        (
            Call(door=Door.MULTIMODAL, model="qwen-image", wants_async=True),
            "current user api does not support asynchronous calls",
        ),
        (
            Call(door=Door.MULTIMODAL, model="qwen-image-edit-max", wants_async=True),
            "current user api does not support asynchronous calls",
        ),
    ],
)
def test_the_wrong_mode_is_refused_in_the_words_of_the_api(call: Call, words: str) -> None:
    with pytest.raises(AccessDenied) as refusal:
        SHIPPED.find(call)
    assert (refusal.value.status, refusal.value.code, refusal.value.message) == (403, "AccessDenied", words)


@pytest.mark.parametrize("wants_async", [True, False])
def test_wan_2_2_takes_both_modes_at_one_endpoint(*, wants_async: bool) -> None:
    call = Call(door=Door.TEXT2IMAGE, model="wan2.2-t2i-plus", wants_async=wants_async)
    assert SHIPPED.find(call).name == "wan2.2-t2i-plus"


def test_a_call_with_nothing_but_a_prompt_gets_every_default() -> None:
    assert judged(prompted("qwen-image", WORDS)) == Job(
        door=Door.TEXT2IMAGE,
        model="qwen-image",
        kind=Kind.DRAW,
        prompt="a cat",
        size=Size(width=1328, height=1328),
        n=1,
        seed=7,
        prompt_extend=True,
        answer=named("qwen-image").answer,
    )


def test_null_and_unknown_parameters_are_as_if_they_were_not_there() -> None:
    names = ["size", "n", "seed", "prompt_extend", "watermark", "negative_prompt", "style", "ref_mode", "ref_strength"]
    for model in SHIPPED.models:
        nothing = dict.fromkeys(names)
        unknown = {"result_format": "message", "is_async": True, "enable_search": False, "steps": [50], "n_": {}}
        assert ask(model.name, **nothing, **unknown) == ask(model.name)


def test_parameters_that_a_model_does_not_have_are_ignored_whatever_they_are() -> None:
    assert ask("qwen-image", style=5, ref_mode=[], ref_strength="x") == ask("qwen-image")
    assert ask("wanx-v1", prompt_extend="x", watermark=3) == ask("wanx-v1")


@pytest.mark.parametrize("blank", ["", " ", "\n\t", None])
def test_a_blank_negative_prompt_is_none(blank: str | None) -> None:
    assert ask("qwen-image-edit-max", negative_prompt=blank).negative_prompt == ""


@pytest.mark.parametrize("prompt", [None, "", " ", "\n", " " * 900 + "too late"])
def test_a_prompt_without_words_is_missing(prompt: str | None) -> None:
    with pytest.raises(InvalidParameter) as refusal:
        judged(prompted("qwen-image", ("text", prompt)))
    assert (refusal.value.code, refusal.value.message) == ("InvalidParameter", "Field required: input.prompt")


@pytest.mark.parametrize("call", [prompted("wanx-v1"), Call(door=Door.TEXT2IMAGE, model="wanx-v1", wants_async=True)])
def test_a_prompt_that_was_not_sent_is_missing(call: Call) -> None:
    with pytest.raises(InvalidParameter, match=r"^Field required: input\.prompt$"):
        judged(call)


@pytest.mark.parametrize("prompt", [5, True, ["a"], {"a": 1}])
def test_a_prompt_that_is_no_string_is_refused_by_name(prompt: Said) -> None:
    with pytest.raises(InvalidParameter, match=r"input\.prompt .* must be a string"):
        judged(prompted("qwen-image", ("text", prompt)))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (spoken("qwen-image"), "Field required: input.messages"),
        (spoken("qwen-image", Turn(parts=(WORDS,)), Turn(parts=(WORDS,))), "messages length only support 1"),
        (
            spoken("qwen-image", Turn(role="assistant", parts=(WORDS,))),
            "The input messages do not contain elements with the role of user.",
        ),
        (
            spoken("qwen-image", Turn(role=None, parts=(WORDS,))),
            "The input messages do not contain elements with the role of user.",
        ),
        (
            spoken("qwen-image", Turn(parts=(WORDS, ("video", "x")))),
            "The item of content should be a message of a certain modal.",
        ),
        (
            spoken("qwen-image", Turn(parts=(("", 5),))),
            "The item of content should be a message of a certain modal.",
        ),
        (spoken("qwen-image", Turn()), "Text request limit violated, expected 1."),
        (spoken("qwen-image", Turn(parts=(WORDS, WORDS))), "Text request limit violated, expected 1."),
        (spoken("qwen-image-edit", Turn(parts=(PICTURE,))), "Text request limit violated, expected 1."),
        (spoken("qwen-image-edit", Turn(parts=(PICTURE, WORDS, WORDS))), "Text request limit violated, expected 1."),
        (spoken("qwen-image", Turn(parts=(("text", " "),))), "Field required: input.messages.content.text"),
        (spoken("qwen-image-edit", Turn(parts=(WORDS,))), "lack of image or text"),
        (
            spoken("qwen-image-edit", Turn(parts=(*[PICTURE] * 4, WORDS))),
            "Range of images should be [1, 3], got 4.",
        ),
        (
            spoken("qwen-image", Turn(parts=(PICTURE, WORDS))),
            "content length only support 1: the model draws from one text and takes no image.",
        ),
    ],
)
def test_messages_are_one_turn_of_the_user_with_one_text_and_its_pictures(call: Call, words: str) -> None:
    with pytest.raises(InvalidParameter) as refusal:
        judged(call)
    assert (refusal.value.code, refusal.value.message) == ("InvalidParameter", words)


def test_the_text_may_stand_anywhere_among_the_pictures() -> None:
    job = judged(spoken("qwen-image-edit", Turn(parts=(PICTURE, WORDS, ("image", "oss://b")))))
    assert (job.prompt, job.images) == ("a cat", ("https://example.com/a.png", "oss://b"))


@pytest.mark.parametrize("picture", ["http://a/b", "HTTPS://a/b", "data:image/png;base64,aaaa", "oss://x/图 片.png"])
def test_a_picture_is_a_url_of_a_kind_that_can_be_had(picture: str) -> None:
    assert ask("qwen-image-edit", images=(picture,)).images == (picture,)


@pytest.mark.parametrize("picture", ["", "./nope.png", "file:///etc/passwd", "ftp://a/b", None, 5, True, ["http://a"]])
def test_a_picture_that_is_no_url_is_refused(picture: Said) -> None:
    with pytest.raises(InvalidInput, match=r"^Invalid URL provided in your request\. image must begin with http://"):
        ask("qwen-image-edit", images=(picture,))


def test_a_reference_to_a_model_that_takes_none_is_ignored_beside_a_prompt() -> None:
    assert judged(prompted("qwen-image", WORDS, PICTURE)) == judged(prompted("qwen-image", WORDS))


def test_of_several_references_the_first_counts() -> None:
    job = judged(prompted("wanx-v1", WORDS, ("image", None), PICTURE, ("image", "oss://sketch")))
    assert job.images == ("https://example.com/a.png",)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"n": 7}, "Range of n should be [1, 6], got 7."),
        ({"n": "2"}, "The type or value of n is out of definition: it must be a whole number in [1, 6], got '2'."),
        ({"n": True}, "The type or value of n is out of definition: it must be a whole number in [1, 6], got True."),
        ({"n": 1.5}, "The type or value of n is out of definition: it must be a whole number in [1, 6], got 1.5."),
        ({"n": 10**5000}, "Range of n should be [1, 6], got a number of more than 64 bits."),
        (
            {"watermark": "true"},
            "The type or value of watermark is out of definition: it must be true or false, got 'true'.",
        ),
        (
            {"prompt_extend": 1},
            "The type or value of prompt_extend is out of definition: it must be true or false, got 1.",
        ),
        (
            {"negative_prompt": ["x"]},
            "The type or value of negative_prompt is out of definition: it must be a string, got ['x'].",
        ),
        (
            {"size": "100*100"},
            "The type or value of size is out of definition: it must be width*height, each in [512, 2048], "
            "with at most 4194304 pixels in all, got '100*100'.",
        ),
    ],
)
def test_a_refusal_names_the_parameter_the_range_and_what_was_said(said: Mapping[str, Said], words: str) -> None:
    with pytest.raises(InvalidParameter) as refusal:
        ask("qwen-image-edit-plus", **said)
    assert refusal.value.message == words


def test_a_whole_number_may_be_written_with_a_point() -> None:
    job = ask("qwen-image-edit-plus", n=2.0, seed=5.0)
    assert (job.n, job.seed) == (2, 5)
    assert (type(job.n), type(job.seed)) == (int, int)


@pytest.mark.parametrize("name", [model.name for model in SHIPPED.models])
def test_a_refusal_is_short_whatever_was_said(name: str) -> None:
    with pytest.raises(Refused) as refusal:
        ask(name, n="x" * 1_000_000)
    assert len(refusal.value.message) < 500


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.integers(2**63, 2**70) | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
NEARLY = ["1024*1024", "1328*1328", "512*2048", "0*0", "99999*99999", "<auto>", "<anime>", "repaint", "refonly"]
NEARLY += ["https://a/b.png", "data:,", "oss://x", "user", "a cat"]
SAID = JSON | st.sampled_from(NEARLY) | st.integers(-2, 8)
TURN = st.builds(
    Turn,
    role=st.just("user") | SAID,
    parts=st.lists(st.tuples(st.sampled_from(["text", "image", "video", ""]), SAID), max_size=5).map(tuple),
)
PARAMETERS = st.dictionaries(
    st.sampled_from(
        ["size", "n", "seed", "style", "ref_mode", "ref_strength", "prompt_extend", "watermark", "negative_prompt", "x"]
    ),
    SAID,
)
MODEL = st.sampled_from(SHIPPED.models)


CALL = st.builds(
    Call,
    door=st.sampled_from(Door),
    model=st.sampled_from([model.name for model in SHIPPED.models]),
    wants_async=st.booleans(),
    turns=st.lists(TURN, max_size=2).map(tuple),
    parameters=PARAMETERS,
)


@given(CALL)
def test_whatever_is_said_is_found_or_refused(call: Call) -> None:
    with suppress(Refused):
        assert SHIPPED.find(call).name == call.model


@given(MODEL, CALL)
def test_whatever_is_said_becomes_a_job_or_a_refusal(model: Model, call: Call) -> None:
    with suppress(Refused):
        assert SHIPPED.check(model, call, seed=7).prompt.strip()


@given(MODEL, PARAMETERS)
def test_whatever_parameters_are_taken_the_job_is_inside_the_model(model: Model, parameters: dict[str, Said]) -> None:
    try:
        job = ask(model.name, **parameters)
    except Refused:
        return
    assert model.n.low <= job.n <= model.n.high
    assert 0 <= job.seed <= model.seed.high
    assert 0.0 <= job.ref_strength <= 1.0
    assert job.style == "" or (model.style and f"<{job.style}>" in model.style.choices)
    assert len(job.negative_prompt) <= model.negative_prompt.most


@given(MODEL, st.integers(0, 3000), st.integers(0, 3000))
def test_every_size_that_is_taken_is_a_documented_one(model: Model, width: int, height: int) -> None:
    said = f"{width}*{height}"
    try:
        size = ask(model.name, size=said).size
    except InvalidParameter:
        return
    match model.size:
        case SizeChoice(sizes=sizes, also=also):
            assert said in (*sizes, *also)
        case SizeRange(low=low, high=high, most=most):
            assert low <= min(width, height) <= max(width, height) <= high
            assert width * height <= most
        case _:
            assert size is None
            return
    assert str(size) == said
