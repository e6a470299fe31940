"""n images differ: whatever the layout, four neighbouring seeds give four pictures that nobody takes for one."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from danqing.core.job import Size
from danqing.engines.composer.compose import compose
from danqing.engines.composer.parse import extend, read
from danqing.engines.composer.spec import Layout, Spec

PROMPTS = {
    Layout.COUPLET: "对联,左书“义本生知人机同道善思新”,右书“通云赋智乾坤启数高志远”,横批“智启通义”",
    Layout.SLIDE: "一页PPT,标题“工作计划”,左上“市场”,右上“产品”,左下“团队”,右下“客户”",
    Layout.CARD: "quantum entropy",
    Layout.LOGO: "logo for “Acme”",
    Layout.BOARD: "玻璃板上写着“一、学习。二、进步。”,一个女人",
    Layout.GREETING: "Thank you card, “Thank you”",
    Layout.STILL_LIFE: "still life with two apples",
    Layout.PORTRAIT: "a portrait of a girl",
    Layout.SHOP: "product ad for headphones, “Hear it”",
    Layout.SCENE: "a dog on a meadow",
}
CHANGED = 0.08
"""The share of pixels that differ by a tenth of the scale or more."""


def pixels(spec: Spec, seed: int) -> np.ndarray:
    return compose(extend(spec, seed), Size(width=320, height=320), seed).pixels.astype(int)


@pytest.mark.parametrize("layout", PROMPTS)
def test_four_images_of_one_prompt_differ(layout: Layout) -> None:
    spec = read(PROMPTS[layout])
    assert spec.layout is layout
    pictures = [pixels(spec, seed) for seed in range(5, 9)]
    changed = [(np.abs(a - b).max(axis=2) > 25).mean() for a, b in itertools.combinations(pictures, 2)]
    assert min(changed) > CHANGED, [round(float(share), 3) for share in changed]


@pytest.mark.parametrize("layout", PROMPTS)
def test_another_style_with_the_same_seed_keeps_the_layout(layout: Layout) -> None:
    spec = read(PROMPTS[layout], extend=False)
    one, other = (compose(replace(spec, style=s), Size(width=320, height=320), 7) for s in ("watercolor", "ink"))
    assert [node.box for node in one.texts] == [node.box for node in other.texts]
    assert replace(one.drawn, style="") == replace(other.drawn, style="")
