"""What a negative prompt names is in no picture: not as a subject, not as added detail, not on the ground."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danqing.core.job import Size
from danqing.engines.composer.compose import compose, dice_key
from danqing.engines.composer.drawn import as_drawn
from danqing.engines.composer.layout.arrange import arrange
from danqing.engines.composer.parse import describe, extend, lexicon, read

SQUARE = Size(width=512, height=512)
PLACES = "a meadow|a snowy field|a mountain|a garden|a village|the beach|a forest|a street|a park|the sky|a room"
UNWANTED = {
    "en": "trees|flowers|clouds|people|animals|birds|sun|butterflies|plants|cars|buildings|stars|fish",
    "zh": "树|花|云|人|动物|鸟|太阳|蝴蝶|植物|车辆|建筑|星星|鱼",
    "ja": "木|花|雲|人|動物|鳥|太陽|蝶|植物|車|建物|星|魚",
}


@given(
    st.sampled_from(PLACES.split("|")),
    st.lists(st.sampled_from(UNWANTED["en"].split("|")), min_size=1, max_size=4, unique=True),
    st.integers(0, 30),
)
@settings(max_examples=150, deadline=None)
def test_nothing_unwanted_is_drawn_or_told(place: str, unwanted: list[str], seed: int) -> None:
    spec = extend(read(f"a dog and two girls in {place}", negative=", ".join(unwanted)), seed)
    drawn = as_drawn(spec, arrange(spec, SQUARE, Random(dice_key(spec, seed)), seed))
    for subject in drawn.subjects:
        assert spec.exclude.isdisjoint(lexicon.nouns()[subject.noun].banned_by), subject.noun


@pytest.mark.parametrize("column", UNWANTED)
def test_the_same_is_unwanted_in_every_language(column: str) -> None:
    english = [read("x", negative=word).exclude for word in UNWANTED["en"].split("|")]
    others = [
        read("x", negative=word + ("なし" if column == "ja" else "")).exclude for word in UNWANTED[column].split("|")
    ]
    for word, one, other in zip(UNWANTED[column].split("|"), english, others, strict=True):
        assert one & other, (word, one, other)


@pytest.mark.parametrize(
    ("prompt", "unwanted"),
    [
        ("a snowy landscape", "trees"),
        ("a mountain", "trees"),
        ("a garden", "flowers"),
        ("a village", "houses"),
        ("under the sea", "coral"),
        ("in the sky", "clouds"),
        ("a meadow", "flowers, trees"),
        ("the beach", "trees"),
    ],
)
def test_a_ground_is_painted_without_what_is_not_wanted(prompt: str, unwanted: str) -> None:
    with_it, without = (compose(read(prompt, negative), SQUARE, 3).pixels.astype(int) for negative in ("", unwanted))
    assert (np.abs(with_it - without).max(axis=2) > 30).mean() > 0.005


def test_a_description_tells_nothing_that_is_not_wanted() -> None:
    for seed in range(10):
        spec = extend(read("a dog on a meadow", negative="butterflies, clouds"), seed)
        told = describe(compose(spec, Size(width=128, height=128), seed).drawn)
        assert "butterfl" not in told
        assert "cloud" not in told
