"""Several pictures come together."""

import numpy as np
import pytest

from danqing.core.job import Size
from danqing.engines.composer.edit.card import carded
from danqing.engines.composer.edit.combining import brought_in
from danqing.engines.composer.edit.montage import montage
from danqing.engines.composer.edit.palette import in_colors_of
from tests.engines.composer.edit.given import apart, car, coast, flat, gradient, noise, on_white


def test_a_subject_is_brought_in_without_its_ground() -> None:
    ground = flat(300, 200, (90, 130, 80))
    made, cut = brought_in(ground, on_white(), 0.5, 0.6, 2.0)
    assert cut
    assert made.shape == ground.shape
    assert (made[..., 2].astype(int) - made[..., 0] > 60).mean() > 0.05
    assert not (made > 240).all(axis=2).any()


@pytest.mark.parametrize(("at", "side"), [(0.2, slice(0, 150)), (0.8, slice(150, 300))])
def test_it_stands_where_it_was_put(at: float, side: slice) -> None:
    ground = flat(300, 200, (90, 130, 80))
    made, _ = brought_in(ground, on_white(), at, 0.5, 2.0)
    blue = made[..., 2].astype(int) - made[..., 0] > 60
    assert blue[:, side].sum() > 0.9 * blue.sum()


def test_what_cannot_be_cut_out_is_shown_as_a_print() -> None:
    made, cut = brought_in(coast(), noise(), 0.7, 0.6, 3.0)
    assert not cut
    assert (made > 245).all(axis=2).sum() > 200


def test_a_print_shows_the_photo_inside_a_white_edge() -> None:
    made = carded(flat(300, 300, (20, 20, 20)), flat(80, 80, (200, 30, 30)), (0.5, 0.5), 0.5, 0.0)
    assert tuple(made[150, 150]) == (200, 30, 30)
    across = made[150, :, 1]
    assert across.max() > 245
    assert tuple(made[2, 2]) == (20, 20, 20)


@pytest.mark.parametrize("size", [(300, 200), (200, 300), (256, 256), (7, 5), (1, 1)])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_montage_is_exactly_as_large_as_asked(size: tuple[int, int], count: int) -> None:
    pictures = [gradient(), noise(50, 90), car()][:count]
    made = montage(pictures, Size(width=size[0], height=size[1]), np.random.default_rng(1))
    assert made.shape == (size[1], size[0], 3)


def test_a_montage_shows_every_picture_once_in_order() -> None:
    colors = [(200, 30, 30), (30, 200, 30), (30, 30, 200)]
    made = montage([flat(60, 60, c) for c in colors], Size(width=360, height=120), np.random.default_rng(1))
    assert [int(made[60, x].argmax()) for x in (60, 180, 300)] == [0, 1, 2]


def test_colours_move_to_another_pictures_by_the_share() -> None:
    target = coast().reshape(-1, 3).mean(axis=0)
    means = [in_colors_of(car(), coast(), share).reshape(-1, 3).mean(axis=0) for share in (0.0, 0.4, 0.8, 1.0)]
    distances = [float(np.abs(mean - target).sum()) for mean in means]
    assert distances == sorted(distances, reverse=True)
    assert distances[-1] < 0.4 * distances[0]
    assert apart(in_colors_of(car(), coast(), 0.0), car()) < 2  # there and back through Lab
