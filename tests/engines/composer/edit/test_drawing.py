"""Jobs with references become encoded images."""

import io

import numpy as np
import pytest
from PIL import Image as Pillow

from danqing.core.errors import EngineRejected
from danqing.core.image import Image
from danqing.core.job import Kind
from danqing.engines.composer.composer import Composer
from danqing.engines.composer.edit import edit
from danqing.engines.composer.png import encode
from danqing.engines.composer.signature import SOFTWARE
from tests.engines.composer.edit.given import car, coast, job, on_white


def opened(image: object) -> Pillow.Image:
    assert isinstance(image, Image)
    return Pillow.open(io.BytesIO(image.png))


@pytest.mark.parametrize("kind", [Kind.EDIT, Kind.REPAINT, Kind.RESTYLE])
def test_every_image_of_the_job_has_its_size_its_seed_and_a_look_of_its_own(kind: Kind) -> None:
    drawing = edit(job("水彩风格的小猫", 128, 96, kind=kind, n=3, seed=40), [coast()])
    assert len(drawing.images) == 3
    pictures: list[bytes] = []
    for number, image in enumerate(drawing.images):
        assert isinstance(image, Image)
        assert image.seed == 40 + number
        assert opened(image).size == (128, 96) == (image.width, image.height)
        pictures.append(opened(image).convert("RGB").tobytes())
    assert len(set(pictures)) == 3


def test_an_image_is_the_same_whichever_job_its_seed_came_from() -> None:
    second = edit(job("brighter", n=2, seed=8), [coast()]).images[1]
    alone = edit(job("brighter", n=1, seed=9), [coast()]).images[0]
    assert np.array_equal(np.asarray(opened(second)), np.asarray(opened(alone)))


def test_a_picture_says_what_was_done_to_it() -> None:
    texts = opened(edit(job("make it brighter"), [car()]).images[0]).info
    assert texts["Software"] == SOFTWARE
    assert texts["Done"] == "brighten"
    assert texts["Seed"] == "7"
    assert "brighter" in texts["Description"]


def test_notes_tell_what_was_done_and_what_was_not() -> None:
    drawing = edit(job("make her smile\nand make it brighter"), [car()])
    assert drawing.notes == {"understood": "brighten", "ignored": "face"}
    assert all("\n" not in note and len(note) <= 400 for note in drawing.notes.values())


def test_the_actual_prompt_is_told_when_it_may_be() -> None:
    assert edit(job("brighter", prompt_extend=False), [car()]).actual_prompt is None
    assert edit(job("更亮", prompt_extend=True), [car()]).actual_prompt == "所给的图片，提亮。"


def test_a_watermark_that_is_asked_for_is_drawn() -> None:
    plain, with_mark = (opened(edit(job("flip", watermark=m), [on_white()]).images[0]) for m in ("", "Qwen"))
    moved = np.abs(np.asarray(plain).astype(int) - np.asarray(with_mark)).max(axis=2) > 20
    assert moved[100:, 80:].any()
    assert not moved[:90].any()


def test_a_job_without_references_is_refused() -> None:
    with pytest.raises(EngineRejected):
        edit(job("brighter"), [])


@pytest.mark.parametrize("kind", [Kind.EDIT, Kind.REPAINT, Kind.RESTYLE])
def test_the_composer_hands_jobs_with_references_over(kind: Kind) -> None:
    drawing = Composer().draw(job("水墨风格的竹林", 96, 64, kind=kind), [encode(coast(), {})])
    assert opened(drawing.images[0]).size == (96, 64)
    assert drawing.notes["understood"]
