"""Every name that a layout or the lexicon uses has a painter, and every painter paints."""

import tomllib
from random import Random

import numpy as np
import pytest

from danqing.engines.composer.ink import canvas
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.scene import Air, Params
from danqing.engines.composer.layout.stage import ALIASES, STAGES, ground
from danqing.engines.composer.nouns import ASPECTS, DATA, noun
from danqing.engines.composer.paint.land import Land
from danqing.engines.composer.paint.pen import Pen
from danqing.engines.composer.paint.registry import GROUNDS, PAINTERS
from danqing.engines.composer.spec import Person

PLACELESS = {"shade", "rainfall", "snowfall", "fogfall", "windfall", "lettering"}


def painted_ground(name: str, air: Air, seed: int = 1, size: tuple[int, int] = (160, 120)) -> np.ndarray:
    pixels, _, board = canvas(*size)
    GROUNDS[name](Land(Pen(board), Box(0, 0, *size), air, Random(seed)))
    return pixels


@pytest.mark.parametrize("name", sorted(GROUNDS))
@pytest.mark.parametrize("time", ["day", "dawn", "sunset", "night"])
def test_a_ground_covers_the_whole_canvas(name: str, time: str) -> None:
    pixels = painted_ground(name, Air(time=time, weather=frozenset({"rain", "snow"})))
    assert pixels[..., 3].min() == 255


@pytest.mark.parametrize("name", ["meadow", "sea", "city", "mountain", "street", "lake", "forest"])
def test_night_is_darker_than_day(name: str) -> None:
    day, night = (painted_ground(name, Air(time=time))[..., :3].mean() for time in ("day", "night"))
    assert night < 0.75 * day


def test_a_meadow_without_clouds_has_none() -> None:
    sky = {True: Air(), False: Air(exclude=frozenset({"cloud", "sun", "tree", "flower"}))}
    cloudy, clear = (painted_ground("meadow", sky[k])[:50] for k in (True, False))
    rows = np.ptp(clear[..., :3].astype(int), axis=1).max()  # a bare sky changes from top to bottom only
    assert rows <= 3
    assert np.ptp(cloudy[..., :3].astype(int), axis=1).max() > 30


def test_every_stage_has_a_ground_and_every_ground_a_stage() -> None:
    assert set(STAGES) == set(GROUNDS) - {"slide_paper"}
    assert set(ALIASES.values()) <= set(STAGES)
    assert len(STAGES) >= 24


def test_every_scene_of_the_lexicon_has_a_ground() -> None:
    scenes = tomllib.loads((DATA / "scenes.toml").read_text("utf-8"))
    assert not [name for name in scenes if ground(name, "") == ""]


def test_every_noun_has_a_painter_or_an_emoji() -> None:
    nouns = [noun(key) for key in tomllib.loads((DATA / "nouns.toml").read_text("utf-8"))]
    assert not [n for n in nouns if n is None or (n.painter and n.painter not in PAINTERS)]
    assert not [n for n in nouns if n is not None and not n.painter and not n.glyph]
    assert all(n.aspect > 0 for n in nouns if n)


@pytest.mark.parametrize("name", sorted(set(PAINTERS) - PLACELESS))
def test_a_painter_paints_in_its_box_and_little_beside_it(name: str) -> None:
    wide = ASPECTS.get(name, 1.0)
    pixels, _, board = canvas(300, 300)
    box = Box(150 - 40 * min(wide, 2.0), 110, 80 * min(wide, 2.0), 80)
    params = Params(glyph="🦊", kind=name, person=Person(), tip=(150.0, 230.0))
    PAINTERS[name](Pen(board), box, params, Random(3))
    rows, columns = np.nonzero(pixels[..., 3] > 128)
    assert len(rows) > 60
    inside = (rows > 60) & (rows < 240) & (columns > 20) & (columns < 280)
    assert inside.mean() > 0.97


@pytest.mark.parametrize("pose", ["standing", "sitting", "walking", "waving"])
@pytest.mark.parametrize("kind", ["man", "girl", "elder_m", "chef", "wizard", "santa"])
def test_people_differ_by_pose(kind: str, pose: str) -> None:
    def drawn(posed: str) -> np.ndarray:
        pixels, _, board = canvas(120, 240)
        params = Params(kind=kind, person=Person(pose=posed))
        PAINTERS["figure"](Pen(board), Box(10, 20, 100, 210), params, Random(1))
        return pixels

    assert np.array_equal(drawn(pose), drawn(pose))
    assert pose == "standing" or not np.array_equal(drawn(pose), drawn("standing"))
