"""What was done is told in the instruction's language."""

import pytest

from danqing.engines.composer.edit.reading import read
from danqing.engines.composer.edit.step import Action
from danqing.engines.composer.edit.telling import described, noted
from danqing.engines.composer.edit.words import named, rows


def tell(instruction: str) -> str:
    asked = read(instruction)
    return described(asked.steps, asked.language)


@pytest.mark.parametrize(
    ("instruction", "sentence"),
    [
        ("make it an oil painting", "The given picture, restyled (oil painting style)."),
        ("把背景换成海边", "所给的图片，更换背景（海滩）。"),
        ("將背景換成海邊", "所給的圖片，更換背景（海灘）。"),
        ("背景を海辺に変えて", "与えられた画像、背景を変更（砂浜）。"),
        ('write "云 Cloud"', "The given picture, with the text (“云 Cloud”)."),
        ("寫上“云上”", "所給的圖片，添加文字（“云上”）。"),
        ("make the red car blue", "The given picture, recoloured (blue)."),
        ("添加三个气球", "所给的图片，添加元素（三个气球）。"),
    ],
)
def test_a_sentence_tells_what_was_done(instruction: str, sentence: str) -> None:
    assert tell(instruction) == sentence


@pytest.mark.parametrize(
    ("instruction", "notes"),
    [
        ("把橙色的衣服变成蓝色", ["recolor=orange>blue"]),
        ("make the car blue", ["recolor=subject>blue"]),
        ("rotate 30 degrees and write “Hi”", ["rotate=30", "write=1"]),
        ("Replace the background with a snowy beach at sunset", ["replace_background=beach,sunset,snow"]),
        ("add two cats", ["add=cat*2"]),
        ("put image 2 into image 1", ["combine=2"]),
    ],
)
def test_notes_are_short(instruction: str, notes: list[str]) -> None:
    assert [noted(step) for step in read(instruction).steps] == notes


@pytest.mark.parametrize("column", ["en", "zh", "ja"])
def test_every_action_has_words_and_a_name_in_every_language(column: str) -> None:
    assert set(rows("action")) == {action.value for action in Action}
    for action in Action:
        assert named(action.value, column)
        assert rows("action")[action.value].patterns[column]


@pytest.mark.parametrize(
    "family", ["action", "unfit", "refused", "order", "clause", "given", "amount", "turn", "share"]
)
def test_no_row_beats_one_that_is_not_there(family: str) -> None:
    known = {key for name in ("action", "unfit") for key in rows(name)} | {"*"}
    for row in rows(family).values():
        assert row.beats <= known, row.key
        assert set(row.patterns) == {"en", "zh", "ja"}, row.key
