"""The numbers of the public documents, one by one.

001 is the reference of wanx-v1, 002 the text-to-image guide, 003 the editing reference, 000 and 004 the Qwen-Image
reference.
"""

import pytest

from danqing.core.errors import InvalidParameter
from danqing.core.job import Answer, Door, Kind, Size
from tests.catalog.calls import SHIPPED, ask, named

QWEN = ["qwen-image", "qwen-image-plus"]
WAN = ["wan2.2-t2i-plus", "wan2.2-t2i-flash", "wanx2.1-t2i-plus", "wanx2.1-t2i-turbo", "wanx2.0-t2i-turbo"]
EDITS_OF_CHOICE = [
    "qwen-image-edit-plus",
    "qwen-image-edit-plus-2025-10-30",
    "qwen-image-edit-plus-2025-12-15",
    "qwen-image-edit-max",
    "qwen-image-edit-max-2026-01-16",
]
EDITS = ["qwen-image-edit", *EDITS_OF_CHOICE]
ALL = [*QWEN, *EDITS, "wanx-v1", *WAN]

STYLES = ["photography", "portrait", "3d cartoon", "anime", "oil painting", "watercolor", "sketch"]
STYLES += ["chinese painting", "flat illustration"]


def size(said: str) -> Size:
    width, height = said.split("*")
    return Size(width=int(width), height=int(height))


def test_the_shipped_catalog_has_every_model_of_the_documents_and_no_other() -> None:
    assert sorted(model.name for model in SHIPPED.models) == sorted(ALL)


@pytest.mark.parametrize(
    ("names", "sync", "asynchronous"),
    [
        pytest.param(QWEN, (Door.MULTIMODAL,), (Door.TEXT2IMAGE,), id="000 004: both ways"),
        pytest.param(EDITS, (Door.MULTIMODAL,), (), id="003: no asynchronous interface"),
        pytest.param(["wanx-v1"], (), (Door.TEXT2IMAGE,), id="001: asynchronous only"),
        pytest.param(WAN[:2], (Door.TEXT2IMAGE,), (Door.TEXT2IMAGE,), id="SDK sync_call: wan2.2"),
        pytest.param(WAN[2:], (), (Door.TEXT2IMAGE,), id="002: asynchronous only"),
    ],
)
def test_models_are_served_where_the_documents_say(
    names: list[str], sync: tuple[Door, ...], asynchronous: tuple[Door, ...]
) -> None:
    for name in names:
        model = named(name)
        assert (model.sync_doors, model.async_doors) == (sync, asynchronous)


@pytest.mark.parametrize("said", ["1664*928", "1472*1140", "1328*1328", "1140*1472", "928*1664"])
@pytest.mark.parametrize("name", QWEN)
def test_qwen_image_draws_the_five_sizes_of_002_and_004(name: str, said: str) -> None:
    assert ask(name, size=said).size == size(said)


@pytest.mark.parametrize("said", ["1472*1104", "1104*1472"])
def test_qwen_image_draws_the_corrected_sizes_of_later_documents_too(said: str) -> None:
    assert ask("qwen-image", size=said).size == size(said)


@pytest.mark.parametrize("name", QWEN)
def test_qwen_image_is_1328_square_by_default_as_002_and_004_say(name: str) -> None:
    assert ask(name).size == size("1328*1328")


@pytest.mark.parametrize("said", ["1024*1024", "1328x1328", "1328*1328*3", "", "0*0", "1328 * 1328", "１３２８*1328"])
def test_qwen_image_refuses_other_sizes_and_names_those_of_004(said: str) -> None:
    with pytest.raises(InvalidParameter) as refusal:
        ask("qwen-image", size=said)
    assert refusal.value.message == (
        "The size is not match the allowed size "
        f"['1664*928', '1472*1140', '1328*1328', '1140*1472', '928*1664'], got {said!r}."
    )


@pytest.mark.parametrize("said", ["1024*1024", "720*1280", "768*1152", "1280*720"])
def test_wanx_v1_draws_the_four_sizes_of_001(said: str) -> None:
    assert ask("wanx-v1", size=said).size == size(said)


def test_wanx_v1_is_1024_square_by_default_as_001_says() -> None:
    assert ask("wanx-v1").size == size("1024*1024")


