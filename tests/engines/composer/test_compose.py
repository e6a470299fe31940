"""Pictures: of the size asked for, the same for the same seed, different for another."""

from dataclasses import replace

import numpy as np
import pytest

from danqing.core.job import Size
from danqing.engines.composer.compose import compose, dice_key
from danqing.engines.composer.spec import Layout, Lettering, Role, Spec, Subject

PUPPIES = Spec(
    prompt="three puppies",
    layout=Layout.POSTER,
    scene="meadow",
    texts=(
        Lettering(text="Come Play Ball!", role=Role.TITLE, color="blue"),
        Lettering(text="Hehe!", role=Role.BUBBLE),
        Lettering(text="With friends", role=Role.BOTTOM),
    ),
    subjects=(Subject(noun="dog", count=3), Subject(noun="ball"), Subject(noun="star", count=5)),
)
SMALL = Size(width=256, height=256)


@pytest.mark.parametrize(("width", "height"), [(512, 512), (333, 517), (512, 218), (720, 1280)])
def test_a_picture_has_exactly_the_size_asked_for(width: int, height: int) -> None:
    pixels = compose(PUPPIES, Size(width=width, height=height), 1).pixels
    assert pixels.shape == (height, width, 3)
    assert pixels.dtype == np.uint8


def of(layout: Layout) -> Spec:
    roles = {
        Layout.SLIDE: (Role.TITLE, Role.CARD, Role.CARD),
        Layout.COUPLET: (Role.COUPLET_TOP, Role.COUPLET_LEFT, Role.COUPLET_RIGHT),
        Layout.BOARD: (Role.BOARD,),
        Layout.STREET: (Role.SIGN, Role.SIGN),
    }.get(layout, (Role.TITLE,))
    texts = tuple(Lettering(text=f"春暖花开{i}", role=role) for i, role in enumerate(roles))
    return Spec(prompt="x", layout=layout, texts=texts, subjects=(Subject(noun="woman"), Subject(noun="cat")))


@pytest.mark.parametrize("layout", list(Layout))
def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_picture(layout: Layout) -> None:
    one, again, other = (compose(of(layout), SMALL, seed).pixels for seed in (7, 7, 8))
    assert np.array_equal(one, again)
    changed = (np.abs(one.astype(int) - other).max(axis=2) > 12).mean()
    assert changed > 0.02, changed


@pytest.mark.parametrize("style", ["watercolor", "oil", "sketch", "ink", "anime", "pixel", "photo", "felt", "clay"])
def test_another_style_is_another_picture_with_the_lettering_where_it_was(style: str) -> None:
    plain, styled = compose(PUPPIES, SMALL, 1), compose(replace(PUPPIES, style=style), SMALL, 1)
    assert [n.box for n in plain.texts] == [n.box for n in styled.texts]
    assert not np.array_equal(plain.pixels, styled.pixels)


def test_the_dice_do_not_know_the_wording_or_the_style() -> None:
    assert dice_key(PUPPIES, 1) == dice_key(replace(PUPPIES, prompt="dogs", style="ink"), 1)
    assert dice_key(PUPPIES, 1) != dice_key(PUPPIES, 2)


def test_characters_that_no_face_has_are_told() -> None:
    spec = Spec(prompt="x", texts=(Lettering(text="Hello مرحبا", role=Role.TITLE),))
    assert set(compose(spec, SMALL, 1).missing) == set("مرحبا")


def test_nothing_at_all_is_a_picture_too() -> None:
    assert compose(Spec(prompt=""), SMALL, 0).pixels.std() > 1
