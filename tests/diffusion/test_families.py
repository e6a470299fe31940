"""Every family, drawn and edited through the door by the official SDK."""

# pyright: basic, reportMissingImports=false

from pathlib import Path

import pytest
from PIL import Image

from tests.diffusion.studio import DRAWERS, EDITORS
from tests.diffusion.user import User

UNGUIDED = {"z-image-turbo"}
"""Distilled: it draws without guidance, and so without negative prompts."""


@pytest.fixture(scope="module")
def references(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Pictures in the modes that people's files have: with transparency, grey, with a palette."""
    folder = tmp_path_factory.mktemp("references")
    paths = [folder / f"{mode}.png" for mode in ("RGBA", "L", "P")]
    for number, path in enumerate(paths):
        Image.linear_gradient("L").rotate(90 * number).resize((96, 64)).convert("RGB").convert(path.stem).save(path)
    return [f"file://{path}" for path in paths]


def same(one: Image.Image, other: Image.Image) -> bool:
    return one.tobytes() == other.tobytes()


@pytest.mark.parametrize("model", DRAWERS)
def test_it_draws_a_picture_that_is_no_plain_surface(user: User, model: str) -> None:
    (picture,) = user.draws(model, size="64*64", n=1, seed=1)
    assert (picture.format, picture.size) == ("PNG", (64, 64))
    assert len(picture.convert("RGB").getcolors(64 * 64) or ()) > 100


@pytest.mark.parametrize("model", DRAWERS)
def test_four_images_differ_and_each_is_what_its_seed_draws_alone(user: User, model: str) -> None:
    four = user.draws(model, size="64*64", n=4, seed=7)
    assert len({picture.tobytes() for picture in four}) == 4
    for number in (0, 3):
        (alone,) = user.draws(model, size="64*64", n=1, seed=7 + number)
        assert same(alone, four[number])


@pytest.mark.parametrize("model", DRAWERS)
@pytest.mark.parametrize("size", ["72*88", "65*67"])
def test_a_size_that_the_family_cannot_draw_is_delivered_to_the_pixel(user: User, model: str, size: str) -> None:
    answer = user.call("draw", model=model, text="a red fox", size=size, n=1)
    (picture,) = answer.pictures()
    assert answer.usage
    assert f"{picture.width}*{picture.height}" == f"{answer.usage['width']}*{answer.usage['height']}" == size


@pytest.mark.parametrize("model", DRAWERS)
def test_a_negative_prompt_steers_where_there_is_guidance(user: User, model: str) -> None:
    (plain,) = user.draws(model, size="64*64", n=1, seed=3)
    (steered,) = user.draws(model, size="64*64", n=1, seed=3, negative_prompt="blurred, text")
    assert same(plain, steered) == (model in UNGUIDED)


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("model", EDITORS)
def test_it_edits_with_as_many_references_as_the_api_takes(
    user: User, model: str, count: int, references: list[str]
) -> None:
    (picture,) = user.draws(model, "make it night", images=references[:count], size="64*80", seed=1)
    assert (picture.format, picture.size) == ("PNG", (64, 80))
    assert len(picture.convert("RGB").getcolors(64 * 80) or ()) > 100


def test_every_reference_counts(user: User, references: list[str]) -> None:
    one, two, other = (
        user.draws("qwen-image-edit-plus", images=images, size="64*64", n=1, seed=1)[0]
        for images in (references[:1], references[:2], references[1:2])
    )
    assert len({one.tobytes(), two.tobytes(), other.tobytes()}) == 3


def test_two_edits_differ_and_each_is_what_its_seed_draws_alone(user: User, references: list[str]) -> None:
    edit = {"model": "qwen-image-edit-plus", "images": references[:1], "size": "64*64"}
    two = user.draws(**edit, n=2, seed=5)
    (alone,) = user.draws(**edit, n=1, seed=6)
    assert not same(*two)
    assert same(alone, two[1])


def test_repainting_keeps_more_of_a_reference_the_stronger_it_counts(user: User, tmp_path: Path) -> None:
    path = tmp_path / "reference.png"
    Image.linear_gradient("L").convert("RGB").save(path)
    drawn: dict[float, Image.Image] = {}
    for strength in (0.1, 0.9):
        answer = user.call(
            "paint",
            model="wanx-v1",
            prompt="a red fox",
            n=1,
            size="64*64",
            seed=1,
            ref_img=str(path),
            ref_mode="repaint",
            ref_strength=strength,
        )
        assert answer.output["task_status"] == "SUCCEEDED", answer
        (drawn[strength],) = answer.pictures()
    assert not same(*drawn.values())