@pytest.mark.parametrize("said", ["1328*1328", "1024x1024", 1024])
def test_wanx_v1_refuses_other_sizes_in_the_words_of_001_which_name_three(said: object) -> None:
    with pytest.raises(InvalidParameter) as refusal:
        ask("wanx-v1", size=said)
    assert refusal.value.message == "The size is not match the allowed size ['1024*1024', '720*1280', '1280*720']"


@pytest.mark.parametrize(
    "said",
    ["1024*1024", "1440*810", "810*1440", "1440*1080", "1080*1440", "512*512", "1440*1440", "512*1440", "777*999"],
)
@pytest.mark.parametrize("name", WAN)
def test_wan_draws_any_size_in_the_range_of_002(name: str, said: str) -> None:
    assert ask(name, size=said).size == size(said)


@pytest.mark.parametrize("said", ["511*512", "512*511", "1441*512", "512*1441", "1441*1441", "0512*512", "-512*512"])
@pytest.mark.parametrize("name", WAN)
def test_wan_refuses_sizes_out_of_the_range_of_002(name: str, said: str) -> None:
    with pytest.raises(InvalidParameter, match=r"size .*\[512, 1440\].*2073600.*" + said.replace("*", r"\*")):
        ask(name, size=said)


@pytest.mark.parametrize("name", WAN)
def test_wan_is_1024_square_by_default_as_002_says(name: str) -> None:
    assert ask(name).size == size("1024*1024")


RECOMMENDED = ["1024*1024", "1536*1536", "768*1152", "1024*1536", "1152*768", "1536*1024", "960*1280", "1080*1440"]
RECOMMENDED += ["1280*960", "1440*1080", "720*1280", "1080*1920", "1280*720", "1920*1080", "1344*576", "2048*872"]


@pytest.mark.parametrize("said", [*RECOMMENDED, "512*512", "2048*2048", "512*2048"])
@pytest.mark.parametrize("name", EDITS_OF_CHOICE)
def test_edits_have_any_size_in_the_range_of_003(name: str, said: str) -> None:
    assert ask(name, size=said).size == size(said)


@pytest.mark.parametrize("said", ["511*1024", "1024*511", "2049*1024", "1024*2049"])
@pytest.mark.parametrize("name", EDITS_OF_CHOICE)
def test_edits_refuse_sizes_out_of_the_range_of_003(name: str, said: str) -> None:
    with pytest.raises(InvalidParameter, match=r"\[512, 2048\]"):
        ask(name, size=said)


@pytest.mark.parametrize("name", EDITS)
def test_edits_without_a_size_follow_the_last_picture_as_003_says(name: str) -> None:
    assert ask(name).size is None


@pytest.mark.parametrize("said", ["1024*1024", "1*1", 5, True])
def test_qwen_image_edit_follows_the_last_picture_whatever_size_is_said_as_003_says(said: object) -> None:
    assert ask("qwen-image-edit", size=said).size is None


@pytest.mark.parametrize(
    ("names", "low", "high", "default"),
    [
        pytest.param(QWEN, 1, 1, 1, id="004: fixed at 1"),
        pytest.param(["qwen-image-edit"], 1, 1, 1, id="003: one only"),
        pytest.param(EDITS_OF_CHOICE, 1, 6, 1, id="003: 1 to 6, default 1"),
        pytest.param(["wanx-v1"], 1, 4, 4, id="001: 1 to 4, default 4"),
        pytest.param(WAN, 1, 4, 4, id="Wan reference: 1 to 4, default 4"),
    ],
)
def test_n_has_the_range_and_the_default_of_the_documents(names: list[str], low: int, high: int, default: int) -> None:
    for name in names:
        assert ask(name).n == default
        assert [ask(name, n=n).n for n in range(low, high + 1)] == list(range(low, high + 1))
        for n in (low - 1, high + 1):
            with pytest.raises(InvalidParameter):
                ask(name, n=n)


@pytest.mark.parametrize("n", [0, 2, 4, -1, 1.5, "1", True, [1]])
@pytest.mark.parametrize("name", QWEN)
def test_qwen_image_says_of_n_what_004_says(name: str, n: object) -> None:
    with pytest.raises(InvalidParameter) as refusal:
        ask(name, n=n)
    assert (refusal.value.code, refusal.value.message) == ("InvalidParameter", "num_images_per_prompt must be 1")


