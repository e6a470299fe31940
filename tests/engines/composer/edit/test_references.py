"""Words and a reference: content kept, or style taken, as far as `ref_strength` says."""

import numpy as np
import pytest

from danqing.core.job import Job, Kind
from danqing.engines.composer.edit import repaint, restyle
from danqing.engines.composer.style import PICTURE_FILTERS
from danqing.engines.composer.style.plane import Pixels
from tests.engines.composer.edit.given import apart, car, coast, drawn, flat, job, noise, on_white

STRENGTHS = (0.0, 0.25, 0.5, 0.75, 1.0)
BAMBOO = "一个英气的黑发女人,飞舞着金色的蝴蝶,背景中有若隐若现的水墨竹林,高细节,高质量。"


def asked(kind: Kind, prompt: str, strength: float, **more: object) -> Job:
    return job(prompt, 200, 200, kind=kind, ref_strength=strength, prompt_extend=False, **more)


@pytest.mark.parametrize("prompt", [BAMBOO, "a cat in a garden, oil painting", "sunset over the sea"])
@pytest.mark.parametrize("reference", [car(200, 200), on_white(200, 200)], ids=["car", "disc"])
def test_a_repainted_picture_comes_nearer_to_its_reference_with_every_step(prompt: str, reference: Pixels) -> None:
    made = [repaint(asked(Kind.REPAINT, prompt, strength), reference, 4).picture for strength in STRENGTHS]
    last = made[-1]
    distances = [apart(picture, last) for picture in made]
    assert distances == sorted(distances, reverse=True)
    assert distances[0] > 20


def test_at_no_strength_the_reference_is_not_seen() -> None:
    one, other = (repaint(asked(Kind.REPAINT, BAMBOO, 0.0), picture, 4).picture for picture in (car(), coast()))
    assert np.array_equal(one, other)


def test_the_style_of_the_job_goes_before_that_of_the_prompt() -> None:
    named, unnamed = (repaint(asked(Kind.REPAINT, BAMBOO, 1.0, style=style), car(), 4) for style in ("sketch", ""))
    assert "style=sketch" in named.done
    assert "style=ink" in unnamed.done
    assert apart(named.picture, unnamed.picture) > 4


def test_things_in_the_air_are_added_around_the_subject() -> None:
    plain, flown = (
        repaint(asked(Kind.REPAINT, prompt, 1.0), on_white(200, 200), 4)
        for prompt in ("水墨风格", "飞舞的蝴蝶，水墨风格")
    )
    assert any(entry.startswith("butterfly") for entry in flown.done)
    moved = np.abs(plain.picture.astype(int) - flown.picture).max(axis=2) > 40
    disc = on_white(200, 200)[..., 0] < 150
    assert moved[~disc].mean() > moved[disc].mean()


@pytest.mark.parametrize("reference", [car(200, 200), coast(200, 200), flat(50, 50, (30, 200, 40))])
def test_a_restyled_picture_takes_more_of_the_references_colours_with_every_step(reference: Pixels) -> None:
    made = [restyle(asked(Kind.RESTYLE, "有一只黑色的小猫", s), reference, 4).picture for s in STRENGTHS]
    target = reference.reshape(-1, 3).mean(axis=0)
    distances = [float(np.abs(picture.reshape(-1, 3).mean(axis=0) - target).sum()) for picture in made]
    assert distances == sorted(distances, reverse=True)
    assert distances[-1] < 0.75 * distances[0]


def test_a_restyled_picture_shows_what_the_prompt_describes() -> None:
    made = restyle(asked(Kind.RESTYLE, "a dog on a meadow", 0.0, style="flat illustration"), coast(), 4)
    alone = drawn("a dog on a meadow", 200, 200)
    assert made.picture.shape == alone.shape
    assert any("dog" in entry for entry in made.done)
    assert "dog" in made.description


@pytest.mark.parametrize("kind", [Kind.REPAINT, Kind.RESTYLE])
@pytest.mark.parametrize("prompt", ["", "asdf", BAMBOO, "beach"])
def test_any_words_and_any_reference_make_a_picture(kind: Kind, prompt: str) -> None:
    how = repaint if kind is Kind.REPAINT else restyle
    for reference in (noise(1, 1), noise(300, 2), flat(), on_white()):
        made = how(asked(kind, prompt, 0.5), reference, 1)
        assert made.picture.shape == (200, 200, 3)
        assert made.picture.dtype == np.uint8
        assert made.description


@pytest.mark.parametrize("kind", [Kind.REPAINT, Kind.RESTYLE])
def test_seeds_make_the_difference(kind: Kind) -> None:
    how = repaint if kind is Kind.REPAINT else restyle
    one, again, other = (how(asked(kind, BAMBOO, 0.7), car(), seed).picture for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_a_style_is_always_named() -> None:
    styles = {f"style={style}" for style in PICTURE_FILTERS}
    for reference in (car(), coast(), noise(), flat()):
        for how, kind in ((repaint, Kind.REPAINT), (restyle, Kind.RESTYLE)):
            assert styles & set(how(asked(kind, "a dog", 0.5), reference, 1).done)
