"""A logo: a figure in a badge, or two or three."""

from danqing.engines.composer.color import legible
from danqing.engines.composer.layout.box import Box
from danqing.engines.composer.layout.captions import page
from danqing.engines.composer.layout.draft import Draft
from danqing.engines.composer.layout.exhibits import exhibits, show_in
from danqing.engines.composer.layout.hand import Hand
from danqing.engines.composer.layout.scene import Params
from danqing.engines.composer.layout.typeset import typeset
from danqing.engines.composer.nouns import hue
from danqing.engines.composer.spec import Lettering, Role

TOGETHER = 3
"""More figures than these make no logo."""
BADGES = ("#2f6fb5", "#2f8f6f", "#c2513f", "#7a4fa0", "#c98a1f", "#2b4a6b")


def emblem(draft: Draft) -> None:
    """Arrange a logo: what stands for it in a badge, its name beneath."""
    draft.on("paper")
    f = draft.frame
    texts = [t for t in draft.texts if t[1].role is not Role.BUBBLE]
    figures = exhibits(draft)[:TOGETHER]
    share = 0.72 if not texts else 0.56 if len(texts) <= 2 else 0.40
    size = min(f.w * 0.66, f.h * share)
    disc = Box(f.cx - size / 2, f.h * (0.10 if texts else 0.5) - (0 if texts else size / 2), size, size)
    color = next(iter(draft_palette(draft)), "") or BADGES[draft.turn % len(BADGES)]
    draft.accent = color
    draft.add("roundel", disc, params=Params(color=color, shadow=False))
    if figures:
        for number, actor in enumerate(figures):
            part = size / len(figures) ** 0.72
            x = disc.cx + (number - (len(figures) - 1) / 2) * size * (0.62 / len(figures))
            show_in(draft, actor, Box(x - part / 2, disc.cy - part / 2, part, part), 0.66)
    elif texts:
        _monogram(draft, texts[0][1].text.strip()[:1] or "·", disc, color)
    draft.taken.append(disc)
    draft.top = disc.bottom + f.h * 0.03
    draft.roof = 0.22
    page(draft)


def _monogram(draft: Draft, letter: str, disc: Box, color: str) -> None:
    under = "#dddddd"  # the disc is white, and a camera's style makes it darker
    style = Hand(face="cartoon", biggest=0.5, most_lines=1, look="plain", ink=legible(color, under), under=under)
    lines, used = typeset(Lettering(text=letter), disc.inset(disc.w * 0.24), style, draft.unit)
    draft.write("lettering", used, lines)


def draft_palette(draft: Draft) -> list[str]:
    """Return the palette's colours that a badge may have."""
    return [hue(c) for c in draft.spec.palette if c not in {"white", "beige"} and hue(c)]