@pytest.mark.parametrize(
    ("names", "prompt", "negative"),
    [
        pytest.param(QWEN, 800, 500, id="004"),
        pytest.param(EDITS, 800, 500, id="003"),
        pytest.param(["wanx-v1"], 500, 500, id="001"),
    ],
)
def test_what_is_too_long_is_cut_at_the_length_of_the_documents(names: list[str], prompt: int, negative: int) -> None:
    for name in names:
        job = ask(name, prompt="画" * prompt + "x", negative_prompt="丑" * negative + "x")
        assert (job.prompt, job.negative_prompt) == ("画" * prompt, "丑" * negative)


@pytest.mark.parametrize(
    ("names", "most"),
    [
        pytest.param([*QWEN, *EDITS], 2147483647, id="003 004: [0, 2147483647]"),
        pytest.param(["wanx-v1"], 4294967290, id="001: (0, 4294967290)"),
    ],
)
def test_seeds_have_the_range_of_the_documents(names: list[str], most: int) -> None:
    for name in names:
        assert [ask(name, seed=seed).seed for seed in (0, 1, most)] == [0, 1, most]
        for seed in (-2, most + 1):
            with pytest.raises(InvalidParameter, match=rf"Range of seed should be \[0, {most}\], got {seed}"):
                ask(name, seed=seed)


def test_minus_one_is_no_seed_for_wanx_v1_as_001_says_and_a_bad_one_elsewhere() -> None:
    assert ask("wanx-v1", seed=-1).seed == ask("wanx-v1").seed == 7
    with pytest.raises(InvalidParameter):
        ask("qwen-image", seed=-1)


@pytest.mark.parametrize("style", STYLES)
def test_wanx_v1_has_the_styles_of_001_in_their_brackets(style: str) -> None:
    assert ask("wanx-v1", style=f"<{style}>").style == style


def test_wanx_v1_leaves_the_style_to_the_engine_by_default_as_001_says() -> None:
    assert ask("wanx-v1").style == ask("wanx-v1", style="<auto>").style == ""


@pytest.mark.parametrize("style", ["watercolor", "<Watercolor>", "<cubism>", "", 3])
def test_wanx_v1_refuses_other_styles_and_names_those_of_001(style: object) -> None:
    with pytest.raises(InvalidParameter, match=r"^The style is invalid\..*<auto>, <photography>.*<flat illustration>"):
        ask("wanx-v1", style=style)


REFERENCE = ("https://example.com/girl.png",)


@pytest.mark.parametrize(("said", "kind"), [(None, Kind.REPAINT), ("repaint", Kind.REPAINT), ("refonly", Kind.RESTYLE)])
def test_wanx_v1_uses_a_reference_as_001_says(said: object, kind: Kind) -> None:
    job = ask("wanx-v1", images=REFERENCE, ref_mode=said)
    assert (job.kind, job.images) == (kind, REFERENCE)


def test_wanx_v1_draws_from_words_alone_without_a_reference() -> None:
    assert ask("wanx-v1", ref_mode="refonly").kind is Kind.DRAW


def test_wanx_v1_has_the_reference_strength_of_001() -> None:
    assert ask("wanx-v1", images=REFERENCE).ref_strength == 0.5
    assert [ask("wanx-v1", ref_strength=said).ref_strength for said in (0, 0.7, 1, 1.0)] == [0.0, 0.7, 1.0, 1.0]
    for said in (-0.1, 1.1, float("nan"), float("inf"), 10**400):
        with pytest.raises(InvalidParameter, match=r"Range of ref_strength should be \[0.0, 1.0\]"):
            ask("wanx-v1", ref_strength=said)


@pytest.mark.parametrize("said", ["0.5", True, [0.5]])
def test_a_reference_strength_that_is_no_number_is_refused(said: object) -> None:
    with pytest.raises(InvalidParameter, match=r"ref_strength .* must be a number in \[0.0, 1.0\]"):
        ask("wanx-v1", ref_strength=said)


