"""Paints, paths and surfaces do to pixels what they say."""

import numpy as np
import pytest

from danqing.engines.composer.ink import (
    Pixels,
    Shadow,
    canvas,
    drop_shadow,
    ground_shadow,
    lay_over,
    linear,
    paint,
    picture,
    polygon,
    premultiply,
    radial,
    rect,
    rounded,
    smooth,
    star,
    straight,
)

SQUARE = [(20.0, 20.0), (80.0, 20.0), (80.0, 80.0), (20.0, 80.0)]


def test_a_canvas_is_transparent_and_drawn_into_in_place() -> None:
    pixels, _surface, drawn = canvas(30, 20)
    assert pixels.shape == (20, 30, 4)
    assert not pixels.any()
    drawn.drawRect(rect((5, 5, 10, 10)), paint("#336699"))
    assert tuple(pixels[10, 10]) == (0x33, 0x66, 0x99, 255)


def test_half_transparent_colours_are_premultiplied() -> None:
    pixels, _surface, drawn = canvas(4, 4)
    drawn.drawPaint(paint("#ff0000", 0.5))
    assert tuple(pixels[2, 2]) == (128, 0, 0, 128)
    assert tuple(straight(pixels)[2, 2]) == (255, 0, 0, 128)


def test_premultiplying_undoes_what_straight_does() -> None:
    levels = np.random.default_rng(1).integers(0, 256, (40, 40, 4)).astype(np.uint8)
    pixels = premultiply(levels)
    assert np.abs(premultiply(straight(pixels)).astype(int) - pixels).max() <= 1


def test_a_gradient_runs_from_stop_to_stop() -> None:
    pixels, _surface, drawn = canvas(100, 4)
    drawn.drawPaint(paint(shader=linear((0, 0), (100, 0), ["#000000", ("#ffffff", 1.0)])))
    row = pixels[2, :, 0].astype(int)
    assert row[0] < 4
    assert row[-1] > 251
    assert (np.diff(row) >= 0).all()


def test_the_stops_of_a_gradient_are_where_they_are_put() -> None:
    pixels, _surface, drawn = canvas(100, 4)
    drawn.drawPaint(paint(shader=linear((0, 0), (100, 0), ["#f00", "#0f0", "#00f"], [0, 0.1, 1])))
    assert pixels[2, 10, 1] > 245


def test_a_radial_gradient_fades_outwards() -> None:
    pixels, _surface, drawn = canvas(100, 100)
    drawn.drawPaint(paint(shader=radial((50, 50), 50, [("#ffffff", 1.0), ("#ffffff", 0.0)])))
    assert pixels[50, 50, 3] > 250
    assert pixels[50, 75, 3] == pytest.approx(127, abs=4)
    assert pixels[2, 2, 3] == 0


def area(path_pixels: Pixels) -> int:
    return int((path_pixels[..., 3] > 127).sum())


def test_a_polygon_is_filled_and_a_stroke_is_a_line() -> None:
    filled, _s, drawn = canvas(100, 100)
    drawn.drawPath(polygon(SQUARE), paint("#000"))
    assert area(filled) == 3600
    outlined, _s2, lines = canvas(100, 100)
    lines.drawPath(polygon(SQUARE, closed=False), paint("#000", stroke=4))
    assert area(outlined) == pytest.approx(3 * 60 * 4, rel=0.1)


def test_a_smooth_path_goes_through_its_points() -> None:
    path = smooth([(10, 50), (40, 20), (70, 80), (90, 50)])
    pixels, _surface, drawn = canvas(100, 100)
    drawn.drawPath(path, paint("#000", stroke=3))
    assert all(pixels[y, x, 3] > 100 for x, y in [(10, 50), (40, 20), (70, 80), (89, 50)])


def test_a_smooth_ring_is_closed_and_rounder_than_its_corners() -> None:
    bounds = smooth(SQUARE, closed=True).computeTightBounds()
    assert bounds.width() > 60


def test_a_star_has_its_points_and_its_waist() -> None:
    pixels, _surface, drawn = canvas(100, 100)
    drawn.drawPath(star((50, 50), 40), paint("#000"))
    assert pixels[14, 50, 3] > 0
    assert pixels[88, 50, 3] == 0
    assert 0 < area(pixels) < np.pi * 40**2 * 0.5


def test_a_shadow_lies_where_it_falls_and_is_soft() -> None:
    pixels, _surface, drawn = canvas(120, 120)
    drop_shadow(drawn, polygon(SQUARE), Shadow("#000", 20, 10, 4, 0.5))
    assert pixels[60, 70, 3] == pytest.approx(128, abs=3)
    assert pixels[60, 20, 3] == 0
    assert 20 < pixels[60, 100, 3] < 110


def test_what_stands_has_a_shadow_under_it() -> None:
    pixels, _surface, drawn = canvas(120, 60)
    ground_shadow(drawn, (60, 30), 80)
    assert pixels[30, 60, 3] > 50
    assert pixels[5, 60, 3] == 0


def test_round_corners_are_round() -> None:
    pixels, _surface, drawn = canvas(100, 100)
    drawn.drawRRect(rounded((10, 10, 80, 80), 20), paint("#000"))
    assert pixels[11, 11, 3] == 0
    assert pixels[11, 50, 3] == 255


def test_a_layer_is_laid_over_what_is_there() -> None:
    under, _s, ground = canvas(40, 40)
    ground.drawPaint(paint("#ffffff"))
    layer, _s2, drawn = canvas(20, 20)
    drawn.drawPaint(paint("#ff0000", 0.5))
    lay_over(under, layer, at=(10, 10))
    assert tuple(under[5, 5]) == (255, 255, 255, 255)
    assert np.abs(under[15, 15].astype(int) - (255, 127, 127, 255)).max() <= 1
    lay_over(under, layer, at=(10, 10), alpha=0.0)
    assert np.abs(under[15, 15].astype(int) - (255, 127, 127, 255)).max() <= 1


def test_a_view_can_be_laid_over() -> None:
    under, _s, _c = canvas(40, 40)
    layer = np.full((80, 80, 4), 255, np.uint8)[::2, 10:50]
    lay_over(under, layer)
    assert (under == 255).all()


def test_an_image_keeps_its_pixels_when_the_array_is_reused() -> None:
    pixels, _s, drawn = canvas(10, 10)
    drawn.drawPaint(paint("#00ff00"))
    image = picture(pixels)
    pixels[:] = 0
    other, _s2, shown = canvas(10, 10)
    shown.drawImage(image, 0, 0)
    assert tuple(other[5, 5]) == (0, 255, 0, 255)
