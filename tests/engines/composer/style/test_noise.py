"""Noise has mean 0, variance 1, and no seams."""

import numpy as np
import pytest

from danqing.engines.composer.style.noise import hatching, noise, paper


@pytest.mark.parametrize("scale", [1, 2, 5, 8, 20, 60])
def test_a_field_is_float32_around_zero_with_variance_one(scale: float) -> None:
    field = noise((900, 1000), np.random.default_rng(1), scale)
    assert field.shape == (900, 1000)
    assert field.dtype == np.float32
    assert abs(field.mean()) < 0.25
    assert 0.75 < field.std() < 1.25


@pytest.mark.parametrize("scale", [2, 5, 8, 30])
def test_a_field_has_no_seam(scale: float) -> None:
    field = noise((1600, 1600), np.random.default_rng(1), scale)
    for steps in (np.abs(np.diff(field, axis=0)).mean(axis=1), np.abs(np.diff(field, axis=1)).mean(axis=0)):
        assert steps.max() < 3 * steps.mean()


@pytest.mark.parametrize("scale", [3, 40])
def test_blobs_are_as_wide_as_asked(scale: float) -> None:
    field = noise((800, 800), np.random.default_rng(1), scale)

    def alike(apart: int) -> float:
        return float(np.corrcoef(field[:, apart:].ravel(), field[:, :-apart].ravel())[0, 1])

    assert alike(max(1, round(scale / 4))) > 0.7
    assert abs(alike(round(scale * 3))) < 0.25


def test_strokes_run_along_their_slope() -> None:
    strokes = hatching((400, 400), np.random.default_rng(1), 21, 1.0)
    rising = np.corrcoef(strokes[6:, :-6].ravel(), strokes[:-6, 6:].ravel())[0, 1]
    falling = np.corrcoef(strokes[6:, 6:].ravel(), strokes[:-6, :-6].ravel())[0, 1]
    assert rising > 0.4 > falling


def test_paper_is_a_little_shade() -> None:
    shade = paper((300, 300), np.random.default_rng(1), 0.02)
    assert shade.dtype == np.uint8
    assert 0 < shade.mean() < 20
