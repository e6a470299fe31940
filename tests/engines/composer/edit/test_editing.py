"""An instruction and images make a picture of exactly the size asked for."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danqing.core.errors import EngineRejected
from danqing.engines.composer.edit import edited, read
from danqing.engines.composer.style.plane import Pixels
from tests.engines.composer.edit.given import apart, car, coast, flat, gradient, job, noise, on_white
from tests.engines.composer.edit.test_reading import ONE_ACTION

INSTRUCTIONS = [instruction for _, instruction in ONE_ACTION]
SIZES = [(160, 120), (96, 170), (64, 64), (257, 131)]


@pytest.mark.parametrize("instruction", INSTRUCTIONS)
def test_every_instruction_gives_the_size_asked_for_and_changes_the_picture(instruction: str) -> None:
    wanted = job(instruction, 200, 150)
    made = edited(wanted, [car(), on_white()], 3)
    assert made.picture.shape == (150, 200, 3)
    assert made.picture.dtype == np.uint8
    assert made.done or made.ignored
    untouched = edited(job("", 200, 150), [car()], 3).picture
    assert not np.array_equal(made.picture, untouched)


@pytest.mark.parametrize("size", SIZES)
def test_any_size_is_met(size: tuple[int, int]) -> None:
    for instruction in ("旋转90度", "把背景换成海边", 'write "A"', "zoom out", "add a border"):
        assert edited(job(instruction, *size), [coast()], 1).picture.shape == (size[1], size[0], 3)


@pytest.mark.parametrize("instruction", ["brighter", "水彩风格", "flip", "add a cat", "把背景换成海边", "", "并排"])
def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_picture(instruction: str) -> None:
    images = [coast(), on_white()]
    one, again, other = (edited(job(instruction), images, seed) for seed in (5, 5, 6))
    assert np.array_equal(one.picture, again.picture)
    assert (one.done, one.ignored, one.description) == (again.done, again.ignored, again.description)
    assert apart(one.picture, other.picture) > 0.3


def test_what_was_given_is_not_changed() -> None:
    images = [car(), on_white()]
    edited(job('make the red car blue, write "A" and blur the background'), images, 1)
    assert np.array_equal(images[0], car())
    assert np.array_equal(images[1], on_white())


@pytest.mark.parametrize("instruction", ["remove the watermark", "去除水印", "透かしを消して"])
def test_removing_a_watermark_is_refused_with_a_reason(instruction: str) -> None:
    with pytest.raises(EngineRejected, match="watermark") as refusal:
        edited(job(instruction), [car()], 1)
    assert refusal.value.code == "InvalidParameter"


def test_what_was_not_understood_is_said() -> None:
    made = edited(job("asdf qwerty"), [car()], 1)
    assert made.done == ("enhance",)
    assert "instruction" in made.ignored
    assert "nothing else of the instruction was understood" in made.description


def test_what_was_understood_and_not_done_is_said() -> None:
    made = edited(job("make the woman smile and brighten the picture"), [car()], 1)
    assert "face" in made.ignored
    assert "brighten" in made.done


def test_a_background_behind_no_subject_is_said_to_be_short() -> None:
    assert "cut-out" in edited(job("blur the background"), [noise(200, 150)], 1).ignored
    assert "cut-out" not in edited(job("blur the background"), [on_white()], 1).ignored


def test_a_colour_that_is_not_there_is_said_and_nothing_claimed() -> None:
    made = edited(job("make the purple hat green"), [flat()], 1)
    assert made.ignored == ("purple",)
    assert made.done == ()
    assert made.description == "The given picture, as it was; what was asked could not be done."


def test_the_car_becomes_blue() -> None:
    before, after = (edited(job(words, 320, 240), [car()], 2).picture for words in ("", "把红色的车变成蓝色"))
    redness = [float((p[..., 0].astype(int) - p[..., 2] > 90).mean()) for p in (before, after)]
    blueness = float((after[..., 2].astype(int) - after[..., 0] > 60).mean())
    assert redness[0] > 0.08
    assert redness[1] < 0.005
    assert blueness > 0.08


def test_an_edit_without_images_or_size_is_refused() -> None:
    with pytest.raises(EngineRejected):
        edited(job("brighter"), [], 1)


def test_three_images_share_one_picture() -> None:
    alone = edited(job("make a collage", 300, 200), [flat(60, 60, (200, 20, 20))], 1).picture
    made = edited(
        job("make a collage", 300, 200),
        [flat(60, 60, (200, 20, 20)), flat(60, 60, (20, 200, 20)), flat(60, 60, (20, 20, 200))],
        1,
    ).picture
    assert made.shape == alone.shape
    assert {int(made[100, x].argmax()) for x in (50, 150, 250)} == {0, 1, 2}


pictures = st.one_of(
    st.builds(noise, st.integers(1, 70), st.integers(1, 70), st.integers(0, 9)),
    st.builds(flat, st.integers(1, 70), st.integers(1, 70), st.tuples(*[st.integers(0, 255)] * 3)),
    st.builds(gradient, st.integers(1, 200), st.integers(1, 200)),
    st.sampled_from([car(), coast(), on_white()]),
)
words = st.sampled_from(
    [*INSTRUCTIONS, *("图1中的女生穿着图2中的裙子", "图1的人和图2的人站在海边", "写“你好”在左上角")]
)
asked = st.one_of(words, st.tuples(words, words).map(", ".join), st.text(max_size=40))


@settings(max_examples=60, deadline=None)
@given(asked, st.lists(pictures, min_size=1, max_size=3), st.integers(1, 220), st.integers(1, 220), st.integers(0, 99))
def test_no_instruction_and_no_image_crashes_it_or_takes_long(
    instruction: str, images: list[Pixels], width: int, height: int, seed: int
) -> None:
    started = time.process_time()
    if read(instruction).refused:
        return
    made = edited(job(instruction, width, height), images, seed)
    assert made.picture.shape == (height, width, 3)
    assert made.picture.dtype == np.uint8
    assert made.done or made.ignored
    assert time.process_time() - started < 5
