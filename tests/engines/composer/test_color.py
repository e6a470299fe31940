"""Colours are read, mixed and made readable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danqing.engines.composer.color import contrast, dark, ink_on, light, luminance, mix, rgb, spell

channel = st.integers(0, 255)
colours = st.tuples(channel, channel, channel)


@pytest.mark.parametrize(("spelling", "channels"), [("#fff", (255, 255, 255)), ("1e6fd9", (30, 111, 217))])
def test_hex_is_read(spelling: str, channels: tuple[int, int, int]) -> None:
    assert rgb(spelling) == channels


@pytest.mark.parametrize("spelling", ["", "#ff", "#12345", "#1234567", "red", "#ggg"])
def test_what_is_no_hex_is_refused(spelling: str) -> None:
    with pytest.raises(ValueError, match=r"#rgb|invalid literal"):
        rgb(spelling)


@given(colours)
def test_spelling_and_reading_are_inverse(color: tuple[int, int, int]) -> None:
    assert rgb(spell(color)) == color


def test_mixing_goes_from_one_to_the_other() -> None:
    assert mix("#000", "#fff", 0) == (0, 0, 0)
    assert mix("#000", "#fff", 1) == (255, 255, 255)
    assert mix("#000", "#fff", 0.5) == (127.5, 127.5, 127.5)


@given(colours)
def test_light_is_lighter_and_dark_is_no_lighter_than_night_allows(color: tuple[int, int, int]) -> None:
    assert luminance(light(color)) >= luminance(color)
    assert luminance(dark(color)) <= max(luminance(color), luminance((15, 15, 35))) + 1e-9


@pytest.mark.parametrize(
    ("a", "b", "ratio"),
    [("#000", "#fff", 21.0), ("#777", "#fff", 4.48), ("#767676", "#fff", 4.54), ("#00f", "#fff", 8.59)],
)
def test_contrast_is_what_wcag_says(a: str, b: str, ratio: float) -> None:
    assert contrast(a, b) == pytest.approx(ratio, abs=0.01)
    assert contrast(b, a) == contrast(a, b)


@given(colours, colours)
def test_ink_can_be_read_on_any_ground(ground: tuple[int, int, int], wish: tuple[int, int, int]) -> None:
    assert contrast(ground, ink_on(ground, wish)) >= 4.5


@given(colours, colours)
def test_ink_survives_being_rounded_to_hex(ground: tuple[int, int, int], wish: tuple[int, int, int]) -> None:
    assert contrast(ground, spell(ink_on(ground, wish))) >= 4.4


def test_a_wish_that_can_be_read_is_granted() -> None:
    assert ink_on("#ffffff", "#1e3fd9") == rgb("#1e3fd9")


def test_white_on_yellow_is_not_granted() -> None:
    assert luminance(ink_on("#ffd400", "#ffffff")) < 0.2
