"""Which rewrites may be drawn, and what is taken off an answer before that is asked."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from danqing.engines.rewriting.check import Wish, fault, may_be_asked
from danqing.engines.rewriting.cleaning import cleaned
from danqing.engines.rewriting.references import references
from danqing.engines.rewriting.tongue import tongue, tongues

GALLERY = Path(__file__).parents[2] / "gallery" / "prompts.toml"
WISH = Wish(prompt="a cat", is_edit=False, pictures=0, most=800)


@pytest.mark.parametrize(
    ("prompt", "rewrite", "why"),
    [
        ("a cat", "A fluffy cat on a warm stone wall.", ""),
        ("一只猫", "一只毛茸茸的猫蹲在温暖的石墙上。", ""),
        ("猫が座っている", "ふわふわの猫が石垣の上に座っている。", ""),
        ('sign "OPEN"', "A wooden sign that says “OPEN”.", ""),  # the marks may change, the letters may not
        ("一只猫 in the style of ukiyo-e", "一只浮世绘风格的猫", ""),
        ("1: 2, 3!", "a cat", ""),  # in no language
        ("a cat", "", "empty"),
        ("a cat", "c" * 1601, "too long"),
        ("a cat", "a cat\x00", "unprintable"),
        ('sign "OPEN"', "A sign that says open.", "quotes otherwise"),
        ('sign "OPEN"', 'A sign that says "Open".', "quotes otherwise"),
        ('sign "OPEN"', 'A sign that says "OPEN" beside "CLOSED".', "quotes otherwise"),
        ('sign "OPEN"', 'A sign "OPEN" and again "OPEN".', "quotes otherwise"),
        ('"A" then "B"', '"B" then "A"', "quotes otherwise"),
        ("a cat", 'A cat with a tag "Tom".', "quotes otherwise"),
        ("a cat", 'A cat with a "tag.', "quotes otherwise"),
        ("图1的猫放到图2里", "把图1里的猫放进图2的草地上", ""),
        ("图1的猫放到图2里", "把第一张图里的猫放进第二张图的草地上", ""),
        ("图1的猫放到图2里", "把图2里的猫放进图3的草地上", "other pictures"),
        ("put the hat of image 2 on image 1", "Put the hat on the cat in image 1.", "other pictures"),
        ("remove the hat", "Remove the hat from image 1.", "other pictures"),
        ("一只猫", "A fluffy cat.", "another language"),
        ("a cat", "一只猫", "another language"),
        ("猫が座っている", "一只猫坐着", "another language"),
        ("a cat", "I'm sorry, but I can't help with that.", "refusal"),
        ("一只猫", "很抱歉，我无法完成这个请求。", "refusal"),
        ("a cat", "Sure, a fluffy cat on a wall.", "talk"),
        ("一只猫", "好的，一只猫在墙上。", "talk"),
        ("猫がいる", "はい、猫です。", "talk"),
        ("灰色の猫", "はいいろの猫が壁の上にいる。", ""),
        ("一幅画", "好的构图，一幅画。", ""),
        ("a cat", "# A cat\non a wall", "markup"),
        ("a cat", "- a cat\n- a wall", "markup"),
        ("a cat", "<think>a cat is an animal", "markup"),
        ("a cat", "A cat.\n\nOn a wall.", ""),
        ("a cat", "A cat.\n\nNote: I added a wall.", "comment"),
        ("a cat", "A cat.\n(Note that I kept the cat.)", "comment"),
        ("a cat", "Version 1: a cat.\nVersion 2: a black cat.", "comment"),
        ("一只猫", "一只猫。\n\n说明：增加了墙。", "comment"),
    ],
)
def test_what_may_be_drawn(prompt: str, rewrite: str, why: str) -> None:
    assert fault(replace(WISH, prompt=prompt), rewrite) == why


@pytest.mark.parametrize(
    ("prompt", "rewrite"), [("puppies_en", "kids_en"), ("puppies_ja", "kids_ja"), ("couplet", "couplet2")]
)
def test_the_documented_rewrites_of_the_real_service_may_be_drawn(prompt: str, rewrite: str) -> None:
    texts = {name: entry["prompt"] for name, entry in tomllib.loads(GALLERY.read_text("utf-8")).items()}
    assert fault(replace(WISH, prompt=texts[prompt]), texts[rewrite]) == ""


@pytest.mark.parametrize(
    "prompt", ["Sorry, we're closed: a door", "# a cat\n\n- and a wall", "a cat\n\nnote: no dog", "抱歉的猫"]
)
def test_what_the_prompt_does_itself_is_no_fault(prompt: str) -> None:
    assert fault(replace(WISH, prompt=prompt), prompt) == ""


def test_what_says_nothing_or_cannot_be_checked_is_not_asked_about() -> None:
    assert [may_be_asked(prompt) for prompt in ("a cat", " \n", 'a 6" pipe')] == [True, False, False]


@pytest.mark.parametrize(
    "answer",
    [
        "A cat.",
        "  A cat.\n",
        "<think>\nA cat is …\n</think>\n\nA cat.",
        "A cat is …\n</think>\n\nA cat.",
        "```\nA cat.\n```",
        "Here you are:\n```text\nA cat.\n```\nEnjoy!",
        "Sure! Here is the improved prompt: A cat.",
        "Here's your rewritten prompt:\n\nA cat.",
        "**Improved prompt:** A cat.",
        "Prompt: A cat.",
        '"A cat."',
        "“A cat.”",
        "A **cat**.",
        "好的，以下是改写后的提示词：\nA cat.",
        "改写后的提示词：A cat.",
    ],
)
def test_what_is_around_an_answer_is_taken_off(answer: str) -> None:
    assert cleaned(answer) == "A cat."


@pytest.mark.parametrize(
    "answer",
    [
        "Instruction manual cover: a cat",
        "Here is a poster with the title: “X”",
        'A "b" and a "c"',
        "2 * 3 ** 4",
    ],
)
def test_what_belongs_to_an_answer_stays(answer: str) -> None:
    assert cleaned(answer) == answer


@pytest.mark.parametrize(
    "part",
    [
        "**x ",
        "__x ",
        "<think>",
        "</think>",
        "```a",
        "``",
        "a",
        "Sure ",
        "“",
        '"',
        "'a ",
        "以下是",
        "1. ",
        "\n",
        "图1、",
    ],
)
def test_no_answer_takes_long_to_judge(part: str) -> None:
    answer = part * 100_000
    assert fault(WISH, cleaned(answer)) in {"too long", "empty"}
    assert fault(WISH, cleaned(f"```{answer}")) != ""
    fault(replace(WISH, prompt=part * 200), cleaned(part * (800 // len(part))))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("a cat", ()),
        ("图1、图2和图3", (1, 2, 3)),
        ("图1和2", (1, 2)),
        ("图片 1 与图像２", (1, 2)),
        ("第一张图和第3张照片", (1, 3)),
        ("画一幅图一个人", ()),
        ("図ではなく画像1と画像2", (1, 2)),
        ("2枚目の服", (2,)),
        ("Image 1, the second picture and photo #3", (1, 2, 3)),
        ("images 1 and 2", (1, 2)),
        ("a picture of 3 cats", ()),
        ("image 12", ()),
    ],
)
def test_the_pictures_that_are_named(text: str, numbers: tuple[int, ...]) -> None:
    assert references(text) == frozenset(numbers)


def test_the_writing_of_a_text() -> None:
    texts = ("a cat", "一只猫", "猫が", "고양이", "кот", "ＡＢＣ", "12", "iPhone 海报设计稿")
    assert [tongue(text) for text in texts] == ["LATIN", "CJK", "KANA", "HANGUL", "CYRILLIC", "LATIN", "", "CJK"]
    assert tongues("iPhone 海报") == {"LATIN", "CJK"}
    assert tongues("猫が") == {"KANA"}
