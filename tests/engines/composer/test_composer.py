"""The engine as its callers see it: PNG files that say what they are, and an honest card for what cannot be drawn."""

import io
import json
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL.PngImagePlugin import PngImageFile

from danqing.core.errors import EngineRejected
from danqing.core.image import Image
from danqing.core.job import Door, Job, Kind, Size
from danqing.engines.composer.composer import Composer
from danqing.engines.composer.mark import marked
from danqing.engines.engine import Drawer

DOG = "a dog with a ball on the grass, title “Hello”"


def job(**changed: Any) -> Job:
    said: dict[str, Any] = {
        "door": Door.MULTIMODAL,
        "model": "qwen-image",
        "kind": Kind.DRAW,
        "prompt": DOG,
        "size": Size(width=256, height=192),
        "seed": 3,
    }
    return Job(**(said | changed))


def opened(image: object) -> PngImageFile:
    assert isinstance(image, Image)
    file = Pillow.open(io.BytesIO(image.png))
    assert isinstance(file, PngImageFile)
    file.load()
    return file


def plain_photo() -> bytes:
    photo = io.BytesIO()
    Pillow.new("RGB", (96, 64), "#808080").save(photo, "PNG")
    return photo.getvalue()


def test_the_composer_is_a_drawer() -> None:
    drawer: Drawer = Composer()
    assert drawer.name == "composer/1.0"


def test_each_image_has_the_size_and_the_next_seed() -> None:
    images = Composer().draw(job(n=3), []).images
    assert [opened(i).size for i in images] == [(256, 192)] * 3
    assert [i.seed for i in images if isinstance(i, Image)] == [3, 4, 5]
    assert len({i.png for i in images if isinstance(i, Image)}) == 3


def test_image_number_two_is_what_the_next_seed_draws_first() -> None:
    both = Composer().draw(job(n=2), []).images
    alone = Composer().draw(job(seed=4), []).images
    assert np.array_equal(np.asarray(opened(both[1])), np.asarray(opened(alone[0])))


def test_a_picture_says_who_drew_it() -> None:
    texts = opened(Composer().draw(job(), []).images[0]).text
    assert texts["Software"] == "Danqing composer/1.0 (procedural drawing, no AI model)"
    assert texts["Description"] == DOG
    assert texts["Seed"] == "3"
    assert json.loads(texts["Spec"])["subjects"][0]["noun"] == "dog"


def test_what_was_understood_is_told() -> None:
    notes = Composer().draw(job(prompt="a dog playing chess"), []).notes
    assert "dog" in notes["understood"]
    assert "\n" not in "".join(notes.values())


@pytest.mark.parametrize(
    ("title", "left_out"),
    [
        ("𠮷野家", "1 characters without a glyph: 𠮷"),  # a rare character
        ("สวย Hello", "3 characters without a glyph: ส ว ย"),
        ("مرحبا", "5 characters without a glyph: م ر ح ب ا"),
        ("안녕 你好", "2 characters without a glyph: 안 녕"),
        ("Family 👨‍👩‍👧 👍🏽 🇯🇵", ""),  # sequences are one picture each
        ("Привет, Việt Nam, Łódź", ""),
    ],
)
def test_characters_that_no_face_has_are_counted_and_told(title: str, left_out: str) -> None:
    said = Composer().draw(job(prompt=f"poster, title “{title}”"), []).notes.get("ignored", "")
    assert said == left_out


def test_notes_can_be_printed() -> None:
    notes = Composer().draw(job(prompt="👩\u200d🚀 zzyzx\u202eabc", prompt_extend=False), []).notes
    assert all(line.isprintable() for line in notes.values())


def test_the_actual_prompt_is_given_only_when_it_may_be_extended() -> None:
    assert Composer().draw(job(prompt_extend=False), []).actual_prompt is None
    told = Composer().draw(job(prompt_extend=True), []).actual_prompt
    assert told is not None
    assert "Hello" in told


def test_without_extension_nothing_is_added() -> None:
    plain = opened(Composer().draw(job(prompt_extend=False), []).images[0])
    assert not [s for s in json.loads(plain.text["Spec"])["subjects"] if s["added"]]


def test_what_nobody_can_draw_becomes_a_card_that_says_so() -> None:
    texts = opened(Composer().draw(job(prompt="quantum entropy"), []).images[0]).text
    assert json.loads(texts["Spec"])["layout"] == "card"


def test_a_watermark_is_the_composers_own_and_in_the_lower_right_corner() -> None:
    plain, with_mark = (
        np.asarray(opened(Composer().draw(job(watermark=mark), []).images[0])).astype(int)
        for mark in ("", "Qwen-Image")
    )
    rows, columns = np.nonzero(np.abs(plain - with_mark).max(axis=2) > 8)
    assert len(rows) > 20
    assert rows.min() > 192 * 0.9
    assert columns.min() > 256 * 0.5


def test_the_mark_keeps_the_rest_of_the_picture() -> None:
    gray = np.full((100, 200, 3), 128, np.uint8)
    assert np.array_equal(marked(gray)[:80], gray[:80])


def test_half_a_character_does_not_stop_the_drawing() -> None:
    image = Composer().draw(job(prompt="a dog, title “\ud83d”"), []).images[0]
    assert "\ud83d" not in opened(image).text["Description"]


def test_a_job_without_a_size_is_refused() -> None:
    with pytest.raises(EngineRejected):
        Composer().draw(job(size=None), [])


def test_a_job_with_references_is_edited() -> None:
    drawing = Composer().draw(job(kind=Kind.EDIT, prompt="make it black and white"), [plain_photo()])
    assert opened(drawing.images[0]).size == (256, 192)


@pytest.mark.parametrize(
    ("prompt", "cannot"), [("make him sit down and make it brighter", "pose"), ("qwerty zxcvb", "instruction")]
)
def test_an_edit_that_cannot_be_done_as_asked_is_done_as_nearly_as_can_be_unless_that_is_forbidden(
    prompt: str, cannot: str
) -> None:
    asked, photo = job(kind=Kind.EDIT, prompt=prompt), [plain_photo()]
    assert cannot in Composer().draw(asked, photo).notes["ignored"]
    with pytest.raises(EngineRejected, match=cannot) as caught:
        Composer(strict=True).draw(asked, photo)
    assert caught.value.code == "InvalidParameter"


def test_a_strict_composer_does_what_can_be_done() -> None:
    strict = Composer(strict=True)
    edited = strict.draw(job(kind=Kind.EDIT, prompt="make it brighter"), [plain_photo()])
    assert edited.notes == {"understood": "brighten"}
    assert strict.draw(job(prompt="a dog with zxcvbn"), []).notes["ignored"]


def test_a_reference_that_is_no_image_is_refused() -> None:
    with pytest.raises(EngineRejected):
        Composer().draw(job(kind=Kind.EDIT), [b"no image"])
