"""An emoji is drawn where and as large as asked, and recoloured without losing its face."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danqing.engines.composer.emoji import draw_emoji, emoji_aspect, emoji_glyph, sprite, tint
from danqing.engines.composer.ink import Pixels, canvas

ANIMALS = ["🐶", "🐈‍⬛", "🦊", "🐉", "🐘", "🐓"]


def drawn(emoji: str, center: float, base: float, height: float, **how: object) -> Pixels:
    pixels, _, surface = canvas(400, 400)
    draw_emoji(surface, emoji, center, base, height, **how)  # pyright: ignore[reportArgumentType]
    return pixels


def extent(pixels: Pixels) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what can be seen."""
    seen = pixels[..., 3] > 24
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def hues(pixels: Pixels) -> np.ndarray:
    """The mean of each channel over what is solid."""
    return pixels[..., :3][pixels[..., 3] > 200].mean(axis=0)


@settings(max_examples=60, deadline=None)
@given(
    emoji=st.sampled_from([*ANIMALS, "🚗", "🌳", "🎁", "⭐"]),
    height=st.floats(20, 220),
    tinted=st.sampled_from([None, "#3f7fff"]),
)
def test_an_emoji_stands_on_its_foot_as_high_as_asked(emoji: str, height: float, tinted: str | None) -> None:
    left, top, right, bottom = extent(drawn(emoji, 200, 350, height, tint=tinted))
    slack = 2.5 + height * 0.02
    assert abs(bottom - 350) <= slack
    assert abs(bottom - top - height) <= slack
    assert abs((left + right) / 2 - 200) <= slack
    assert abs((right - left) / (bottom - top) - emoji_aspect(emoji)) < 0.15


def test_a_flipped_emoji_looks_the_other_way() -> None:
    there, back = drawn("🐕", 200, 350, 200), drawn("🐕", 200, 350, 200, flip=True)
    assert np.abs(there.astype(int) - back).mean() > 5
    assert np.abs(there.astype(int) - back[:, ::-1]).mean() < 2


def test_an_emoji_turns_about_its_foot() -> None:
    left, top, right, bottom = extent(drawn("🎈", 200, 200, 150, turn=90))
    assert left >= 190
    assert right - left > bottom - top
    assert top < 200 < bottom


def test_half_alpha_is_half_seen() -> None:
    whole, half = drawn("🍎", 200, 350, 200)[..., 3].max(), drawn("🍎", 200, 350, 200, alpha=0.5)[..., 3].max()
    assert whole == 255
    assert abs(int(half) - 128) <= 2


@pytest.mark.parametrize("color", ["#3f7fff", "#2bbf4a", "#d32f2f"])
def test_a_tint_is_what_most_of_the_emoji_becomes(color: str) -> None:
    strongest = int(np.argmax([int(color[i : i + 2], 16) for i in (1, 3, 5)]))
    assert int(np.argmax(hues(tint(sprite("🦊", 200), color)))) == strongest


def test_a_tint_keeps_eyes_dark() -> None:
    plain, tinted = sprite("🐶", 200), tint(sprite("🐶", 200), "#ff66aa")
    eyes = (plain[..., :3].max(axis=2) < 60) & (plain[..., 3] > 250)
    assert eyes.sum() > 100
    assert np.array_equal(plain[eyes], tinted[eyes])


@pytest.mark.parametrize("emoji", ["🐘", "🐰", "🐼", "⚽"])
def test_what_is_mostly_gray_or_white_is_tinted_all_over(emoji: str) -> None:
    red, green, blue = hues(tint(sprite(emoji, 160), "#1e5fe5"))
    assert blue > red + 30
    assert blue > green + 15


def test_a_tint_keeps_the_silhouette() -> None:
    plain = sprite("🐘", 120)
    assert np.array_equal(plain[..., 3], tint(plain, "#ffffff")[..., 3])


@pytest.mark.parametrize(("color", "least", "most"), [("#ffffff", 190, 256), ("#1a1a1a", 0, 110)])
def test_white_and_black_are_tints_too(color: str, least: int, most: int) -> None:
    assert least <= hues(tint(sprite("🐈", 160), color)).mean() < most


def test_a_sprite_is_tight() -> None:
    pixels = sprite("🐘", 100)
    left, top, right, bottom = extent(pixels)
    assert left <= 4
    assert top <= 4
    assert pixels.shape[1] - right <= 4
    assert pixels.shape[0] - bottom <= 4


@pytest.mark.parametrize("emoji", ["👨‍👩‍👧‍👦", "👩🏻‍🚀", "🇫🇷", "🐈‍⬛", "❤️"])
def test_a_sequence_is_one_glyph_of_its_own(emoji: str) -> None:
    glyph = emoji_glyph(emoji)
    assert glyph is not None
    assert glyph != emoji_glyph(emoji[0]) or emoji == "❤️"


@pytest.mark.parametrize("emoji", ["", "字", "\ue000"])
def test_an_emoji_that_the_face_lacks_is_told_and_not_drawn(emoji: str) -> None:
    assert emoji_glyph(emoji) is None
    assert not drawn(emoji, 200, 350, 100).any()
    with pytest.raises(KeyError):
        sprite(emoji, 50)