@pytest.mark.parametrize("said", ["", "REPAINT", "<repaint>", 1, True])
def test_a_reference_mode_of_another_name_is_refused(said: object) -> None:
    with pytest.raises(InvalidParameter, match=r"^the ref_mode parm is invalid! It must be repaint or refonly, got"):
        ask("wanx-v1", ref_mode=said)


@pytest.mark.parametrize(
    ("names", "mark"),
    [
        pytest.param([*QWEN, *EDITS], "Qwen-Image", id="003 004"),
        pytest.param(WAN, "AI生成", id="Wan reference"),
        pytest.param(["wanx-v1"], "", id="001: no such parameter"),
    ],
)
def test_the_mark_is_drawn_for_those_who_ask_and_says_what_the_documents_say(names: list[str], mark: str) -> None:
    for name in names:
        assert (ask(name).watermark, ask(name, watermark=False).watermark) == ("", "")
        assert ask(name, watermark=True).watermark == mark


@pytest.mark.parametrize(
    ("names", "default", "said_false", "said_true"),
    [
        pytest.param([*QWEN, *EDITS_OF_CHOICE, *WAN], True, False, True, id="002 003 004: true by default"),
        pytest.param(["qwen-image-edit", "wanx-v1"], False, False, False, id="001 003: no such parameter"),
    ],
)
def test_prompts_are_extended_as_the_documents_say(
    names: list[str], *, default: bool, said_false: bool, said_true: bool
) -> None:
    for name in names:
        extended = [ask(name, prompt_extend=said).prompt_extend for said in (None, False, True)]
        assert extended == [default, said_false, said_true]


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("name", EDITS)
def test_edits_take_one_to_three_pictures_in_order_as_003_says(name: str, count: int) -> None:
    images = tuple(f"https://example.com/{number}.png" for number in range(count))
    job = ask(name, images=images)
    assert (job.kind, job.images) == (Kind.EDIT, images)


@pytest.mark.parametrize(
    ("name", "region", "told"),
    [
        pytest.param("qwen-image-plus", "singapore", ("USD", "0.03", 100, 90), id="000 004: plus abroad"),
        pytest.param("qwen-image", "singapore", ("USD", "0.035", 100, 90), id="000 004: abroad"),
        pytest.param("qwen-image-plus", "beijing", ("USD", "0.028671", 0, 0), id="000 004: plus"),
        pytest.param("qwen-image", "beijing", ("USD", "0.035", 0, 0), id="000 004"),
        pytest.param("wanx-v1", "beijing", ("CNY", "0.16", 500, 180), id="001"),
    ],
)
def test_prices_and_free_images_are_those_of_the_documents(name: str, region: str, told: tuple[object, ...]) -> None:
    offer = named(name).offers[region]
    assert (offer.currency, str(offer.amount), offer.free_images, offer.free_days) == told


@pytest.mark.parametrize(
    ("name", "submissions", "at_once"),
    [
        pytest.param("qwen-image", 2, 2, id="000"),
        pytest.param("qwen-image-plus", 2, 2, id="004"),
        pytest.param("wanx-v1", 2, 1, id="001"),
    ],
)
def test_limits_are_those_of_the_documents(name: str, submissions: int, at_once: int) -> None:
    limits = named(name).limits
    assert limits is not None
    assert (limits.submissions_per_second, limits.tasks_at_once) == (submissions, at_once)
    assert named(name).tasks_at_once == at_once


@pytest.mark.parametrize("name", ALL)
def test_tasks_are_kept_for_the_24_hours_of_001_to_004(name: str) -> None:
    assert named(name).retention_hours == 24


@pytest.mark.parametrize(
    ("names", "answer"),
    [
        pytest.param(QWEN, Answer.PROMPTS, id="004: prompts"),
        pytest.param(["wanx-v1"], Answer.METRICS, id="001: task_metrics"),
        pytest.param(WAN, Answer.FULL, id="Wan reference: both"),
    ],
)
def test_finished_tasks_tell_what_the_documents_show(names: list[str], answer: Answer) -> None:
    for name in names:
        assert ask(name).answer is answer


@pytest.mark.parametrize("name", ALL)
def test_every_model_is_drawn_by_the_composer_and_told_in_one_sentence(name: str) -> None:
    model = named(name)
    assert model.engine == "composer"
    assert "\n" not in model.about
    assert model.about.endswith(".")
