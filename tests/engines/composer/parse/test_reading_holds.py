"""What holds for every prompt: it is read, at once, always alike, and no quoted string is lost."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from danqing.engines.composer.parse import describe, extend, read

MARKS = "“”‘’\"'「」『』《》"
ENGLISH = "a|cat|on|two|red|3|dogs|with|no|title|sign that reads|says|at the bottom|,|.|“|”|\"|'|\0|\ud800|😀|ﷺ"
OTHERS = "写着|一只|猫|坐在|沙发|上|的|招牌|没有|。|、|が|の上|に乗って|という|「|」"
PIECES = (*ENGLISH.split("|"), *OTHERS.split("|"))
WORDS = st.sampled_from(PIECES)
ANY_PROMPT = st.one_of(
    st.text(st.characters(), max_size=800),
    st.lists(WORDS, max_size=200).map(" ".join),
    st.lists(WORDS, max_size=300).map("".join),
)
PRINTABLE = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters=MARKS, include_characters=" "))
QUOTED = PRINTABLE.map(str.strip).filter(lambda text: 1 <= len(text) <= 40)
FRAMES = [
    "A poster with the title “{}” and a dog",
    "一张海报,标题写着“{}”,旁边有一只猫",
    "ポスター、タイトルは“{}”です",
    "“{}”",
    "招牌上写着“{}”和“第二”",
    "A sign that says \"{}\" next to a cat, don't forget it's red",
    "看板に「{}」と書かれている",
    "Bottom left: ‘{}’ + icon + text ‘more’",
]


@given(ANY_PROMPT, st.text(max_size=50), st.sampled_from(["", "watercolor", "x"]))
@example("“" * 800, "", "")
@example("'" * 800, "", "")
@example('"a' * 400, "", "")
@example("says " * 160, "", "")
@example("A " * 400, "", "")
@example("写着" * 400, "", "")
@example("《标题》" * 200, "", "")
def test_any_prompt_is_read_and_told(prompt: str, negative: str, style: str) -> None:
    spec = read(prompt, negative, style)
    told = describe(spec)
    assert spec.prompt == prompt
    assert all(text.text in told for text in spec.texts)
    assert all(s.other is None or s.other < len(spec.subjects) for s in spec.subjects)
    assert all(text.bearer is None or text.bearer < len(spec.subjects) for text in spec.texts)


@given(QUOTED, st.sampled_from(FRAMES))
def test_no_string_in_quotation_marks_is_lost(text: str, frame: str) -> None:
    assert text in [found.text for found in read(frame.format(text)).texts]


@given(ANY_PROMPT)
@settings(max_examples=40)
def test_the_same_prompt_is_always_read_alike(prompt: str) -> None:
    assert read(prompt) == read(prompt)


@pytest.mark.parametrize(
    "prompt",
    [
        "“" * 800,
        "'a" * 400,
        "a cat on " * 88,
        "写着A" * 266,
        "一只猫坐在沙发上," * 88,
        "猫の上の犬" * 160,
        "A b " * 200,
        "word " * 160,
    ],
)
def test_eight_hundred_characters_are_read_in_a_blink(prompt: str) -> None:
    read(prompt)
    spent: list[float] = []
    for _ in range(5):
        start = time.thread_time()
        read(prompt)
        spent.append(time.thread_time() - start)
    assert min(spent) < 0.02


def test_extending_is_pure_and_seeded() -> None:
    plain = read("a dog on a meadow", extend=False)
    assert [subject.noun for subject in plain.subjects] == ["dog"]
    assert extend(plain, 1) == plain
    wide = read("a dog on a meadow")
    assert wide == read("a dog on a meadow")
    assert {subject.noun for subject in wide.subjects if subject.added}


def test_what_is_added_was_not_excluded() -> None:
    for seed in range(20):
        spec = read(f"a dog on a meadow {seed}", negative="sky, flowers, clouds, sun, butterflies")
        assert not {"flower", "cloud", "sun", "butterfly"} & {subject.noun for subject in spec.subjects}


def test_extending_again_adds_other_things_and_not_more() -> None:
    spec = read("a dog on a meadow")
    again = [extend(spec, seed) for seed in range(8)]
    assert extend(again[1], 0) == again[0]
    assert len(set(again)) > 1
    assert all(len(other.subjects) == len(spec.subjects) for other in again)
