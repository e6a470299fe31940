"""Whatever is painted can be asked for: every ground and every painter comes up for some words."""

import tomllib
from pathlib import Path
from random import Random

import pytest

from danqing.core.job import Size
from danqing.engines.composer.compose import dice_key
from danqing.engines.composer.layout.arrange import arrange
from danqing.engines.composer.layout.scene import Scene
from danqing.engines.composer.paint.registry import GROUNDS, PAINTERS
from danqing.engines.composer.parse import lexicon, read

PROMPTS = Path(__file__).parents[2] / "gallery" / "prompts.toml"
WORDED = {
    "pavement": ("a street with a shop sign “Tea”", "热闹的街道,招牌“茶”", "商店街の看板「茶」"),
    "table": ("still life with an apple", "静物画,一个苹果", "静物画、りんご"),
    "paper": ("a logo of a cat", "猫的标志", "猫のロゴ"),
    "abstract": ("a poster, title “Hello”", "海报,标题“你好”", "ポスター、タイトル「春」"),
    "glass": (
        "a woman before a glass board that says “One”",
        "玻璃板上写着“一”,一个女人",
        "ガラスボードに「一」、女性",
    ),
    "bokeh": ("a portrait of a girl", "女孩肖像", "女の子の肖像画"),
    "festive": ("new year card", "新年贺卡", "年賀状"),
    "party": ("birthday card", "生日贺卡", "誕生日カード"),
    "slide_paper": ("a slide, title “Plan”", "PPT,标题“计划”", "スライド、タイトル「計画」"),
}
"""Grounds that follow from the kind of picture, by words in English, Chinese and Japanese."""
INNER = {"house", "castle", "bamboo", "lattice", "planet"}
"""Painters that grounds paint with."""
MORE = (
    "a couplet, left couplet “春” right couplet “夏” top “秋”|a window in a forest|a dog running|a rabbit jumping|"
    "a cat sleeping|rain on a street|snow on a mountain|fog in a forest|a windy meadow|a slide: “A”, “B”, text “C”|"
    "a dog says “Hi”|a poster, “A” at the bottom|a neon sign “Open” in a city at night|a lantern in a room|"
    "a sale poster, “50%”|a paragraph “so it was said”, a cat|教室里,黑板上写着“一”|PPT“一”“二”“三”“四”"
).split("|")


def scene_of(prompt: str, width: int = 1024) -> Scene:
    spec = read(prompt)
    return arrange(spec, Size(width=width, height=1024), Random(dice_key(spec, 1)))


@pytest.mark.parametrize("name", sorted(set(GROUNDS) - {"hall"}))
def test_a_ground_is_chosen_for_words_in_every_language(name: str) -> None:
    for number, column in enumerate(("en", "zh", "ja")):
        words = lexicon.scenes().get(name, {}).get(column, "")
        said = [WORDED[name][number]] if name in WORDED else [word.removeprefix("~") for word in words.split("|")]
        told = [f"{word}です" if column == "ja" else word for word in said if word]  # 砂漠 alone is Chinese
        assert any(name in {node.painter for node in scene_of(word).nodes} for word in told), column


def test_every_painter_comes_up_for_some_words() -> None:
    gallery = [str(row["prompt"]) for row in tomllib.loads(PROMPTS.read_text("utf-8")).values()]
    nouns = [row["en"].split("|")[0] for row in lexicon.table("nouns").values()]
    signs = [words[0] for words in WORDED.values()]
    seen = {node.painter for prompt in (*gallery, *nouns, *signs, *MORE) for node in scene_of(prompt).nodes}
    seen |= {node.painter for node in scene_of("a slide, title “A”, cards “B” and “C”", 1700).nodes}
    assert set(PAINTERS) - seen <= INNER
